"""Reading `tests/cases/<region>/*.yaml`: cases a lawyer reads first and pytest second.

A case has a `name`, what it `cites` (ids of criteria, papers and parameters, or a clause), a `situation` (the public
JSON contract) and what to `expect`. Only the listed keys are compared:

- `refused: {path: words}` – the situation is not screened, and the problem at the path holds these words;
- `law: [refs]`, `income: {...}` or `income: null` – as in the verdict;
- `measures: {id: {...}}` – `all` stands for every measure in force, a measure's own entry is laid over it.
  Of a measure: `outcome`, `failed`, `ask`, `find_out`, `office_decides`, `details` exactly; `first_ask` the first of
  `ask`; `asks` and `finds_out` what must be among them; `findings: {id: yes | no | unknown}`;
  `amount: {max, per_month}`; `documents: {present, absent, unknown}`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

CASES: Final = Path(__file__).parents[1] / "cases"
MEASURE_KEYS: Final = {
    "outcome", "failed", "ask", "find_out", "office_decides", "details", "first_ask", "asks", "finds_out", "findings",
    "amount", "documents",
}  # fmt: skip
EXPECT_KEYS: Final = {"refused", "law", "income", "measures"}


class _JsonLoader(yaml.SafeLoader):
    """YAML with JSON's types only: a day is a text, `yes` and `no` are words."""


_JsonLoader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":timestamp", ":bool", ":float", ":int"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_JsonLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
_JsonLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[0-9]+$"), list("0123456789"))


@dataclass(frozen=True, slots=True)
class LawCase:
    """One case and the file it stands in."""

    file: str
    number: int
    """Its place in the file, from 1."""
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
        for key in ("findings", "documents", "amount"):
            if key in common and key in own:
                merged[key] = {**common[key], **own[key]}
        return merged


def read_cases(folder: Path = CASES) -> tuple[LawCase, ...]:
    """Every case of every region, by file and place."""
    return tuple(case for path in sorted(folder.glob("*/*.yaml")) for case in _of_file(path, folder))


def _of_file(path: Path, folder: Path) -> Iterator[LawCase]:
    name = str(path.relative_to(folder))
    items = yaml.load(path.read_text(encoding="utf-8"), Loader=_JsonLoader)  # noqa: S506 - made of SafeLoader
    for number, item in enumerate(items, start=1):
        _refuse_unknown(name, item, {"name", "cites", "situation", "expect"})
        _refuse_unknown(name, item["expect"], EXPECT_KEYS)
        for expected in item["expect"].get("measures", {}).values():
            _refuse_unknown(name, expected, MEASURE_KEYS)
        yield LawCase(name, number, item["name"], tuple(item["cites"]), item["situation"], item["expect"])


def _refuse_unknown(file: str, item: Mapping[str, Any], known: set[str]) -> None:
    """A misspelt key would silently compare nothing."""
    unknown = set(item) - known
    assert not unknown, f"{file}: {item.get('name', item)}: unknown keys {sorted(unknown)}"
