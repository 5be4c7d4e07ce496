"""Reading a YAML rule file so that every complaint names file, line, key and remedy.

Floats become `Decimal` from their own digits; a repeated key, an unknown key and a wrong type are errors.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import Any, Final, TypeVar, overload

import yaml

from screening.errors import PackError

FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader over libyaml, ten times as fast as the one in Python, where the package was built with it."""
_MISSING: Final = object()
_CHOICES: Final = ("check", "all_of", "any_of")
_OF_ANY_CHECK: Final = frozenset({"id", "cite", "certainty", "says"})
_REPLACED: Final = frozenset({"values"})
_DATE, _NUMBER = "$date", "$number"
T = TypeVar("T")
E = TypeVar("E", bound=Enum)
FilePlace = tuple[str, int]
"""A file and a line of it, from 1: a block that extends another holds keys of both files."""

_KIND_NAMES: Final = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    date: "a date like 2020-04-06",
    Decimal: "a number",
}


class YamlBlock:
    """A mapping of a rule file. `take` consumes keys; `finish` refuses what nobody took."""

    def __init__(self, place: FilePlace, path: str, data: dict[str, Any], places: dict[str, FilePlace]) -> None:
        self.file, self.line = self._place = place
        self.path = path
        self._data, self._places, self._taken = data, places, set[str]()

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def error(self, key: str, problem: str, remedy: str) -> PackError:
        where = f"{self.path}.{key}" if self.path and key else (key or self.path)
        return PackError(*self._places.get(key, self._place), where, problem, remedy)

    @overload
    def take(self, key: str, kind: type[T]) -> T: ...
    @overload
    def take(self, key: str, kind: type[T], default: None) -> T | None: ...
    @overload
    def take(self, key: str, kind: type[T], default: T) -> T: ...
    def take(self, key: str, kind: type[Any], default: Any = _MISSING) -> Any:
        """The value under `key`, of exactly this kind (an int is accepted where a Decimal is wanted)."""
        self._taken.add(key)
        value = self._data.get(key, _MISSING)
        if value is _MISSING or (value is None and default is None):
            if default is _MISSING:
                raise self._missing(key, _KIND_NAMES.get(kind, "a value"))
            return default
        if kind is Decimal and type(value) is int:
            return Decimal(value)
        if value is None:
            raise self.error(key, "is empty.", f"Write {_KIND_NAMES.get(kind, 'its lines, indented by two spaces')}.")
        if type(value) is not kind:
            raise self.error(
                key, f"has the wrong type ({type(value).__name__}).", f"Write {_KIND_NAMES.get(kind, kind.__name__)}."
            )
        return value

    def _missing(self, key: str, wanted: str) -> PackError:
        """A key written a little differently is named with its own line: the usual reason for a missing one."""
        similar = get_close_matches(key, [name for name in self._data if name not in self._taken], n=1)
        if similar:
            return self.error(similar[0], f"is not a known key here, and `{key}` is missing.", f"Write it `{key}:`.")
        return self.error(key, "is missing.", f"Add `{key}:` with {wanted}.")

    def block(self, key: str) -> "YamlBlock":
        return self.take(key, YamlBlock)

    def blocks(self, key: str, *, required: bool = True) -> list["YamlBlock"]:
        """A list of mappings; a required one is not empty."""
        items = self.take(key, list) if required else self.take(key, list, [])
        if required and not items:
            raise self.error(key, "is empty.", "Add at least one item.")
        for item in items:
            if not isinstance(item, YamlBlock):
                raise self.error(
                    key, "holds something that is not a mapping.", "Write each item as `key: value` pairs."
                )
        return items

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        items = self.take(key, list) if required else self.take(key, list, [])
        for item in items:
            if not isinstance(item, str):
                raise self.error(key, "holds something that is not a text.", "Write a list of texts.")
        return tuple(items)

    def one_or_more_texts(self, key: str) -> tuple[str, ...]:
        """A text, a list of texts, or nothing at all."""
        if isinstance(self._data.get(key), list):
            return self.texts(key)
        text = self.take(key, str, None)
        return () if text is None else (text,)

    def choice(self, key: str, kind: type[E]) -> E:
        """A word of a closed list."""
        value = self.take(key, str)
        try:
            return kind(value)
        except ValueError:
            words = ", ".join(str(item.value) for item in kind)
            raise self.error(key, f"«{value}» is not known.", f"Use one of: {words}.") from None

    def items(self) -> list[tuple[str, "YamlBlock"]]:
        """Every key with its block: for mappings of named things."""
        return [(key, self.block(key)) for key in self._data]

    def finish(self, known: tuple[str, ...] = ()) -> None:
        for key in self._data:
            if key not in self._taken:
                hint = ", ".join(sorted(self._taken | set(known)))
                raise self.error(key, "is not a known key here.", f"Remove it or use one of: {hint}.")

    def whole(self, read: Callable[["YamlBlock"], T]) -> T:
        """What `read` makes of the block, which must take every key of it."""
        made = read(self)
        self.finish()
        return made

    def everything(self) -> Iterable[tuple[str, Any]]:
        """(key, value) of all of it, taken or not."""
        return self._data.items()

    def left(self) -> list[tuple[str, Any, FilePlace]]:
        """(key, value, place) of what nobody has taken yet."""
        return [(key, value, self._places[key]) for key, value in self._data.items() if key not in self._taken]

    def identity(self) -> Any:
        """The block's `id`, without consuming it; the block itself where it has none."""
        return str(self._data["id"]) if "id" in self._data else self

    def merged(self, over: "YamlBlock") -> "YamlBlock":
        """This block with `over` laid on top: lists of blocks with ids are merged by id, mappings key by key.

        Dated `values` replace those below, and another check brings its own parameters: only what says where a
        criterion stands and in which words is kept of the old one.
        """
        another_check = any(key in over and not self._chooses_as(over, key) for key in _CHOICES)
        data = {key: value for key, value in self._data.items() if not another_check or key in _OF_ANY_CHECK}
        places = dict(self._places)
        for key, value, place in over.left():
            data[key] = value if key in _REPLACED else _merge(data.get(key), value)
            places[key] = place
        return YamlBlock((over.file, over.line), over.path, data, places)

    def _chooses_as(self, over: "YamlBlock", key: str) -> bool:
        """Whether `over` says again what this block chose: the same check, or changes to the parts of its group."""
        if key not in self._data:
            return not any(choice in self._data for choice in _CHOICES)
        return key != "check" or any(said == key and value == self._data[key] for said, value, _ in over.left())

    def without(self, drop: "YamlBlock") -> "YamlBlock":
        """This block without the items that `drop` names: `{gaps: [terms]}`."""
        data = dict(self._data)
        for key in drop:
            items, unwanted = data.get(key, []), drop.texts(key)
            known = [item.identity() for item in items] if isinstance(items, list) else []
            for name in unwanted:
                if name not in known:
                    listed = ", ".join(one for one in known if isinstance(one, str)) or "(none)"
                    raise drop.error(key, f"«{name}» is not in the list below.", f"Use some of: {listed}.")
            data[key] = [item for item in items if item.identity() not in unwanted]
        return YamlBlock(self._place, self.path, data, self._places)


