"""Reading the law's own tests, `<region>/*.yaml`: cases a lawyer reads first and a machine second.

A case has a `name`, what it `cites` (ids of criteria, papers and parameters, or a clause), a `situation` (the public
JSON contract) and what to `expect`. Only the listed keys are compared:

- `refused: {path: words}` – the situation is not screened, and the problem at the path holds these words;
- `law: [refs]`, `income: {...}` or `income: null` – as in the verdict;
- `measures: {id: {...}}` – `all` stands for every measure in force, a measure's own entry is laid over it.
  Of a measure: `outcome`, `failed`, `ask`, `find_out`, `office_decides`, `details` exactly; `first_ask` the first of
  `ask`; `asks` and `finds_out` what must be among them; `findings: {id: yes | no | unknown}`;
  `doubts: {id: [ids]}` the doubts named beside a criterion, exactly;
  `amount: {max, per_month}`; `documents: {present, absent, unknown}`; `priority: [ids]` that favour or may favour the
  family; `would_change: [[questions]]`, each way a list of the questions whose answer it changes, `wait` for waiting.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from screening.errors import Complaint, PackError, about_file
from screening.msgid import N_, Worded
from screening.yamlfile import FastLoader, unreadable

CASE_KEYS: Final = frozenset({"name", "cites", "situation", "expect"})
EXPECT_KEYS: Final = frozenset({"refused", "law", "income", "measures"})
MEASURE_KEYS: Final = frozenset(
    {
        "outcome", "failed", "ask", "find_out", "office_decides", "details", "first_ask", "asks", "finds_out",
        "findings", "doubts", "amount", "documents", "priority", "would_change",
    }
)  # fmt: skip
_MAPPINGS: Final = frozenset({"findings", "doubts", "amount", "documents"})


class _JsonLoader(FastLoader):  # type: ignore[misc, valid-type]
    """YAML with JSON's types only: a day is a text, `yes` and `no` are words."""


_JsonLoader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":timestamp", ":bool", ":float", ":int"))]
    for first, resolvers in FastLoader.yaml_implicit_resolvers.items()
}
_JsonLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
_JsonLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[0-9]+$"), list("0123456789"))


@dataclass(frozen=True, slots=True)
class LawCase:
    """One case and the place it stands in."""

    file: str
    number: int
    """Its place in the file, from 1."""
    line: int
    name: str
    cites: tuple[str, ...]
    situation: Mapping[str, Any]
    expect: Mapping[str, Any]

    @property
    def applied_on(self) -> str:
        return str(self.situation["applied_on"])

    def expected_of(self, measure: str) -> dict[str, Any]:
        """What is expected of one measure; empty when the case says nothing of it."""
        measures = self.expect.get("measures", {})
        common, own = measures.get("all", {}), measures.get(measure, {})
        merged = {**common, **own}
        for key in ("findings", "doubts", "documents", "amount"):
            if key in common and key in own:
                merged[key] = {**common[key], **own[key]}
        return merged


def read_cases(place: Path) -> tuple[LawCase, ...]:
    """The cases of one file, or of every YAML file below a folder; PackError with everything that is wrong in them."""
    paths = sorted(place.rglob("*.yaml")) if place.is_dir() else [place]
    folder = place if place.is_dir() else place.parent
    readers = [_CaseReader(path, path.relative_to(folder).as_posix()) for path in paths]
    cases = [case for reader in readers for case in reader.cases()]
    if complaints := [one for reader in readers for one in reader.complaints]:
        raise PackError(*complaints)
    return tuple(cases)


