"""The answers of a stored situation in words: question and answer, the household, who earned what in which month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from backoffice import words
from locales.format import money, month
from screening.rules import Rules
from screening.situation import DONT_KNOW, Month
from screening.vocabulary import Fact, FactKind, Vocabulary, Word

NOT_KNOWN = "не знает"
NOT_ASKED = "не спрашивали"


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class IncomeRow:
    """One kind of income over the months of the table, and its sum."""

    kind: str
    amounts: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True)
class RelativeRow:
    """One member of the household.

    `months` heads the columns of `incomes`; `income_note` stands where there is no table.
    """

    relation: str
    answers: tuple[QuestionAnswer, ...]
    months: tuple[str, ...]
    incomes: tuple[IncomeRow, ...]
    income_note: str


def facts(situation: Mapping[str, Any], rules: Rules) -> tuple[QuestionAnswer, ...]:
    """The applicant's own answers, in the vocabulary's order."""
    given = situation.get("facts", {})
    region = rules.regions[situation["region"]]
    return tuple(
        QuestionAnswer(
            fact.question % {"region_in": region.title_in} if "%(" in fact.question else fact.question,
            answer_in_words(fact, given[key]),
        )
        for key, fact in rules.vocabulary.facts.items()
        if key in given
    )


def household(situation: Mapping[str, Any], rules: Rules) -> tuple[RelativeRow, ...]:
    """The family as it was described; empty when it was not."""
    members = situation.get("household")
    if not isinstance(members, list):
        return ()
    return tuple(_relative(member, rules.vocabulary) for member in members)


def answer_in_words(fact: Fact, value: object) -> str:
    """A stored answer as a clerk reads it."""
    if value == DONT_KNOW:
        return NOT_KNOWN
    if value is None:
        return fact.never or "никогда"
    if isinstance(value, bool):
        return "да" if value else "нет"
    if fact.kind is FactKind.MONEY:
        return money(Decimal(str(value)), words.LANGUAGE)
    if fact.kind is FactKind.DATE:
        return words.written(date.fromisoformat(str(value)))
    return _word(fact.options, value)


def _word(listed: Mapping[str, Word] | None, value: object) -> str:
    known = (listed or {}).get(str(value))
    return known.text if known else str(value)


def _relative(member: Mapping[str, Any], vocabulary: Vocabulary) -> RelativeRow:
    asked = [fact for key, fact in vocabulary.members.items() if key in member and fact.kind is not FactKind.MONTHS]
    answers = tuple(QuestionAnswer(fact.question, answer_in_words(fact, member[fact.key])) for fact in asked)
    # The vocabulary calls the applicant «Вы», which is right in the chat and wrong here.
    related = (
        "заявитель" if member.get("relation") == "applicant" else _word(vocabulary.relations, member.get("relation"))
    )
    relation = words.capital(related)
    incomes = member.get("incomes")
    if not isinstance(incomes, list):
        return RelativeRow(relation, answers, (), (), NOT_KNOWN if incomes == DONT_KNOW else NOT_ASKED)
    months = sorted({income["month"] for income in incomes})
    kinds = dict.fromkeys(income["kind"] for income in incomes)
    rows = tuple(_income_row(kind, incomes, months, vocabulary) for kind in kinds)
    heads = tuple(month(Month.parse(text), words.LANGUAGE) for text in months)
    return RelativeRow(relation, answers, heads, rows, "" if rows else "доходов не было")


def _income_row(kind: str, incomes: list[dict[str, Any]], months: list[str], vocabulary: Vocabulary) -> IncomeRow:
    by_month = dict.fromkeys(months, Decimal())
    not_told: dict[str, str] = {}
    for income in incomes:
        if income["kind"] != kind:
            continue
        if income["amount"] in {None, DONT_KNOW}:
            not_told[income["month"]] = NOT_ASKED if income["amount"] is None else NOT_KNOWN
        else:
            by_month[income["month"]] += Decimal(income["amount"])
    total = money(sum(by_month.values(), Decimal()), words.LANGUAGE)
    return IncomeRow(
        words.capital(_word(vocabulary.income_kinds, kind)),
        tuple(not_told.get(one) or money(amount, words.LANGUAGE) for one, amount in by_month.items()),
        f"не меньше {total}" if not_told else total,
    )
