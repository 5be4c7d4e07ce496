"""The checks in words: what a pack calls each of them, what it reads, and when it holds.

For the pages of the law and for a methodologist; a test holds this list against the reader of the
packs (`screening.packfile.criteria`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from screening.checks import dates, facts, household, pauses, reasons, status
from screening.checks import income as need
from screening.lawbook.lawwords import LINES
from screening.msgid import N_
from screening.text import Speaker
from screening.tree import Check, Criterion, Group, Node, Not, OfficeDecides, SameAs, Written
from screening.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class CheckWords:
    """One check: the name that packs use, an example of its parameters, and when it holds.

    `holds` is a msgid with %(name)s places for the parameters; `optional` parameters may be left out.
    """

    name: str
    example: str
    holds: str
    optional: tuple[str, ...] = ()


CHECKS: Final[Mapping[type, CheckWords]] = {
    facts.IsTrue: CheckWords("is_true", "fact: lives_in_region", N_("ответ «да» на вопрос «%(fact)s»")),
    facts.IsFalse: CheckWords("is_false", "fact: has_permanent_job", N_("ответ «нет» на вопрос «%(fact)s»")),
    facts.AtMost: CheckWords(
        "at_most",
        "fact: course_months, limit: course_limit",
        N_("число в ответе на вопрос «%(fact)s» не больше величины %(limit)s"),
    ),
    facts.FactUnlessOccupation: CheckWords(
        "fact_unless_occupation",
        "fact: searches_through_employment_service, stated_by: [registered_job_seeker], ruled_out_by: [not_working]",
        N_(
            "ответ «да» на вопрос «%(fact)s»; его не задают, если занятие заявителя само говорит «да» (%(stated_by)s)"
            " или «нет» (%(ruled_out_by)s)"
        ),
        ("ruled_out_by",),
    ),
    dates.ContractNotRepeated: CheckWords(
        "contract_not_repeated",
        "fact: last_contract_ended_on, about: last_contract_measure, measure: job_search, years: repeat_gap,"
        " another_measure: office_decides",
        N_(
            "полных лет со дня из ответа на вопрос «%(fact)s» — не меньше величины %(years)s, или ответ «никогда»;"
            " контракт считают прежним по ответу на вопрос «%(about)s» (своё слово меры — %(measure)s), а контракт на"
            " другое — так: %(another_measure)s"
        ),
    ),
    dates.CalendarYearsSince: CheckWords(
        "calendar_years_since",
        "fact: last_self_support_year, years: repeat_gap",
        N_(
            "год обращения минус год из ответа на вопрос «%(fact)s» — не меньше величины %(years)s, или ответ «никогда»"
        ),
    ),
    dates.YearsPassedSince: CheckWords(
        "years_passed_since",
        "fact: last_contract_ended_on, years: repeat_gap",
        N_("полных лет со дня из ответа на вопрос «%(fact)s» — не меньше величины %(years)s, или ответ «никогда»"),
    ),
    pauses.MonthsPassedSince: CheckWords(
        "months_passed_since",
        "fact: last_contract_ended_on, months: repeat_gap",
        N_("полных месяцев со дня из ответа на вопрос «%(fact)s» — не меньше величины %(months)s, или ответ «никогда»"),
    ),
    pauses.DaysPassedSince: CheckWords(
        "days_passed_since",
        "fact: last_contract_ended_on, days: repeat_gap",
        N_("календарных дней со дня из ответа на вопрос «%(fact)s» — не меньше величины %(days)s, или ответ «никогда»"),
    ),
    pauses.HappenedWithinMonths: CheckWords(
        "happened_within_months",
        "fact: last_contract_ended_on, months: repeat_gap, before: month",
        N_(
            "со дня из ответа на вопрос «%(fact)s» прошло не больше месяцев, чем величина %(months)s; считают"
            " %(before)s обращения"
        ),
    ),
    need.IncomeBelow: CheckWords(
        "income_below_limit", "", N_("доход на человека %(line)s порога, как их считает правило о доходе")
    ),
    household.HouseholdSize: CheckWords(
        "household_size",
        "at_least: 2, at_most: 5",
        N_("человек в семье вместе с заявителем — от %(at_least)s до %(at_most)s"),
        ("at_least", "at_most"),
    ),
    household.ChildrenUnder18: CheckWords(
        "children_under_18", "at_least: 3", N_("детей младше 18 лет на день обращения не меньше %(at_least)s")
    ),
    household.RelationCount: CheckWords(
        "relation_count",
        "relations: [child, ward], at_least: 1",
        N_("в семье не меньше %(at_least)s из них: %(relations)s"),
    ),
    household.MemberAge: CheckWords(
        "member_age",
        "who: any, relations: [child, ward], at_least: 3, below: 18",
        N_(
            "на день обращения полных лет не меньше %(at_least)s и меньше %(below)s — %(who)s из них: %(relations)s;"
            " возраст считают по дате рождения"
        ),
        ("relations", "at_least", "below"),
    ),
    household.OwnChildrenUnder18: CheckWords(
        "own_children_under_18",
        "at_least: 3",
        N_("своих детей и детей под опекой младше 18 лет на день обращения не меньше %(at_least)s"),
    ),
    need.CountedFamily: CheckWords(
        "counted_family", "at_most: 1", N_("в семье, как её считает правило о доходе, не больше %(at_most)s чел.")
    ),
    household.NoRelation: CheckWords(
        "no_relation", "relations: [spouse, child]", N_("в семье никого из них нет: %(relations)s")
    ),
    status.ApplicantOccupation: CheckWords(
        "applicant_occupation",
        "occupations: [registered_unemployed]",
        N_("занятие заявителя сейчас — одно из них: %(occupations)s"),
    ),
    status.ApplicantOfAge: CheckWords(
        "applicant_of_age",
        "years: 18",
        N_("заявителю исполнилось %(years)s лет (если дата рождения не названа — считаем, что да)"),
    ),
    status.ApplicantUnderAge: CheckWords(
        "applicant_under_age", "years: 18", N_("по названной дате рождения заявителю нет %(years)s лет")
    ),
    status.DisabilitySaid: CheckWords(
        "disability_said",
        "fact: disabled_family_member",
        N_("сказано, что у кого-то в семье есть инвалидность — в ответе на вопрос «%(fact)s» или о самих членах семьи"),
    ),
    status.MemberFlag: CheckWords(
        "any_member", "attribute: article_6_1", N_("хотя бы о ком-то в семье ответ «да» на вопрос «%(attribute)s»")
    ),
    need.IncomeKindPresent: CheckWords(
        "income_kind_present",
        "income_kinds: [wages, business]",
        N_("в расчётном периоде у семьи был доход хотя бы одного вида: %(income_kinds)s"),
    ),
    status.MemberNotWorking: CheckWords(
        "member_not_working", "", N_("кто-то из взрослых членов семьи не работает и не получает пенсию")
    ),
    OfficeDecides: CheckWords("office_decides", "", N_("оценивает орган или комиссия: программа этого не решает")),
    SameAs: CheckWords("same_as_measure", "measure: training", N_("выполнены все условия другой меры: %(measure)s")),
    reasons.ParentsOutOfWork: CheckWords(
        "parents_out_of_work",
        "occupations: [registered_unemployed, caring], child_under: 3, aged_from: 80",
        N_(
            "в семье есть ребёнок младше 18 лет, и каждый живущий с ним родитель либо занят одним из этого:"
            " %(occupations)s, либо относится к категориям статьи 6.1 закона 178-ФЗ; уход считают за ребёнком младше"
            " %(child_under)s лет и за человеком от %(aged_from)s лет"
        ),
        ("occupations", "child_under", "aged_from"),
    ),
    reasons.SupportersOutOfWork: CheckWords(
        "supporters_out_of_work",
        "occupations: [registered_unemployed, caring], child_under: 3, aged_from: 80",
        N_(
            "в семье есть неработающий человек пенсионного возраста или с инвалидностью I или II группы, и каждый"
            " остальной взрослый либо занят одним из этого: %(occupations)s, либо относится к категориям статьи 6.1"
            " закона 178-ФЗ, либо сам такой; уход считают за ребёнком младше %(child_under)s лет и за человеком от"
            " %(aged_from)s лет"
        ),
        ("occupations", "child_under", "aged_from"),
    ),
    reasons.LoneRetiredOrDisabled: CheckWords(
        "lone_retired_or_disabled",
        "",
        N_("заявитель живёт один, не работает и достиг пенсионного возраста либо имеет инвалидность I или II группы"),
    ),
}
"""By the class that does the checking."""

_WORD_LISTS: Final[Mapping[str, str]] = {
    **{name: name for name in ("relations", "occupations", "income_kinds")},
    **dict.fromkeys(("stated_by", "ruled_out_by"), "occupations"),
}
"""The list of the vocabulary that a parameter's words are of."""
ANOTHER_MEASURE: Final[Mapping[str, str]] = {
    "counts": N_("мешает так же"),
    "is_free": N_("не мешает"),
    "office_decides": N_("мешает ли, решает орган"),
}
COUNTED_BEFORE: Final[Mapping[str, str]] = {
    "day": N_("до дня"),
    "month": N_("до месяца"),
}
OF_WHOM: Final[Mapping[str, str]] = {
    "any": N_("хотя бы у одного"),
    "each": N_("у каждого"),
}
_LEFT_OUT: Final = {
    "below": N_("(сколько, не названо)"),
    "relations": N_("любой член семьи"),
    "at_least": "1",
    "at_most": N_("любого числа"),
    "occupations": N_("(ничего не названо)"),
    "ruled_out_by": N_("(ничего не названо)"),
    "child_under": N_("(сколько, не названо)"),
    "aged_from": N_("(сколько, не названо)"),
}
_CLOSED: Final = {"another_measure": ANOTHER_MEASURE, "before": COUNTED_BEFORE, "who": OF_WHOM}
"""The words of a parameter that takes one of a few."""
_NOT: Final = N_("не так: %(one)s")
_AND: Final = N_("%(one)s; и %(other)s")
_OR: Final = N_("%(one)s; или %(other)s")


