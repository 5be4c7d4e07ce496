"""The stored verdict of one measure in words: each finding with its mark and clause, the arithmetic, the papers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from backoffice import words
from locales.format import money, month
from screening.citation import Certainty
from screening.income import LimitLine
from screening.pack import Actor, Status
from screening.situation import Month
from screening.text import CERTAINTY
from screening.truth import Gap, Truth
from screening.verdict import Outcome

OUTCOMES: Final = {
    Outcome.MEETS: "По всему, что можно проверить заранее, условия выполняются",
    Outcome.FAILS: "Условия не выполняются",
    Outcome.UNDECIDED: "Часть условий решает орган или ещё предстоит выяснить",
}
_KOPECK: Final = Decimal("0.01")
REACHED: Final = {
    LimitLine.BELOW: ("Равно порогу: условие «ниже» не выполняется.", "Не ниже порога."),
    LimitLine.NOT_ABOVE: ("Равно порогу: условие «не выше» выполняется.", "Выше порога."),
    None: ("Равно порогу: подходит ли это, зависит от меры.", "Выше порога."),
}
"""Of an income that equals the threshold, and of one above it; a verdict names the line where it is not «below», and
none where its measures differ."""
MARKS: Final = {
    Truth.YES.name.lower(): ("✓", "выполняется"),
    Truth.NO.name.lower(): ("✗", "не выполняется"),
    Truth.UNKNOWN.name.lower(): ("?", "не установлено"),
}
GAPS: Final = {
    Gap.NOT_ASKED.value: "не спрашивали",
    Gap.DONT_KNOW.value: "заявитель не знает",
    Gap.OFFICE_DECIDES.value: "решает орган",
}
STATUSES: Final = {
    Status.DRAFT.value: "Правила этой меры ещё не проверены юристом.",
    Status.REVIEWED.value: "Правила этой меры проверены юристом, но ещё не введены в действие.",
    Status.IN_FORCE.value: "",
}
BRINGERS: Final = {
    Actor.CITIZEN.value: "Приносит заявитель",
    Actor.OFFICE.value: "Запрашивает орган",
    Actor.COMMISSION.value: "Готовит комиссия",
}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One criterion; a group has parts. `note` says why it is open; `clause` where the rule stands."""

    truth: str
    mark: str
    mark_word: str
    text: str
    clause: str
    note: str
    doubts: tuple[tuple[str, str], ...]
    """(what the sources leave unclear beside the answer, its clause)"""
    parts: tuple["FindingRow", ...]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The average income, as a clerk would check it."""

    months: str
    steps: tuple[tuple[str, str], ...]
    conclusion: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    title: str
    note: str
    alternatives: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class VerdictPage:
    outcome: str
    outcome_value: str
    findings: tuple[FindingRow, ...]
    arithmetic: Arithmetic | None
    amount: str
    amount_note: str
    papers: tuple[tuple[str, tuple[PaperRow, ...]], ...]
    """(who brings them, papers)"""
    gaps: tuple[str, ...]
    status_note: str
    sources: tuple[str, ...]
    """Titles of the sources; a clause names its source by the number in this list where there are several."""


class Sources:
    """The sources of one verdict, numbered as they are met, so that a clause need not repeat a long title."""

    def __init__(self, verdict: object) -> None:
        self._titles = list(dict.fromkeys(_titles(verdict)))

    def clause(self, cite: Mapping[str, Any] | None) -> str:
        """«слайд 3», «[1] слайд 3; [2] статья 8», and how the fact is known when that is not a firm source."""
        return "" if cite is None else "; ".join(map(self._place, (cite, *cite.get("also", ()))))

    def _place(self, cite: Mapping[str, Any]) -> str:
        where: str = cite["clause"]
        if len(self._titles) > 1:
            where = f"[{self._titles.index(cite['title']) + 1}]{words.NO_BREAK_SPACE}{where}"
        certainty = Certainty(cite["certainty"])
        return where if certainty.firm else f"{where} (не подтверждено: {CERTAINTY[certainty]})"

    def listed(self) -> tuple[str, ...]:
        if len(self._titles) == 1:
            return (self._titles[0],)
        return tuple(f"[{number}] {title}" for number, title in enumerate(self._titles, start=1))


def _titles(part: object) -> Iterator[str]:
    """The titles of every citation inside a part of a verdict's JSON."""
    if isinstance(part, Mapping):
        if "certainty" in part:
            yield part["title"]
        for value in part.values():
            yield from _titles(value)
    elif isinstance(part, list):
        for value in part:
            yield from _titles(value)


