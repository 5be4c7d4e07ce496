"""A mapping of a rule file, taken key by key so that a complaint names file, line, key, what was found and a remedy.

A block that belongs to a ledger tells its complaints there and goes on with a value that stands for the missing one, so
that one mistake does not hide the next; without a ledger the first complaint is raised as `PackError`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from typing import Any, Final, NamedTuple, TypeVar, overload

from screening.errors import Complaint, PackError
from screening.ledger import FilePlace, Ledger
from screening.msgid import N_, Worded

_MISSING: Final = object()
UNREAD: Final = object()
"""In place of a value that was told of already when the file was parsed."""
CHOICES: Final = ("check", "all_of", "any_of", "not")
"""The keys that say what a condition asks for: one of them in each."""
_OF_ANY_CHECK: Final = frozenset({"id", "cite", "cite_also", "certainty", "says"})
_OF_CITE: Final = frozenset({"cite_also", "certainty"})
"""What is said of a `cite`, and of no other."""
_REPLACED: Final = frozenset({"values"})
_SHOWN_LETTERS: Final = 60
_TAKE_ANOTHER: Final = N_("Уберите его или возьмите одно из: %(known)s.")
T = TypeVar("T")
E = TypeVar("E", bound=Enum)


class KeyPlace(NamedTuple):
    """Where a key was written: a block that extends another holds keys of both files."""

    file: str
    line: int
    path: str


class Unread(dict[str, Any]):
    """Names that could not be read: any may be among them, so none is unknown."""

    def __contains__(self, name: object) -> bool:
        return True


_WANTED: Final = {
    str: N_("текст"),
    int: N_("целое число"),
    bool: N_("true или false"),
    date: N_("дату вида 2020-04-06"),
    Decimal: N_("число"),
    list: N_("список: каждый пункт с новой строки, с дефиса"),
}
_FIELDS: Final = N_("поля «имя: значение», каждое с новой строки и с отступом")
_FOUND: Final = {
    str: N_("текст «%(value)s»"),
    int: N_("целое число %(value)s"),
    bool: N_("слово, которое значит «да» или «нет» (%(value)s)"),
    date: N_("дата %(value)s"),
    Decimal: N_("число %(value)s"),
    list: N_("список"),
    type(None): N_("пустое место"),
}
_FOUND_FIELDS: Final = N_("вложенные поля")
_INSTEAD: Final[Mapping[type, Callable[[], Any]]] = {
    str: str,
    int: int,
    bool: bool,
    date: lambda: date.min,
    Decimal: Decimal,
    list: list,
}
"""What the reading goes on with when the right value is not there."""


def wanted(kind: type) -> Worded:
    """«целое число», in the accusative."""
    return Worded(_WANTED.get(kind, _FIELDS))


def found(value: object) -> Worded:
    """«текст «да»»: what stands in the file."""
    if isinstance(value, YamlBlock):
        return Worded(_FOUND_FIELDS)
    text = f"{value}".lower() if isinstance(value, bool) else f"{value}"
    shown = text if len(text) <= _SHOWN_LETTERS else f"{text[:_SHOWN_LETTERS]}…"
    return Worded(_FOUND[type(value)], {"value": shown} if not isinstance(value, list) else {})


class YamlBlock:
    """A mapping of a rule file. `take` consumes keys; `finish` complains of what nobody took."""

    def __init__(
        self,
        place: KeyPlace,
        data: dict[str, Any],
        places: dict[str, KeyPlace],
        ledger: Ledger | None = None,
        *,
        origins: frozenset[FilePlace] = frozenset(),
    ) -> None:
        self.file, self.line, self.path = self._place = place
        self.ledger = ledger
        self.origins = origins or frozenset({(place.file, place.line)})
        """Every place whose keys are in the block: more than one where files were laid over one another."""
        self._data, self._places, self._taken = data, places, set[str]()
        self._told, self._lost = set[str](), False

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    # --- complaints

    def error(self, key: str, problem: str, remedy: str, /, **values: object) -> PackError:
        """A complaint to raise."""
        return PackError(self.complaint(key, problem, remedy, **values))

    def tell(self, key: str, problem: str, remedy: str, /, **values: object) -> None:
        """A complaint for the ledger, after which the reading goes on; PackError where there is no ledger."""
        self._told.add(key)
        complaint = self.complaint(key, problem, remedy, **values)
        if self.ledger is None:
            raise PackError(complaint)
        self.ledger.complain(complaint)

    def remark(self, key: str, problem: str, remedy: str, /, **values: object) -> None:
        """What is no mistake for sure, but must be looked at."""
        if self.ledger is not None:
            self.ledger.remark(self.complaint(key, problem, remedy, **values))

    def complaint(self, key: str, problem: str, remedy: str, /, **values: object) -> Complaint:
        """About a key of the block, or the whole of it where the key is empty: msgids, and what their places hold."""
        known = self._places.get(key)
        file, line, path = known or self._place
        if known is None and key:
            path = f"{path}.{key}" if path else key
        return Complaint(file, line, path, Worded(problem, values), Worded(remedy, values))

    @property
    def sound(self) -> bool:
        """Nothing of the block, nor of what is below, had to be complained of so far."""
        return not self._told and not self._lost and all(map(_is_sound, self._data.values()))

    def told_of(self, key: str) -> bool:
        """What was taken from the key stands for something that could not be read."""
        return key in self._told

    @property
    def lost(self) -> bool:
        """It could not be read and was told of: it gives whatever is asked for, and complains of nothing."""
        return self._lost

    def nothing(self, key: str = "") -> "YamlBlock":
        """A lost block in the place of the one that `key` should hold."""
        place = KeyPlace(self.file, self.line, f"{self.path}.{key}" if self.path and key else (key or self.path))
        return lost_block(place, self.ledger)

    # --- values

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
            if default is not _MISSING:
                return default
            if not self._lost:
                self._tell_missing(key, kind)
        elif kind is Decimal and type(value) is int:
            return Decimal(value)
        elif type(value) is kind:
            return value
        elif value is None:
            self.tell(key, N_("после имени поля ничего нет."), N_("Напишите %(wanted)s."), wanted=wanted(kind))
        elif value is not UNREAD:
            problem, remedy = N_("не подходит: здесь %(found)s."), N_("Напишите %(wanted)s.")
            digits = "".join(value.split()) if kind in {int, Decimal} and isinstance(value, str) else ""
            if digits.isdecimal():
                remedy = N_("Напишите %(wanted)s: цифры стоят подряд, без пробелов – %(digits)s.")
            self.tell(key, problem, remedy, found=found(value), wanted=wanted(kind), digits=digits)
        return _INSTEAD[kind]() if kind in _INSTEAD else self.nothing(key)

    def _tell_missing(self, key: str, kind: type) -> None:
        """A key written a little differently is named with its own line: the usual reason for a missing one."""
        similar = get_close_matches(key, [name for name in self._data if name not in self._taken], n=1)
        if similar:
            self._taken.add(similar[0])
            problem = N_("такого поля здесь нет, а поля `%(key)s` не хватает.")
            self.tell(similar[0], problem, N_("Напишите его имя так: `%(key)s:`."), key=key)
        else:
            remedy = N_("Допишите `%(key)s:` и после него %(wanted)s.")
            self.tell(key, N_("этого поля нет."), remedy, key=key, wanted=wanted(kind))

    def has(self, key: str) -> bool:
        """Whether the key is there; it may be, so `finish` names it among the known ones."""
        if key not in self._data:
            self._taken.add(key)
        return key in self._data

    def is_block(self, key: str) -> bool:
        """Whether fields stand under the key, where a word may stand too."""
        return isinstance(self._data.get(key), YamlBlock)

    def block(self, key: str) -> "YamlBlock":
        return self.take(key, YamlBlock)

    def blocks(self, key: str, *, required: bool = True) -> list["YamlBlock"]:
        """A list of mappings; a required one is not empty."""
        items = self._items(key, required=required)
        if any(not isinstance(item, YamlBlock) for item in items):
            self.tell(
                key,
                N_("в списке есть пункт, который не состоит из полей «имя: значение»."),
                N_("Пишите каждый пункт полями «имя: значение»."),
            )
        return [item for item in items if isinstance(item, YamlBlock)]

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        items = self._items(key, required=required, empty=True)
        strange = [item for item in items if not isinstance(item, str)]
        if strange and isinstance(strange[0], YamlBlock):
            name = next(iter(strange[0]), "")
            problem = N_("в списке есть не текст: двоеточие без кавычек делает из «%(name)s» имя поля.")
            self.tell(key, problem, N_('Возьмите весь текст в кавычки: ["%(name)s: …"].'), name=name)
        elif strange:
            self.tell(
                key,
                N_("в списке есть не текст: %(found)s."),
                N_("Пишите список из слов; число или дату возьмите в кавычки."),
                found=found(strange[0]),
            )
        return tuple(item for item in items if isinstance(item, str))

    def _items(self, key: str, *, required: bool, empty: bool = False) -> list[Any]:
        items: list[Any] = self.take(key, list) if required else self.take(key, list, [])
        if required and not empty and self._data.get(key) == []:
            self.tell(key, N_("список пуст."), N_("Допишите хотя бы один пункт."))
        return [item for item in items if item is not UNREAD]

    def one_or_more_texts(self, key: str) -> tuple[str, ...]:
        """A text, a list of texts, or nothing at all."""
        if isinstance(self._data.get(key), list):
            return self.texts(key)
        text = self.take(key, str, None)
        return () if text is None else (text,)

    def choice(self, key: str, kind: type[E]) -> E:
        """A word of a closed list."""
        known = tuple(str(item.value) for item in kind)
        return kind(self.word(key, known) or known[0])

    def word(self, key: str, known: Iterable[str]) -> str:
        """One of the known words; empty where it is none of them, which has been told then."""
        value, words = self.take(key, str), tuple(known)
        if value in words:
            return value
        if value or isinstance(self._data.get(key), str):
            self.tell(
                key,
                N_("слова «%(word)s» здесь не бывает."),
                N_("Возьмите одно из: %(known)s."),
                word=value,
                known=words or ("–",),
            )
        return ""

    def items(self) -> list[tuple[str, "YamlBlock"]]:
        """Every key with its block: for mappings of named things."""
        return [(key, self.block(key)) for key in self._data]

    def finish(self, known: tuple[str, ...] = ()) -> None:
        names = tuple(sorted(self._taken | set(known)))
        for key in self._data:
            if key not in self._taken and not self._lost:
                self._taken.add(key)
                problem, remedy = N_("поля с таким именем здесь не бывает."), _TAKE_ANOTHER
                near = get_close_matches(key, [name for name in names if name not in self._data], n=1)
                if near:
                    remedy = N_(
                        "Похоже на `%(near)s` – напишите так; иначе уберите его или возьмите одно из: %(known)s."
                    )
                self.tell(key, problem, remedy, known=names, near=near[0] if near else "")

    def whole(self, read: Callable[["YamlBlock"], T]) -> T:
        """What `read` makes of the block, which must take every key of it."""
        made = read(self)
        self.finish()
        return made

    def everything(self) -> Iterable[tuple[str, Any]]:
        """(key, value) of all of it, taken or not."""
        return self._data.items()

    def left(self) -> list[tuple[str, Any, KeyPlace]]:
        """(key, value, place) of what nobody has taken yet."""
        return [(key, value, self._places[key]) for key, value in self._data.items() if key not in self._taken]

    def identity(self) -> Any:
        """The block's `id`, without consuming it; the block itself where it has none."""
        return str(self._data["id"]) if "id" in self._data else self

    # --- laying files over one another

    def merged(self, over: "YamlBlock") -> "YamlBlock":
        """This block with `over` laid on top: lists of blocks with ids are merged by id, mappings key by key.

        Dated `values` replace those below, and another check brings its own parameters: only what says where a
        criterion stands and in which words is kept of the old one. What was said of a `cite` goes with it.
        """
        another_check = any(key in over and not self._chooses_as(over, key) for key in CHOICES)
        data = {key: value for key, value in self._data.items() if not another_check or key in _OF_ANY_CHECK}
        if "cite" in over:
            data = {key: value for key, value in data.items() if key not in _OF_CITE}
        places = dict(self._places)
        for key, value, place in over.left():
            data[key] = value if key in _REPLACED else _merge(data.get(key), value)
            places[key] = place
        return self._made_anew(KeyPlace(over.file, over.line, over.path), data, places, over)

    def _made_anew(
        self, place: KeyPlace, data: dict[str, Any], places: dict[str, KeyPlace], over: "YamlBlock"
    ) -> "YamlBlock":
        made = YamlBlock(place, data, places, over.ledger, origins=self.origins | over.origins)
        made._told, made._lost = self._told | over._told, self._lost or over._lost  # noqa: SLF001 - of this class
        return made

    def _chooses_as(self, over: "YamlBlock", key: str) -> bool:
        """Whether `over` says again what this block chose: the same check, or changes to the parts of its group."""
        if key not in self._data:
            return not any(choice in self._data for choice in CHOICES)
        return key != "check" or any(said == key and value == self._data[key] for said, value, _ in over.left())

    def without(self, drop: "YamlBlock") -> "YamlBlock":
        """This block without the items that `drop` names: `{gaps: [terms]}`."""
        data = dict(self._data)
        for key in drop:
            items, unwanted = data.get(key), drop.texts(key)
            blocks = [item for item in items if isinstance(item, YamlBlock)] if isinstance(items, list) else []
            known = [item.identity() for item in blocks]
            for name in unwanted:
                if name not in known:
                    drop.tell(
                        key,
                        N_("пункта «%(word)s» в этом списке ниже нет."),
                        N_("Возьмите из: %(known)s."),
                        word=name,
                        known=tuple(one for one in known if isinstance(one, str)) or ("–",),
                    )
            if known:
                data[key] = [item for item in blocks if item.identity() not in unwanted]
        return self._made_anew(self._place, data, self._places, self)


def lost_block(place: KeyPlace, ledger: Ledger | None) -> YamlBlock:
    block = YamlBlock(place, {}, {}, ledger)
    block._lost = True  # noqa: SLF001 - the other way to make one
    return block


def _is_sound(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_sound, value))
    return value.sound if isinstance(value, YamlBlock) else value is not UNREAD


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