class _CaseReader:
    """One file of cases, and what is wrong with it: a misspelt key would silently compare nothing."""

    def __init__(self, path: Path, file: str) -> None:
        self._path, self._file = path, file
        self.complaints: list[Complaint] = []

    def cases(self) -> Iterator[LawCase]:
        """Those that can be compared."""
        try:
            items = self._items()
        except (OSError, ValueError, yaml.YAMLError) as error:
            self.complaints.append(unreadable(error, self._file))
            return
        for number, (node, item) in enumerate(items, start=1):
            told = len(self.complaints)
            case = self._case(number, node, item)
            if case is not None and len(self.complaints) == told:
                yield case

    def _items(self) -> list[tuple[yaml.Node, Any]]:
        """Every item of the file's list: where it stands, and its content."""
        loader = _JsonLoader(self._path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        if not isinstance(root, yaml.SequenceNode):
            problem, remedy = N_("это не список случаев."), N_("Начните каждый случай с «- name:».")
            self.complaints.append(about_file(self._file, problem, remedy))
            return []
        self._refuse_twice(root)
        return [(node, loader.construct_object(node, deep=True)) for node in root.value]

    def _refuse_twice(self, node: yaml.Node) -> None:
        """A key written twice: YAML would silently keep the last."""
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self._refuse_twice(item)
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if str(key.value) in seen:
                    self._tell(key, str(key.value), N_("это поле написано дважды."), N_("Оставьте одно."))
                seen.add(str(key.value))
                self._refuse_twice(value)

    def _case(self, number: int, node: yaml.Node, item: Any) -> LawCase | None:
        if not self._sound(node, f"[{number}]", item, CASE_KEYS, needed=CASE_KEYS):
            return None
        expect, situation, cites = item["expect"], item["situation"], item["cites"]
        self._sound(_below(node, "situation"), "situation", situation, None, needed=frozenset({"region", "applied_on"}))
        if not isinstance(cites, list):
            problem = N_("это не список.")
            self._tell(_below(node, "cites"), "cites", problem, N_("Напишите, о чём случай: `cites: [poor]`."))
            return None
        wanted = _below(node, "expect")
        measures = expect.get("measures", {}) if self._sound(wanted, "expect", expect, EXPECT_KEYS) else {}
        listed = _below(wanted, "measures")
        if self._sound(listed, "expect.measures", measures, None):
            for name, expected in measures.items():
                here = _below(listed, name)
                if self._sound(here, f"expect.measures.{name}", expected, MEASURE_KEYS):
                    for key in sorted(_MAPPINGS & set(expected)):
                        self._sound(_below(here, key), f"expect.measures.{name}.{key}", expected[key], None)
        line, cited = node.start_mark.line + 1, tuple(map(str, cites))
        return LawCase(self._file, number, line, str(item["name"]), cites=cited, situation=situation, expect=expect)

    def _sound(
        self, node: yaml.Node, key: str, item: Any, known: frozenset[str] | None, needed: frozenset[str] = frozenset()
    ) -> bool:
        """It is a mapping, with all that is needed and nothing unknown in it."""
        told = len(self.complaints)
        if not isinstance(item, dict):
            problem = N_("здесь нет полей «имя: значение».")
            self._tell(node, key, problem, N_("Напишите их с отступом под этим полем."))
            return False
        if missing := tuple(sorted(needed - set(item))):
            problem, remedy = N_("не хватает полей: %(names)s."), N_("Допишите их.")
            self._tell(node, key, problem, remedy, names=missing)
        if known is not None and (strange := tuple(sorted(set(item) - known))):
            problem, remedy = N_("таких полей здесь не бывает: %(names)s."), N_("Возьмите из: %(known)s.")
            self._tell(_below(node, strange[0]), key, problem, remedy, names=strange, known=tuple(sorted(known)))
        return len(self.complaints) == told

    def _tell(self, node: yaml.Node, key: str, problem: str, remedy: str, **values: object) -> None:
        line, worded = node.start_mark.line + 1, (Worded(problem, values), Worded(remedy, values))
        self.complaints.append(Complaint(self._file, line, key, *worded))


def _below(node: yaml.Node, key: str) -> yaml.Node:
    """Where the key stands, by its own line; the node itself where it has no such key."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if str(name.value) == key:
                found: yaml.Node = value
                found.start_mark = name.start_mark
                return found
    return node