def verdict_page(verdict: Mapping[str, Any], measure: str) -> VerdictPage | None:
    """What the snapshot says of the measure applied for; None when it says nothing of it."""
    found = next((item for item in verdict["measures"] if item["measure"] == measure), None)
    if found is None:
        return None
    amount, sources = found["amount"], Sources(found)
    return VerdictPage(
        outcome=OUTCOMES[Outcome(found["outcome"])],
        outcome_value=found["outcome"],
        findings=tuple(finding(item, sources) for item in found["findings"]),
        arithmetic=arithmetic(verdict["income"]),
        amount=_amount(amount),
        amount_note=amount["note"] if amount else "",
        papers=papers(found["documents"], sources),
        gaps=tuple(found["gaps"]),
        status_note=STATUSES[found["status"]],
        sources=sources.listed(),
    )


def finding(item: Mapping[str, Any], sources: Sources) -> FindingRow:
    mark, mark_word = MARKS[item["truth"]]
    parts = tuple(finding(part, sources) for part in item.get("parts", ()) if part["text"] or "parts" in part)
    group = "Достаточно одного из условий:" if item.get("any_of") else "Все условия вместе:"
    text = item["text"] or (group if parts else "Условие правил")
    figure = item.get("figure")
    cited = (item["source"], figure if figure != item["source"] else None)
    clause = "; ".join(filter(None, map(sources.clause, cited)))
    return FindingRow(
        truth=item["truth"],
        mark=mark,
        mark_word=mark_word,
        text=text,
        clause=clause,
        note=GAPS[item["open"]] if "open" in item else "",
        doubts=tuple((doubt["text"], sources.clause(doubt["source"])) for doubt in item.get("doubts", ())),
        parts=parts,
    )


def arithmetic(income: Mapping[str, Any] | None) -> Arithmetic | None:
    """Total ÷ members ÷ months = per head, beside the threshold."""
    if income is None:
        return None
    months, size = income["months"], income["family_size"]
    per_head = Decimal(income["per_head"])
    steps = [
        ("Доход семьи за три месяца", _money(income["total"])),
        ("Человек в семье", str(size)),
        (
            "На человека в месяц",
            f"{_money(income['total'])} ÷ {size} ÷ {len(months)} = {money(per_head, words.LANGUAGE)}",
        ),
    ]
    if income["threshold"] is not None:
        steps.append(("Порог", _money(income["threshold"])))
    names = ", ".join(month(Month.parse(text), words.LANGUAGE) for text in months)
    return Arithmetic(names, tuple(steps), _conclusion(income))


def _conclusion(income: Mapping[str, Any]) -> str:
    if not income["complete"]:
        return "Доход известен не полностью: сумма — то, что указано сейчас."
    if income["threshold"] is None:
        return "Порога на эту дату нет в источниках: сравнить нельзя."
    # The exact mean, not the rounded figure beside it: a third of a kopeck decides too.
    mean = Decimal(income["total"]) / income["family_size"] / len(income["months"])
    threshold = Decimal(income["threshold"])
    if mean < threshold:
        below = threshold - mean
        return f"Ниже порога {f'на {money(below, words.LANGUAGE)}' if below >= _KOPECK else 'меньше чем на копейку'}."
    line = income.get("line", LimitLine.BELOW.value)
    equal, above = REACHED[None if line is None else LimitLine(line)]
    return equal if mean == threshold else above


def papers(documents: Sequence[Mapping[str, Any]], sources: Sources) -> tuple[tuple[str, tuple[PaperRow, ...]], ...]:
    """The personal list by who brings them; what is not needed is left out."""
    brought: dict[str, list[PaperRow]] = {}
    for item in documents:
        if item["needed"] != Truth.NO.name.lower():
            unsure = "Нужен ли, пока не установлено." if item["needed"] == Truth.UNKNOWN.name.lower() else ""
            note = " ".join(filter(None, (unsure, item["because"], item["note"])))
            row = PaperRow(item["title"], note, tuple(item["alternatives"]), sources.clause(item["source"]))
            brought.setdefault(item["by"], []).append(row)
    return tuple((label, tuple(brought[by])) for by, label in BRINGERS.items() if by in brought)


def _amount(amount: Mapping[str, Any] | None) -> str:
    if amount is None or amount["max"] is None:
        return "Предел не указан в источниках"
    most = f"Не больше {_money(amount['max'])}"
    return f"{most} ({_money(amount['per_month'])} в месяц)" if "per_month" in amount else most


def _money(text: str) -> str:
    return money(Decimal(text), words.LANGUAGE)
