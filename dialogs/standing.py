"""Where a person stands on a day: the draft read by the rules in force, judged at most once, said in their language."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, Final

from dialogs.draft import ALL_MEASURES, HOPE, LANGUAGE, REGION, Draft, Place, member_key
from locales import Translator, translator
from screening.errors import NoRules
from screening.family import Family, age
from screening.judge import judge
from screening.pack import Measure
from screening.rules import Region, Rules
from screening.situation import DONT_KNOW, FactValue, Income, Member, Month, Situation
from screening.truth import Gap
from screening.verdict import MeasureVerdict, Outcome, Verdict
from screening.vocabulary import Fact, FactKind

ADULT: Final = 18
_SURELY_ADULT: Final = frozenset({"spouse", "parent", "grandparent"})


@dataclass(frozen=True)
class Standing:
    """The draft, the rules and the instant; everything else follows from them."""

    rules: Rules
    now: datetime
    draft: Draft
    language_hint: str | None = None
    """What is known of the language before the person has chosen one: of an earlier draft, or of the client."""

    @cached_property
    def region(self) -> Region | None:
        return self.rules.regions.get(str(self.draft.answers.get(REGION)))

    @cached_property
    def today(self) -> date:
        """The day in the person's region."""
        return self.now.astimezone(self.region.zone if self.region else UTC).date()

    @cached_property
    def t(self) -> Translator:
        """Says texts in the language that the person has chosen, or seems to speak."""
        return translator(self.draft.answers.get(LANGUAGE) or self.language_hint)

    @cached_property
    def in_force(self) -> tuple[Measure, ...]:
        """The region's measures of today; empty where no rules are known."""
        if self.region is None:
            return ()
        try:
            return self.rules.measures(self.region.id, self.today)
        except NoRules:
            return ()

    @cached_property
    def hoped(self) -> tuple[Measure, ...]:
        """The measures the person hopes for; empty when the question is open (again)."""
        hope = self.draft.answers.get(HOPE)
        if hope in (None, ALL_MEASURES):
            return self.in_force if hope else ()
        return tuple(measure for measure in self.in_force if measure.id in hope)

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The months whose income is counted; empty where none is."""
        windows = (measure.window(self.today) for measure in self.hoped or self.in_force)
        return next((months for months in windows if months), ())

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """Whom the measures of today count as the family: one for all of them, mostly."""
        rules = (measure.income for measure in self.in_force)
        return tuple(dict.fromkeys(rule.family for rule in rules if rule is not None))

    @cached_property
    def situation(self) -> Situation:
        facts = {
            key: fact_value(fact, self.draft.answers[key])
            for key, fact in self.rules.vocabulary.facts.items()
            if key in self.draft.answers
        }
        household: tuple[Member, ...] | Gap = Gap.NOT_ASKED
        if self.draft.household_complete:
            household = tuple(self.member(index) for index in range(len(self.draft.members)))
        return Situation(self.region.id if self.region else "", self.today, facts, household)

    @cached_property
    def verdict(self) -> Verdict | None:
        """None where there are no rules to judge by."""
        if not self.in_force:
            return None
        return judge(self.rules, self.situation, frozenset(measure.id for measure in self.hoped) or None)

    @property
    def offers(self) -> tuple[MeasureVerdict, ...]:
        """What may be applied for: settled and not failed, what meets everything first."""
        if self.verdict is None or not self.hoped:
            return ()
        settled = [item for item in self.verdict.measures if item.encouraging and not item.ask]
        return tuple(sorted(settled, key=lambda item: item.outcome is not Outcome.MEETS))

    def at(self, place: Place) -> "Standing":
        """The same answers at another place: what has been read and judged of them stays read and judged."""
        # A step passes two or three places; judging a family of five costs 0.4 ms and more, and nothing judged depends
        # on the place. So the copy keeps what is cached, which the constructor of a frozen class would begin anew.
        moved = copy(self)
        object.__setattr__(moved, "draft", replace(self.draft, place=place))
        return moved

    def of(self, draft: Draft) -> "Standing":
        """Another draft by the same rules at the same instant."""
        return self.at(draft.place) if draft.answers is self.draft.answers else replace(self, draft=draft)

    def member(self, index: int) -> Member:
        answers = self.draft.answers
        stored: dict[str, Any] = {
            attribute: fact_value(fact, answers[key]) if key in answers else Gap.NOT_ASKED
            for attribute, fact in self.rules.vocabulary.members.items()
            if fact.kind is not FactKind.MONTHS and (key := member_key(attribute, index))
        }
        return Member(self.draft.members[index], incomes=self.incomes(index), **stored)

    def incomes(self, index: int) -> tuple[Income, ...] | Gap:
        """What was said of the member's income for the months counted today, each month on its own.

        A kind that is ticked and not told yet has months that are not asked: the told ones may settle it already.
        """
        stored = self.draft.answers.get(member_key("incomes", index))
        if stored == DONT_KNOW:
            return Gap.DONT_KNOW
        if not isinstance(stored, dict) or not self.is_current(stored):
            return Gap.NOT_ASKED
        untold = (None,) * len(self.months)
        return tuple(
            Income(kind, month, _month_sum(amount))
            for kind in stored["kinds"]
            for month, amount in zip(self.months, stored["amounts"].get(kind, untold), strict=True)
        )

    def is_current(self, stored: dict[str, Any]) -> bool:
        """Whether stored incomes are of the months that count today: they move on with the calendar."""
        return bool(stored.get("months") == [str(month) for month in self.months])

    @property
    def months_have_moved(self) -> bool:
        """Whether income was told of months that count no longer."""
        told = (self.draft.answers.get(member_key("incomes", index)) for index in range(len(self.draft.members)))
        return any(isinstance(stored, dict) and not self.is_current(stored) for stored in told)

    def is_minor(self, index: int) -> bool:
        born = self.member(index).birth_date
        return (
            isinstance(born, date) and self.draft.members[index] not in _SURELY_ADULT and age(born, self.today) < ADULT
        )


def _month_sum(stored: str | None) -> Decimal | Gap:
    if stored is None:
        return Gap.NOT_ASKED
    return Gap.DONT_KNOW if stored == DONT_KNOW else Decimal(stored)


def missing_kinds(stored: dict[str, Any]) -> tuple[str, ...]:
    """The ticked kinds of income whose months have not been told."""
    return tuple(kind for kind in stored.get("kinds", ()) if kind not in stored.get("amounts", {}))


def fact_value(fact: Fact, stored: Any) -> FactValue:
    """A stored answer as the law reads it; «not asked» for what this version of the questions cannot read."""
    if stored is None:
        return None if fact.never else Gap.NOT_ASKED
    if stored == DONT_KNOW:
        return Gap.DONT_KNOW
    try:
        match fact.kind:
            case FactKind.MONEY:
                return Decimal(stored)
            case FactKind.DATE:
                return date.fromisoformat(stored)
            case FactKind.YES_NO if isinstance(stored, bool):
                return stored
            case FactKind.COUNT | FactKind.YEAR if isinstance(stored, int) and not isinstance(stored, bool):
                return stored
            case FactKind.CHOICE if fact.options and stored in fact.options:
                return str(stored)
    except (TypeError, ValueError, InvalidOperation):
        pass
    return Gap.NOT_ASKED
