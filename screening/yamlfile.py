"""Reading a YAML rule file into blocks, and blocks as plain values that an edition keeps.

Floats become `Decimal` from their own digits; a repeated key, an `id` that stands twice in a list and a scalar that is
no number or day are complaints.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from screening.errors import Complaint, PackError, about_file
from screening.ledger import Ledger
from screening.msgid import N_, Worded
from screening.yamlblock import UNREAD, KeyPlace, YamlBlock, lost_block

FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader over libyaml, ten times as fast as the one in Python, where the package was built with it."""
_DATE, _NUMBER = "$date", "$number"


def read(path: Path, name: str | None = None) -> YamlBlock:
    """The file as a YamlBlock. `name` is how messages call the file (default: its own name)."""
    file = name or path.name
    return block_of(composed(path, file), file)


def composed(path: Path, file: str) -> yaml.Node | None:
    """The file's nodes, to make any number of blocks of; PackError where it is no YAML."""
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=FastLoader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise PackError(unreadable(error, file)) from error


def unreadable(error: Exception, file: str) -> Complaint:
    """Why a file is no YAML, with the line where its reader stopped."""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        return about_file(
            file,
            N_("это не YAML: %(reason)s."),
            N_("Проверьте отступы, двоеточия и кавычки в этой строке и над ней."),
            line=mark.line + 1 if mark else 1,
            reason=_reason(str(error.problem)),
        )
    if isinstance(error, UnicodeDecodeError):
        return about_file(file, N_("файл сохранён не в UTF-8."), N_("Сохраните его в кодировке UTF-8."))
    if isinstance(error, yaml.YAMLError):
        return about_file(
            file, N_("в файле есть невидимый знак, запрещённый в YAML."), N_("Наберите это место заново.")
        )
    return about_file(file, N_("файл не читается: %(reason)s."), N_("Дайте на него права."), reason=str(error))


_REASONS: Final = {
    "mapping values are not allowed": N_("двоеточие внутри текста без кавычек"),
    "did not find expected key": N_("сбит отступ или нет двоеточия после имени поля"),
    "could not find expected ':'": N_("нет двоеточия после имени поля"),
    "did not find expected '-' indicator": N_("сбит отступ или нет дефиса перед пунктом списка"),
    "did not find expected ',' or ']'": N_("не закрыта скобка ] или не хватает запятой"),
    "did not find expected ',' or '}'": N_("не закрыта скобка } или не хватает запятой"),
    "did not find expected node content": N_("после открытой скобки ничего нет"),
    "found unexpected end of stream": N_("не закрыта кавычка"),
    "found character that cannot start any token": N_("знак табуляции или другой, с которого значение не начинают"),
}
"""By how libyaml begins to say it; what is not here is said in its own English words."""


def _reason(said: str) -> Worded | str:
    return next((Worded(words) for start, words in _REASONS.items() if said.startswith(start)), said)


def block_of(node: yaml.Node | None, file: str, ledger: Ledger | None = None) -> YamlBlock:
    """A new block of a file's nodes, of which nothing has been taken; PackError where they are no mapping."""
    if not isinstance(node, yaml.MappingNode):
        problem = N_("здесь нет полей «имя: значение».")
        remedy = N_("Напишите их от начала строки; файл из одних пояснений не читается.")
        raise PackError(about_file(file, problem, remedy))
    return _Maker(file, ledger).block("", node, node.start_mark.line + 1)


class _Maker:
    """Makes values of the nodes of one file."""

    def __init__(self, file: str, ledger: Ledger | None) -> None:
        self._file, self._ledger = file, ledger

    def block(self, path: str, node: yaml.MappingNode, own_line: int) -> YamlBlock:
        data: dict[str, Any] = {}
        block = YamlBlock(KeyPlace(self._file, own_line, path), data, places := {}, self._ledger)
        for key_node, value_node in node.value:
            key = str(key_node.value)
            place = KeyPlace(self._file, key_node.start_mark.line + 1, f"{path}.{key}" if path else key)
            if key in data:
                twice = lost_block(place, self._ledger)
                twice.tell("", N_("это поле написано дважды."), N_("Оставьте одно."))
                continue
            places[key] = place
            data[key] = self._value(place.path, value_node, place.line)
        return block

    def _value(self, path: str, node: yaml.Node, line: int | None = None) -> Any:
        """`line` is where the value's own key stands: what a complaint about a whole block points to."""
        own_line = line or node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self.block(path, node, own_line)
        if isinstance(node, yaml.SequenceNode):
            items = [self._value(f"{path}[{index}]", item) for index, item in enumerate(node.value)]
            self._refuse_twice(items)
            return items
        return self._scalar(path, node)

    def _refuse_twice(self, items: list[Any]) -> None:
        """Of two items of one list with the same `id` merging would silently keep the last."""
        seen = set()
        for item in items:
            name = item.identity() if isinstance(item, YamlBlock) and "id" in item else None
            if name in seen:
                item.tell("id", N_("«%(word)s» есть в этом списке дважды."), N_("Дайте каждому свой id."), word=name)
            if name is not None:
                seen.add(name)

    def _scalar(self, path: str, node: yaml.Node) -> Any:
        tag, text = node.tag.rpartition(":")[2], node.value
        if tag == "null":
            return None
        try:
            return _SCALARS.get(tag, str)(text)
        except (ValueError, ArithmeticError):
            place = KeyPlace(self._file, node.start_mark.line + 1, path)
            problem = N_("«%(word)s» – это ни верное число, ни верная дата.")
            remedy = N_("Напишите полностью, например 2020-04-06, или возьмите в кавычки.")
            lost_block(place, self._ledger).tell("", problem, remedy, word=text)
            return UNREAD


_SCALARS: Final[Mapping[str, Callable[[str], Any]]] = {
    "bool": lambda raw: raw.lower() in {"true", "yes", "on"},
    "int": lambda raw: int(raw.replace("_", "")),
    "float": Decimal,
    "timestamp": date.fromisoformat,
}


# --- as plain values


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


def block_of_plain(document: Mapping[str, Any], file: str, ledger: Ledger | None = None) -> YamlBlock:
    """A new block of what `plain` made; every complaint about it names the file's first line."""
    return _block_of_plain(document, KeyPlace(file, 1, ""), ledger)


def _block_of_plain(document: Mapping[str, Any], place: KeyPlace, ledger: Ledger | None) -> YamlBlock:
    places = {key: place._replace(path=f"{place.path}.{key}" if place.path else key) for key in document}
    data = {key: _of_plain(value, places[key], ledger) for key, value in document.items()}
    return YamlBlock(place, data, places, ledger)


def _of_plain(value: Any, place: KeyPlace, ledger: Ledger | None) -> Any:
    if isinstance(value, list):
        items = enumerate(value)
        return [_of_plain(item, place._replace(path=f"{place.path}[{index}]"), ledger) for index, item in items]
    if not isinstance(value, dict):
        return value
    if _DATE in value:
        return date.fromisoformat(value[_DATE])
    return Decimal(value[_NUMBER]) if _NUMBER in value else _block_of_plain(value, place, ledger)
