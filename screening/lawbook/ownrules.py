"""A region's own files as a lawyer signs them: every key of every rule, beside the place of its source.

What is signed is the pack with all that it extends; of it the region answers for what its own files say. A rule may
cite a source that another file of the same pack declares, so a name is looked up in every pack that the file is part
of.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from screening.citation import Certainty
from screening.ledger import Ledger
from screening.loader import Files
from screening.rulefiles import RuleFiles, base_name
from screening.yamlfile import plain

OF_FILE: Final = "file"
"""What the keys at the top of a file that are no list and no mapping stand under."""
SOURCES: Final = "sources"
_NAMES: Final = ("id", "use", "quarter", "from")
"""What an item of a list is called by."""
_CITED: Final = frozenset({"cite", "cite_also", "certainty"})
_PLAIN_VALUES: Final = frozenset({"$date", "$number"})
SourceTables = Sequence[Mapping[str, Any]]
"""The `sources` of each pack that a file is part of."""


class OwnPlace(NamedTuple):
    """Where a rule stands. `source` is the title of the act with the edition that was read."""

    source: str
    clause: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class OwnField:
    """A key of a rule below the rule itself, `says.yes`, and what it holds; a citation is a place."""

    key: str
    value: str | OwnPlace
    of_check: bool = False
    """It is a parameter of a check, where `months` is the name of a figure."""


@dataclass(frozen=True, slots=True)
class OwnRule:
    file: str
    path: str
    """`criteria.citizen`, `parameters.one_year`, `periods.2026-01-01`."""
    fields: tuple[OwnField, ...]
    places: tuple[OwnPlace, ...]
    """One or more; two of one `cite` where its name means another source in another regime."""
    below: tuple[OwnField, ...] = ()
    """What the rule keeps of the files that this one is laid over."""

    @property
    def source(self) -> bool:
        return self.path.startswith(f"{SOURCES}.")


def own_rules(files: RuleFiles, region: str) -> tuple[OwnRule, ...]:
    """Everything that the region's own files say, file by file; the files must be whole."""
    packs = {block.file: plain(block) for block in Files(files, Ledger()).packs(region).blocks}
    chains = {pack: frozenset(_chain(files, pack)) for pack in packs}
    laid = {pack: _OwnReader(pack, [_sources(content)]).rules(content) for pack, content in packs.items()}
    whole = {pack: {rule.path: rule.fields for rule in rules} for pack, rules in laid.items()}
    found: list[OwnRule] = []
    for name in files.packs(region):
        parts = [pack for pack, chain in chains.items() if name in chain]
        for rule in _OwnReader(name, [_sources(packs[pack]) for pack in parts]).rules(plain(files.block(name))):
            below = dict.fromkeys(field for pack in parts for field in whole[pack].get(rule.path, ()))
            own = {field.key for field in rule.fields}
            kept = tuple(field for field in below if field.key not in own and rule.path != OF_FILE)
            found.append(replace(rule, below=kept))
    return tuple(found)


def own_figures(files: RuleFiles, name: str) -> tuple[OwnRule, ...]:
    """The same of a table: `subsistence/tyumen.yaml`, `income_kinds.yaml`."""
    content = plain(files.block(name))
    return tuple(_OwnReader(name, [_sources(content)]).rules(content))


def _sources(content: Mapping[str, Any]) -> Mapping[str, Any]:
    known: Mapping[str, Any] = content.get(SOURCES, {})
    return known


def _chain(files: RuleFiles, name: str) -> Iterator[str]:
    """The file and everything that it extends."""
    yield name
    for extended in files.block(name).one_or_more_texts("extends"):
        yield from _chain(files, base_name(name, extended))