def _merge(base: Any, over: Any) -> Any:
    if isinstance(base, YamlBlock) and isinstance(over, YamlBlock):
        return base.merged(over)
    if isinstance(base, list) and isinstance(over, list) and all(isinstance(item, YamlBlock) for item in base + over):
        result = {item.identity(): item for item in base}
        for item in over:
            key = item.identity()
            result[key] = result[key].merged(item) if key in result else item
        return list(result.values())
    return over


def read(path: Path, name: str | None = None) -> YamlBlock:
    """The file as a YamlBlock. `name` is how messages call the file (default: its own name)."""
    file = name or path.name
    return block_of(composed(path, file), file)


def composed(path: Path, file: str) -> yaml.Node | None:
    """The file's nodes, to make any number of blocks of; PackError where it is no YAML."""
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=FastLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PackError(file, line, "(yaml)", f"{error.problem}.", "Mend the YAML syntax.") from error
    except UnicodeDecodeError as error:
        raise PackError(file, 1, "(file)", "is not UTF-8.", "Save it as UTF-8.") from error
    except yaml.YAMLError as error:
        raise PackError(
            file, 1, "(file)", "holds a character that YAML forbids.", "Remove control characters."
        ) from error


def block_of(node: yaml.Node | None, file: str) -> YamlBlock:
    """A new block of a file's nodes, of which nothing has been taken; PackError where they are no mapping."""
    value = _value(file, "", node) if node is not None else None
    if not isinstance(value, YamlBlock):
        raise PackError(file, 1, "(file)", "is not a mapping.", "Write `key: value` pairs at the top level.")
    return value


