"""How the conversation names people and their attributes: the vocabulary speaks of «this person», we say who."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from dialogs.standing import Standing
from locales import N_, Translator
from locales.format import month
from screening.rules import Region
from screening.situation import Month
from screening.vocabulary import Vocabulary

ABOUT_YOU: Final = {
    "birth_date": N_("Какая у вас дата рождения?"),
    "occupation": N_("Чем вы заняты сейчас? Выберите, что о вас верно."),
    "retired_or_disabled": N_(
        "Достигли ли вы возраста, дающего право на страховую пенсию по старости, или имеете инвалидность "
        "I или II группы?"
    ),
    "article_6_1": N_(
        "Относитесь ли вы к категориям статьи 6.1 закона 178-ФЗ: ветераны и инвалиды войны и боевых действий, "
        "члены семей погибших, жители блокадного Ленинграда, инвалиды, дети-инвалиды?"
    ),
    "married": N_("Состоите ли вы в браке?"),
    "pension_age": N_("Достигли ли вы возраста, дающего право на страховую пенсию по старости?"),
    "caring": N_(
        "Вы не работаете из-за ухода за ребёнком до трёх лет, ребёнком-инвалидом, инвалидом I группы или человеком "
        "80 лет и старше?"
    ),
    "caring_for_others": N_("Вы ухаживаете за ребёнком-инвалидом, инвалидом I группы или человеком 80 лет и старше?"),
    "incomes": N_("Какие доходы были у вас за эти месяцы: %(months)s? Отметьте все, потом нажмите «Готово»."),
}
ABOUT_MEMBER: Final = {
    "birth_date": N_("Какая дата рождения у этого человека: %(who)s?"),
    "occupation": N_("Чем сейчас занят этот человек: %(who)s?"),
    "retired_or_disabled": N_(
        "Достиг ли этот человек (%(who)s) возраста, дающего право на страховую пенсию по старости, или имеет "
        "инвалидность I или II группы?"
    ),
    "article_6_1": N_(
        "Относится ли этот человек (%(who)s) к категориям статьи 6.1 закона 178-ФЗ: ветераны и инвалиды войны и боевых "
        "действий, члены семей погибших, жители блокадного Ленинграда, инвалиды, дети-инвалиды?"
    ),
    "married": N_("Состоит ли в браке этот человек: %(who)s?"),
    "pension_age": N_("Достиг ли этот человек (%(who)s) возраста, дающего право на страховую пенсию по старости?"),
    "caring": N_(
        "Не работает ли этот человек (%(who)s) из-за ухода за ребёнком до трёх лет, ребёнком-инвалидом, инвалидом "
        "I группы или человеком 80 лет и старше?"
    ),
    "caring_for_others": N_(
        "Ухаживает ли этот человек (%(who)s) за ребёнком-инвалидом, инвалидом I группы или человеком 80 лет и старше?"
    ),
    "incomes": N_(
        "Какие доходы были у этого человека (%(who)s) за эти месяцы: %(months)s? Отметьте все, потом нажмите «Готово»."
    ),
}
ABOUT_ALL: Final = {
    "retired_or_disabled": N_(
        "Есть ли в семье те, кто достиг возраста, дающего право на страховую пенсию по старости, или имеет "
        "инвалидность I или II группы? Отметьте всех и нажмите «Готово»."
    ),
    "article_6_1": N_(
        "Есть ли в семье те, кто относится к категориям статьи 6.1 закона 178-ФЗ: ветераны и инвалиды войны и боевых "
        "действий, члены семей погибших, жители блокадного Ленинграда, инвалиды, дети-инвалиды? Отметьте всех и "
        "нажмите «Готово»."
    ),
}
"""Attributes that are asked of the whole family at once."""


LABELS: Final = {
    "birth_date": N_("Дата рождения"),
    "occupation": N_("Занятость"),
    "retired_or_disabled": N_("Пенсионный возраст либо инвалидность I или II группы"),
    "article_6_1": N_("Категории статьи 6.1 закона 178-ФЗ"),
    "married": N_("Брак"),
    "pension_age": N_("Пенсионный возраст"),
    "caring": N_("Уход вместо работы"),
    "caring_for_others": N_("Уход за инвалидом или человеком 80 лет и старше"),
    "incomes": N_("Доходы"),
}
"""The attributes in a few words, for lists of answers."""


def named(standing: Standing, attribute: str, index: int) -> str:
    """«Доходы (супруг или супруга)»"""
    t = standing.t
    return t("%(attribute)s (%(who)s)", attribute=t(LABELS[attribute]), who=who(standing, index))


def who(standing: Standing, index: int) -> str:
    """«вы», «супруг или супруга», «ребёнок, 2015 г. р.»; people alike are numbered."""
    born, words = standing.member(index).birth_date, standing.rules.vocabulary
    return person_named(standing.draft.members, index, born if isinstance(born, date) else None, words, standing.t)


def person_named(relations: Sequence[str], index: int, born: date | None, words: Vocabulary, t: Translator) -> str:
    """The same of a household known by the members' relations to the applicant."""
    relation = relations[index]
    name = t(words.relations[relation].text)
    if relations.count(relation) == 1:
        return name.lower() if index == 0 else name
    number = relations[: index + 1].count(relation)
    if born is not None:
        return t("%(relation)s %(number)d (%(year)d г. р.)", relation=name, number=number, year=born.year)
    return t("%(relation)s %(number)d", relation=name, number=number)


def about(standing: Standing, attribute: str, index: int) -> str:
    """The question about one member."""
    t = standing.t
    values = {"who": who(standing, index), "months": months_named(standing.months, t)}
    msgid = (ABOUT_YOU if index == 0 else ABOUT_MEMBER).get(attribute)
    if msgid is None:
        question = t(standing.rules.vocabulary.members[attribute].question)
        return t("%(question)s (%(who)s)", question=question, who=values["who"])
    return t(msgid, **values)


def about_region(standing: Standing, msgid: str) -> str:
    """A question of the vocabulary with the region's name in its place."""
    return standing.t(msgid) if standing.region is None else region_named(msgid, standing.region, standing.t)


def region_named(msgid: str, region: Region, t: Translator) -> str:
    """The same where the region is known."""
    if "%(" not in msgid:
        return t(msgid)
    return t(msgid, region=t(region.title), region_in=t(region.title_in))


def months_named(months: tuple[Month, ...], t: Translator) -> str:
    """«июнь, июль, август 2020»; the year at each month when there are two."""
    named = [month(one, t.language) for one in months]
    if len({one.year for one in months}) == 1:
        named = [name.partition(" ")[0] for name in named[:-1]] + named[-1:]
    return ", ".join(named)
