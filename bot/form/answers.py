"""What the chat knows, for the review: every answer that goes to the office, in words. Pure."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bot.form.fields import Facts
from bot.form.view import AnswerRow
from dialogs.buttons import capital
from dialogs.wording import LABELS
from locales import Translator
from locales.format import month
from screening.rules import Region, Rules
from screening.situation import FactValue, Income, Member
from screening.truth import Gap
from screening.vocabulary import Fact, FactKind


class Relative(NamedTuple):
    """One member of the family; the applicant comes first."""

    title: str
    rows: list[AnswerRow]


def own_answers(facts: Facts, t: Translator) -> list[AnswerRow]:
    """The answers outside the family (residence, registration, earlier payments …), in the vocabulary's order."""
    region, given = facts.rules.regions[facts.situation.region], facts.situation.facts
    return [
        AnswerRow(_label(fact, region, t), _said(fact, value, t))
        for key, fact in facts.rules.vocabulary.facts.items()
        if (value := given.get(key, Gap.NOT_ASKED)) is not Gap.NOT_ASKED
    ]


def family(facts: Facts, t: Translator) -> list[Relative]:
    """Everybody of the household with all that was told of them: age, work, the grounds, the incomes by month."""
    household = facts.situation.household
    if isinstance(household, Gap):
        return []
    region, words = facts.rules.regions[facts.situation.region], facts.rules.vocabulary
    return [
        Relative(capital(t(words.relations[member.relation].text)), list(_rows(member, facts.rules, region, t)))
        for member in household
    ]


def _rows(member: Member, rules: Rules, region: Region, t: Translator) -> Iterator[AnswerRow]:
    for key, fact in rules.vocabulary.members.items():
        if fact.kind is FactKind.MONTHS:
            yield from _incomes(member.incomes, rules, t)
        elif (value := getattr(member, key)) is not Gap.NOT_ASKED:
            yield AnswerRow(t(LABELS[key]) if key in LABELS else _label(fact, region, t), _said(fact, value, t))


def _label(fact: Fact, region: Region, t: Translator) -> str:
    text = fact.label or fact.question
    return t(text, region=t(region.title), region_in=t(region.title_in)) if "%(" in text else t(text)


def _said(fact: Fact, value: FactValue, t: Translator) -> str:
    if isinstance(value, Gap):
        return t("не знаю")
    if value is None:
        return t(fact.never or "").lower()
    if isinstance(value, bool):
        return t("да") if value else t("нет")
    if isinstance(value, Decimal):
        return t.money(value)
    if isinstance(value, date):
        return t.day(value)
    return t(fact.options[value].text) if fact.options and isinstance(value, str) else str(value)


def _sum(amount: Decimal | Gap, t: Translator) -> str:
    return t("не знаю") if isinstance(amount, Gap) else t.money(amount)


def _incomes(incomes: tuple[Income, ...] | Gap, rules: Rules, t: Translator) -> Iterator[AnswerRow]:
    if incomes is Gap.DONT_KNOW:
        yield AnswerRow(t(LABELS["incomes"]), t("не знаю"))
    if isinstance(incomes, Gap):
        return
    if not incomes:
        yield AnswerRow(t(LABELS["incomes"]), t("доходов не было"))
    for kind in dict.fromkeys(income.kind for income in incomes):
        told = [income for income in incomes if income.kind == kind]
        by_month = "\n".join(
            t("%(month)s — %(amount)s", month=month(income.month, t.language), amount=_sum(income.amount, t))
            for income in told
        )
        yield AnswerRow(capital(t(rules.vocabulary.income_kinds[kind].text)), by_month)