def plain(block: YamlBlock) -> dict[str, Any]:
    """The whole block as JSON values in the file's order: a date is `{"$date": "2020-04-06"}`, a number with a point
    `{"$number": "1.50"}`. Comments and lines are gone, and what has been taken of the block makes no difference."""
    return {key: _plain(value) for key, value in block.everything()}


def _plain(value: Any) -> Any:
    if isinstance(value, YamlBlock):
        return plain(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    return {_NUMBER: str(value)} if isinstance(value, Decimal) else value


def block_of_plain(document: Mapping[str, Any], file: str) -> YamlBlock:
    """A new block of what `plain` made; every complaint about it names the file's first line."""
    return _block_of_plain(document, file, "")


def _block_of_plain(document: Mapping[str, Any], file: str, path: str) -> YamlBlock:
    data = {key: _of_plain(value, file, f"{path}.{key}" if path else key) for key, value in document.items()}
    return YamlBlock((file, 1), path, data, dict.fromkeys(data, (file, 1)))


def _of_plain(value: Any, file: str, path: str) -> Any:
    if isinstance(value, list):
        return [_of_plain(item, file, f"{path}[{index}]") for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if _DATE in value:
        return date.fromisoformat(value[_DATE])
    return Decimal(value[_NUMBER]) if _NUMBER in value else _block_of_plain(value, file, path)


def _value(file: str, path: str, node: yaml.Node, line: int | None = None) -> Any:
    """`line` is where the value's own key stands: what a complaint about a whole block points to."""
    if isinstance(node, yaml.MappingNode):
        return _block(file, path, node, line or node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        items = [_value(file, f"{path}[{index}]", item) for index, item in enumerate(node.value)]
        # Of two items of one list with the same `id` merging would silently keep the last.
        seen = set()
        for item in items:
            name = item.identity() if isinstance(item, YamlBlock) and "id" in item else None
            if name in seen:
                raise item.error("id", f"«{name}» is used twice in this list.", "Give each item its own id.")
            if name is not None:
                seen.add(name)
        return items
    return _scalar(file, path, node)


def _block(file: str, path: str, node: yaml.MappingNode, own_line: int) -> YamlBlock:
    data: dict[str, Any] = {}
    places: dict[str, FilePlace] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        here = f"{path}.{key}" if path else key
        if key in data:
            raise PackError(file, line, here, "is written twice.", "Keep one of the two.")
        data[key] = _value(file, here, value_node, line)
        places[key] = (file, line)
    return YamlBlock((file, own_line), path, data, places)


_SCALARS: Final[Mapping[str, Callable[[str], Any]]] = {
    "bool": lambda raw: raw.lower() in {"true", "yes", "on"},
    "int": lambda raw: int(raw.replace("_", "")),
    "float": Decimal,
    "timestamp": date.fromisoformat,
}


def _scalar(file: str, path: str, node: yaml.Node) -> Any:
    tag, text = node.tag.rpartition(":")[2], node.value
    if tag == "null":
        return None
    try:
        return _SCALARS.get(tag, str)(text)
    except (ValueError, ArithmeticError) as error:
        raise PackError(
            file, node.start_mark.line + 1, path, f"«{text}» is not a valid {tag}.", "Write it in full, or quote it."
        ) from error