class _OwnReader:
    """Takes one file apart."""

    def __init__(self, file: str, sources: SourceTables) -> None:
        self._file, self._sources = file, sources

    def rules(self, content: Mapping[str, Any]) -> Iterator[OwnRule]:
        """The sources last: they are read when all is cited."""
        top = {key: value for key, value in content.items() if not _has_rules(value)}
        if top:
            yield from self._rule(OF_FILE, top)
        for key in sorted(content.keys() - top.keys(), key=lambda one: (one == SOURCES, [*content].index(one))):
            value = content[key]
            if isinstance(value, list):
                for number, item in enumerate(value, 1):
                    yield from self._rule(f"{key}.{_name(item, number)}", item)
            elif all(isinstance(item, dict) and not _PLAIN_VALUES & item.keys() for item in value.values()):
                for name, item in value.items():
                    yield from self._rule(f"{key}.{name}", item)
            else:
                yield from self._rule(key, value)

    def _rule(self, path: str, content: Mapping[str, Any]) -> Iterator[OwnRule]:
        """The rule, then its parts that have an id of their own."""
        cited, source = "cite" in content or "cite_also" in content, path.startswith(f"{SOURCES}.")
        kept = {key: value for key, value in content.items() if source or not cited or key not in _CITED}
        fields = tuple(field for key, value in kept.items() for field in self._fields(key, value, "check" in content))
        yield OwnRule(self._file, path, fields, tuple(self._places(content)) if cited else ())
        for key, value in content.items():
            yield from self._parts(f"{path}.{key}", value)

    def _parts(self, path: str, value: Any) -> Iterator[OwnRule]:
        if isinstance(value, dict):
            for key, below in value.items():
                yield from self._parts(f"{path}.{key}", below)
        elif _listed(value):
            for item in value:
                yield from self._rule(f"{path}.{item['id']}", item)

    def _fields(self, key: str, value: Any, of_check: bool) -> Iterator[OwnField]:
        if isinstance(value, dict) and not _PLAIN_VALUES & value.keys():
            places = tuple(self._places(value)) if "cite" in value else ()
            yield from (OwnField(f"{key}.cite", place) for place in places)
            for name, below in value.items():
                if not places or name not in _CITED:
                    yield from self._fields(f"{key}.{name}", below, of_check or "check" in value)
        elif _listed(value):
            yield OwnField(key, ", ".join(str(item["id"]) for item in value), of_check)
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            for number, item in enumerate(value):
                yield from self._fields(f"{key}[{number}]", item, of_check)
        else:
            yield OwnField(key, _text(value), of_check)

    def _places(self, content: Mapping[str, Any]) -> Iterator[OwnPlace]:
        """Of `cite` and then of `cite_also`; `certainty` beside them is that of `cite` alone."""
        if "cite" in content:
            yield from self._place(str(content["cite"]), content.get("certainty"))
        for text in content.get("cite_also", ()):
            yield from self._place(str(text), None)

    def _place(self, text: str, own: str | None) -> Iterator[OwnPlace]:
        name, _, clause = text.partition(":")
        known = [sources[name] for sources in self._sources if name in sources] or [{}]
        places = []
        for about in known:
            title = ", ".join(str(about[key]) for key in ("title", "edition") if key in about) or name
            certainty = Certainty(own or about.get("certainty", Certainty.INFERRED.value))
            places.append(OwnPlace(title, clause.strip(), certainty))
        yield from dict.fromkeys(places)


def _has_rules(value: Any) -> bool:
    """A mapping, or a list of them; not a date."""
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(isinstance(item, dict) and not _PLAIN_VALUES & item.keys() for item in items)


def _listed(value: Any) -> bool:
    """A list of rules with ids: parts of a group, doubts beside an answer."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and "id" in item for item in value)


def _name(item: Mapping[str, Any], number: int) -> str:
    return next((_text(item[key]) for key in _NAMES if key in item), str(number))


def _text(value: Any) -> str:
    """As the file writes it; nothing at all is a dash."""
    if isinstance(value, dict):
        return str(next(iter(value.values())))
    if isinstance(value, list):
        return ", ".join(map(_text, value)) or "–"
    return str(value).lower() if isinstance(value, bool) else "–" if value is None else str(value)
