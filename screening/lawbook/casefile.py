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

from screening.errors import PackError
from screening.yamlfile import FastLoader

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
    """The cases of one file, or of every YAML file below a folder; PackError names file, line, key and remedy."""
    paths = sorted(place.rglob("*.yaml")) if place.is_dir() else [place]
    folder = place if place.is_dir() else place.parent
    return tuple(case for path in paths for case in _of_file(path, path.relative_to(folder).as_posix()))


def _of_file(path: Path, file: str) -> Iterator[LawCase]:
    try:
        items = _read(path, file)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PackError(file, line, "(yaml)", f"{error.problem}.", "Mend the YAML syntax.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PackError(file, 1, "(file)", "cannot be read as YAML.", "Give a UTF-8 file of cases.") from error
    for number, (line, item) in enumerate(items, start=1):
        yield _case(file, number, line, item)


def _read(path: Path, file: str) -> list[tuple[int, Any]]:
    """(line, content) of every item of the file's list."""
    loader = _JsonLoader(path.read_text(encoding="utf-8"))
    root = loader.get_single_node()
    if not isinstance(root, yaml.SequenceNode):
        raise PackError(file, 1, "(file)", "is not a list of cases.", "Begin each case with `- name:`.")
    _refuse_twice(file, root)
    return [(node.start_mark.line + 1, loader.construct_object(node, deep=True)) for node in root.value]


def _refuse_twice(file: str, node: yaml.Node) -> None:
    """A key written twice: YAML would silently keep the last."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_twice(file, item)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                raise PackError(file, key.start_mark.line + 1, key.value, "is written twice.", "Keep one of the two.")
            seen.add(str(key.value))
            _refuse_twice(file, value)


def _case(file: str, number: int, line: int, item: Any) -> LawCase:
    _refuse(file, line, f"[{number}]", item, CASE_KEYS, needed=CASE_KEYS)
    expect, situation, cites = item["expect"], item["situation"], item["cites"]
    _refuse(file, line, "expect", expect, EXPECT_KEYS)
    _refuse(file, line, "situation", situation, None, needed=frozenset({"region", "applied_on"}))
    measures = expect.get("measures", {})
    _refuse(file, line, "expect.measures", measures, None)
    for name, expected in measures.items():
        _refuse(file, line, f"expect.measures.{name}", expected, MEASURE_KEYS)
        for key in _MAPPINGS & set(expected):
            _refuse(file, line, f"expect.measures.{name}.{key}", expected[key], None)
    if not isinstance(cites, list):
        raise PackError(file, line, "cites", "is not a list.", "Write what the case is about: `cites: [poor]`.")
    cited = tuple(map(str, cites))
    return LawCase(file, number, line, name=str(item["name"]), cites=cited, situation=situation, expect=expect)


def _refuse(
    file: str, line: int, key: str, item: Any, known: frozenset[str] | None, needed: frozenset[str] = frozenset()
) -> None:
    """A misspelt key would silently compare nothing."""
    if not isinstance(item, dict):
        raise PackError(file, line, key, "is not a mapping.", "Write `key: value` pairs.")
    if missing := sorted(needed - set(item)):
        raise PackError(file, line, key, f"has no {', '.join(missing)}.", "Add what is missing.")
    if known is not None and (strange := sorted(set(item) - known)):
        hint = ", ".join(sorted(known))
        raise PackError(file, line, key, f"has unknown keys: {', '.join(strange)}.", f"Use some of: {hint}.")
