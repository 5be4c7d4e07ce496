"""The law's own tests: every case of `tests/cases`, through the public JSON contract."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from locales import translator
from screening.contract import situation_from_json, verdict_to_json
from screening.errors import SituationError
from screening.judge import judge
from screening.rules import Rules
from tests.screening.lawcases import LawCase, read_cases

ALL = read_cases()
SCREENED = [case for case in ALL if "refused" not in case.expect]
REFUSED = [case for case in ALL if "refused" in case.expect]


def _place(case: LawCase) -> str:
    return f"{case.file.removesuffix('.yaml')}-{case.number}"


@pytest.mark.parametrize("case", SCREENED, ids=_place)
def test_the_case_gives_its_verdict(case: LawCase, rules: Rules) -> None:
    verdict = screen(case, rules)
    assert seen(case, verdict) == expected(case, verdict), case.name


@pytest.mark.parametrize("case", REFUSED, ids=_place)
def test_the_case_is_refused_and_says_why(case: LawCase, rules: Rules) -> None:
    with pytest.raises(SituationError) as refused:
        situation_from_json(case.situation, rules)
    problems = {problem.path: str(problem) for problem in refused.value.problems}
    assert set(problems) == set(case.expect["refused"])
    for path, words in case.expect["refused"].items():
        assert words in problems[path]


def test_every_case_has_its_own_name() -> None:
    names = [(case.file, case.name) for case in ALL]
    assert len(names) == len(set(names))


def screen(case: LawCase, rules: Rules) -> dict[str, Any]:
    """The case's verdict as the public contract gives it, with each measure's `details` beside."""
    verdict = judge(rules, situation_from_json(case.situation, rules))
    document = verdict_to_json(verdict, translator("ru"))
    for measure, item in zip(document["measures"], verdict.measures, strict=True):
        measure["details"] = [str(question) for question in item.details]
    return document


def expected(case: LawCase, verdict: Mapping[str, Any]) -> dict[str, Any]:
    """The listed expectations, one line per thing compared, so that a difference reads by itself."""
    lines: dict[str, Any] = {}
    if "law" in case.expect:
        lines["law"] = case.expect["law"]
    if "income" in case.expect:
        lines |= _income_lines(case.expect["income"])
    for measure in _measures(case, verdict):
        for key, value in case.expected_of(measure).items():
            lines |= dict(_lines(f"{measure}.{key}", value))
    return lines


def _measures(case: LawCase, verdict: Mapping[str, Any]) -> tuple[str, ...]:
    known = tuple(item["measure"] for item in verdict["measures"])
    named = set(case.expect.get("measures", {})) - {"all"}
    assert named <= set(known), f"not in force: {sorted(named - set(known))}"
    return known


def _income_lines(income: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"income": None} if income is None else {f"income.{key}": value for key, value in income.items()}


def _lines(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if prefix.endswith(".documents"):
        yield from ((f"{prefix}.{name}", place) for place, names in value.items() for name in names)
    elif prefix.endswith((".findings", ".amount")):
        yield from ((f"{prefix}.{name}", one) for name, one in value.items())
    elif prefix.endswith((".asks", ".finds_out")):
        yield from ((f"{prefix}.{name}", True) for name in value)
    else:
        yield prefix, value


def seen(case: LawCase, verdict: Mapping[str, Any]) -> dict[str, Any]:
    """What the verdict says at each expected line."""
    by_id = {item["measure"]: item for item in verdict["measures"]}
    return {line: _seen(line, verdict, by_id) for line in expected(case, verdict)}


def _seen(line: str, verdict: Mapping[str, Any], by_id: Mapping[str, Any]) -> Any:
    first, _, rest = line.partition(".")
    if line == "law":
        return verdict["law"]["packs"]
    if first == "income":
        return verdict["income"][rest] if rest else verdict["income"]
    key, _, name = rest.partition(".")
    return _of_measure(by_id[first], key, name)


def _of_measure(measure: Mapping[str, Any], key: str, name: str) -> Any:
    match key:
        case "first_ask":
            return next(iter(measure["ask"]), None)
        case "asks":
            return name in measure["ask"]
        case "finds_out":
            return name in measure["find_out"]
        case "findings":
            return truths(measure["findings"]).get(name, "no such finding")
        case "amount":
            return measure["amount"].get(name)
        case "documents":
            needed = {item["id"]: item["needed"] for item in measure["documents"]}
            return {"yes": "present", "unknown": "unknown"}[needed[name]] if name in needed else "absent"
        case _:
            return measure[key]


def truths(findings: list[dict[str, Any]]) -> dict[str, str]:
    """id → truth over the whole tree; where an id stands twice, the one nearer to the top."""
    found: dict[str, str] = {}
    level = findings
    while level:
        for finding in level:
            found.setdefault(finding["id"], finding["truth"])
        level = [part for finding in level for part in finding.get("parts", ())]
    return found
