"""Running the law's own tests: what a case expects beside what the verdict says, line by line."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from screening.errors import Complaint, SituationError
from screening.exchange.situation import situation_from_json
from screening.exchange.verdict import verdict_to_json
from screening.family import OWN
from screening.judge import judge
from screening.lawbook.casefile import LawCase
from screening.msgid import N_, Worded
from screening.pack import Measure
from screening.parameters import Subsistence
from screening.rules import Rules
from screening.text import Speaker
from screening.tree import Group, Node


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as expected: `training.outcome`, `income.per_head`, the path of a situation's problem."""

    what: str
    expected: Any
    seen: Any


def differences(case: LawCase, rules: Rules, speak: Speaker) -> tuple[Difference, ...]:
    """Where the case and the rules disagree; nothing when it passes."""
    wanted: Mapping[str, Any]
    try:
        verdict = screen(case, rules, speak)
    except SituationError as error:
        return _of_refused(case, {problem.path: str(problem) for problem in error.problems})
    if "refused" in case.expect:
        return tuple(
            Difference(path, words, "the situation is screened") for path, words in case.expect["refused"].items()
        )
    unknown = set(case.expect.get("measures", {})) - {"all"} - {item["measure"] for item in verdict["measures"]}
    if unknown:
        return tuple(Difference(name, "a measure of the day", "no such measure in force") for name in sorted(unknown))
    wanted, found = expected(case, verdict), seen(case, verdict)
    return tuple(Difference(line, wanted[line], found[line]) for line in wanted if wanted[line] != found[line])


def _of_refused(case: LawCase, problems: Mapping[str, str]) -> tuple[Difference, ...]:
    wanted: Mapping[str, Any] = case.expect.get("refused", {})
    strange = [Difference(path, "no problem", problems[path]) for path in problems if path not in wanted]
    missed = [
        Difference(path, words, problems.get(path, "no problem"))
        for path, words in wanted.items()
        if words not in problems.get(path, "")
    ]
    return (*strange, *missed)


def screen(case: LawCase, rules: Rules, speak: Speaker) -> dict[str, Any]:
    """The case's verdict as the public contract gives it, with each measure's `details` beside."""
    verdict = judge(rules, situation_from_json(case.situation, rules))
    document = verdict_to_json(verdict, speak)
    for measure, item in zip(document["measures"], verdict.measures, strict=True):
        measure["details"] = [str(question) for question in item.details]
    return document


def expected(case: LawCase, verdict: Mapping[str, Any]) -> dict[str, Any]:
    """The listed expectations, one line per thing compared, so that a difference reads by itself."""
    lines: dict[str, Any] = {}
    if "law" in case.expect:
        lines["law"] = case.expect["law"]
    if "income" in case.expect:
        income = case.expect["income"]
        lines |= {"income": None} if income is None else {f"income.{key}": value for key, value in income.items()}
    for measure in verdict["measures"]:
        for key, value in case.expected_of(measure["measure"]).items():
            lines |= dict(_lines(f"{measure['measure']}.{key}", value))
    return lines


def _lines(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if prefix.endswith(".documents"):
        yield from ((f"{prefix}.{name}", place) for place, names in value.items() for name in names)
    elif prefix.endswith((".findings", ".doubts", ".amount")):
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
        income = verdict["income"]
        return income if not rest or income is None else income.get(rest, "no such key")
    measure = by_id[first]
    key, _, name = rest.partition(".")
    readers: Mapping[str, Callable[[], Any]] = {
        "first_ask": lambda: next(iter(measure["ask"]), None),
        "asks": lambda: name in measure["ask"],
        "finds_out": lambda: name in measure["find_out"],
        "findings": lambda: truths(measure["findings"]).get(name, "no such finding"),
        "doubts": lambda: [one["id"] for one in _found(measure["findings"]).get(name, {}).get("doubts", [])],
        "amount": lambda: (measure["amount"] or {}).get(name),
        "documents": lambda: _paper(measure, name),
        "priority": lambda: [favour["id"] for favour in measure["priority"]],
        "would_change": lambda: [
            [change["question"] or "wait" for change in way["changes"]] for way in measure["would_change"]
        ],
    }
    return readers[key]() if key in readers else measure[key]


def _paper(measure: Mapping[str, Any], name: str) -> str:
    needed = {item["id"]: item["needed"] for item in measure["documents"]}
    return {"yes": "present", "unknown": "unknown"}[needed[name]] if name in needed else "absent"


def truths(findings: list[dict[str, Any]]) -> dict[str, str]:
    """id → truth over the whole tree; where an id stands twice, the one nearer to the top."""
    return {name: finding["truth"] for name, finding in _found(findings).items()}


def _found(findings: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The findings of the whole tree by id; where an id stands twice, the one nearer to the top."""
    found: dict[str, dict[str, Any]] = {}
    level = findings
    while level:
        for finding in level:
            found.setdefault(finding["id"], finding)
        level = [part for finding in level for part in finding.get("parts", ())]
    return found


def unknown_cites(cases: Iterable[LawCase], rules: Rules) -> Iterator[Complaint]:
    """What a case says it is about and its region does not have: a misspelt name would silently cover nothing.

    A name is one of a criterion, family row, paper, parameter, term, clause or gap of any regime of the region; a
    clause is written as the rules cite it, «source: clause», and its source must be one of theirs.
    """
    known = {region: _citable(rules, region) for region in rules.regions}
    for case in cases:
        names = known.get(str(case.situation["region"]), frozenset())
        for cite in case.cites:
            name = cite.partition(":")[0]
            if names and name not in names:
                problem = N_("правила, документа или источника «%(word)s» у региона нет.")
                remedy = N_("Возьмите id правила или «имя источника: место»; похожие: %(known)s.")
                values = {"word": name, "known": tuple(get_close_matches(name, names, n=3)) or ("–",)}
                yield Complaint(case.file, case.line, "cites", Worded(problem, values), Worded(remedy, values))


def _citable(rules: Rules, region: str) -> frozenset[str]:
    return frozenset(name for measure in rules.of_region(region) for name in _names_of(measure))


def _names_of(measure: Measure) -> Iterator[str]:
    yield measure.id
    yield from (*measure.parameters, *measure.sources)
    level: list[Node] = [measure.criteria]
    while level:
        yield from (node.id for node in level)
        level = [part for node in level if isinstance(node, Group) for part in node.parts]
    if measure.income is not None and measure.income.family.name == OWN:
        yield from (row.id for row in (*measure.income.family.rows, *measure.income.family.left_out))
    yield from (one.id for one in measure.documents)
    yield from (one.id for one in measure.deadlines)
    yield from (one.id for one in measure.refusal_grounds)
    yield from (one.id for one in measure.gaps)
    yield from (clause.id for listed in measure.provisions.values() for clause in listed)
    for parameter in measure.parameters.values():
        series = (parameter.quarterly, parameter.periodic) if isinstance(parameter, Subsistence) else ()
        yield from (row.cite.source for table in series for dated in table.values() for row in dated.rows)
    for kind in measure.income.kinds.values() if measure.income else ():
        yield from (row.cite.source for row in kind.rows)
