"""The family and its incomes as the chat knows them, for the review: these answers go to the office too. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.form.fields import Facts
from bot.form.view import Row
from dialogs.buttons import capital
from dialogs.wording import LABELS
from locales import Translator
from locales.format import month
from screening.rules import Rules
from screening.situation import Income, Member
from screening.truth import Gap


class Relative(NamedTuple):
    """One member of the family; the applicant comes first."""

    title: str
    rows: list[Row]


def family(facts: Facts, t: Translator) -> list[Relative]:
    """Everybody of the household with what decides: age, work, the grounds claimed, the incomes by month."""
    household = facts.situation.household
    if isinstance(household, Gap):
        return []
    return [Relative(_title(member, facts.rules, t), list(_rows(member, facts.rules, t))) for member in household]


def _title(member: Member, rules: Rules, t: Translator) -> str:
    return capital(t(rules.vocabulary.relations[member.relation].text))


def _rows(member: Member, rules: Rules, t: Translator) -> Iterator[Row]:
    if not isinstance(member.birth_date, Gap):
        yield Row(t(LABELS["birth_date"]), t.day(member.birth_date))
    if not isinstance(member.occupation, Gap):
        yield Row(t(LABELS["occupation"]), t(rules.vocabulary.occupations[member.occupation].text))
    yield from _grounds(member, t)
    yield from _incomes(member.incomes, rules, t)


def _grounds(member: Member, t: Translator) -> Iterator[Row]:
    """Only what is claimed or not known: a row of «нет» for everybody would hide it."""
    told = {"retired_or_disabled": member.retired_or_disabled, "article_6_1": member.article_6_1}
    for key, value in told.items():
        if value is True or value is Gap.DONT_KNOW:
            yield Row(t(LABELS[key]), t("да") if value is True else t("не знаю"))


def _incomes(incomes: tuple[Income, ...] | Gap, rules: Rules, t: Translator) -> Iterator[Row]:
    if incomes is Gap.DONT_KNOW:
        yield Row(t(LABELS["incomes"]), t("не знаю"))
    if isinstance(incomes, Gap):
        return
    if not incomes:
        yield Row(t(LABELS["incomes"]), t("доходов не было"))
    for kind in dict.fromkeys(income.kind for income in incomes):
        label = capital(t(rules.vocabulary.income_kinds[kind].text))
        yield Row(label, _by_month([income for income in incomes if income.kind == kind], t))


def _by_month(incomes: list[Income], t: Translator) -> str:
    """«июнь 2020 — 14 000 ₽», a month a line."""
    return "\n".join(
        t("%(month)s — %(amount)s", month=month(income.month, t.language), amount=t.money(income.amount))
        for income in incomes
    )