@dataclass(frozen=True, slots=True)
class Explainer:
    """Says what a node of the criteria tree checks, in the speaker's language and with the region's own name."""

    words: Vocabulary
    region_in: str
    figures: Mapping[str, str]
    """How to show a parameter, by its name."""
    t: Speaker

    def name(self, node: Node) -> str:
        """`is_true`; empty for a group."""
        return "" if isinstance(node, Group) else self._said(node).name

    def parameters(self, node: Node) -> dict[str, Written]:
        """The parameters as a pack writes them."""
        match node:
            case Criterion(check=Check() as reading) | (reasons.PerMember() as reading):
                plain, figures, _ = reading.parameters()
                return {**plain, **{name: figure.name for name, figure in figures.items()}}
            case SameAs(measure=measure):
                return {"measure": measure}
        return {}

    def holds(self, node: Node) -> str:
        """When the node holds: «ответ «да» на вопрос «Вы живёте в Тюменской области?»»."""
        if isinstance(node, Group):
            joined = ""
            for part in node.parts:
                one = self.holds(part)
                joined = self.t(_OR if node.any_of else _AND, one=joined, other=one) if joined else one
            return joined
        if isinstance(node, Criterion) and isinstance(node.check, Not):
            return self.t(_NOT, one=self.holds(replace(node, check=node.check.check)))
        said = self._said(node)
        values = {name: self._shown(name, value) for name, value in self.parameters(node).items()}
        if isinstance(node, Criterion) and isinstance(node.check, need.IncomeBelow):
            values["line"] = self.t(LINES[node.check.rule.line.value])
        missing = {name: self.t(_LEFT_OUT[name]) for name in said.optional if name not in values}
        return self.t(said.holds, **values, **missing) if values or missing else self.t(said.holds)

    def _said(self, node: Node) -> CheckWords:
        """Of what does the checking: a criterion's check, or the node itself."""
        check = node.check if isinstance(node, Criterion) else node
        return CHECKS[type(check.check if isinstance(check, Not) else check)]

    def _shown(self, name: str, value: Written) -> str:
        if name in {"fact", "about"}:
            return self.question(str(value))
        if name in _CLOSED:
            return self.t(_CLOSED[name][str(value)])
        if name == "attribute":
            return self.t(self.words.members[str(value)].question)
        if name in _WORD_LISTS and isinstance(value, tuple):
            listed = getattr(self.words, _WORD_LISTS[name]).items()
            return ", ".join(self.t(word.text) for key, word in listed if key in value)
        return self.figures.get(f"{value}", f"{value}")

    def question(self, fact: str) -> str:
        """The fact's question as the citizen reads it."""
        known = self.words.facts.get(fact)
        if known is None:
            return fact
        question = self.t(known.question)
        return question % {"region_in": self.t(self.region_in)} if "%(region_in)s" in question else question
