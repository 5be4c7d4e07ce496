"""Reasons beyond control that look at every member: one part per member, each with its own sentence."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from screening.citation import Citation
from screening.family import age, younger_than
from screening.finding import Finding, Shown, group
from screening.msgid import N_
from screening.question import HOUSEHOLD, Question
from screening.situation import Member
from screening.tree import NO_DOUBTS, Doubts, Parameters, View, Written, unknown
from screening.truth import Gap, Truth

OUT_OF_WORK_SAYS: Final = {
    Truth.YES: N_("%(member)s: %(occupation)s"),
    Truth.NO: N_("%(member)s: %(occupation)s — этого основания нет"),
    Truth.UNKNOWN: N_("%(member)s: занятость пока не известна"),
}
CATEGORY_SAYS: Final = {
    Truth.YES: N_("%(member)s: категория статьи 6.1 закона 178-ФЗ"),
    Truth.NO: N_("%(member)s: не относится к категориям статьи 6.1 закона 178-ФЗ"),
    Truth.UNKNOWN: N_("%(member)s: категория статьи 6.1 закона 178-ФЗ пока не известна"),
}
NEEDS_SUPPORT_SAYS: Final = {
    Truth.YES: N_("%(member)s: пенсионный возраст либо инвалидность I или II группы"),
    Truth.NO: N_("%(member)s: нет ни пенсионного возраста, ни инвалидности I или II группы"),
    Truth.UNKNOWN: N_("%(member)s: пенсионный возраст или инвалидность пока не известны"),
}
NOT_WORKING_SAYS: Final = {
    Truth.YES: N_("%(member)s: не работает"),
    Truth.NO: N_("%(member)s: работает"),
    Truth.UNKNOWN: N_("%(member)s: пока не известно, работает ли"),
}
MINOR_SAYS: Final = {
    Truth.YES: N_("%(member)s: младше 18 лет"),
    Truth.NO: N_("%(member)s: 18 лет или старше"),
    Truth.UNKNOWN: N_("%(member)s: возраст пока не известен"),
}
ADULT_SAYS: Final = {
    Truth.YES: MINOR_SAYS[Truth.NO],
    Truth.NO: MINOR_SAYS[Truth.YES],
    Truth.UNKNOWN: MINOR_SAYS[Truth.UNKNOWN],
}
WORKS_THOUGH_RETIRED_SAYS: Final = {
    Truth.UNKNOWN: N_("%(member)s: работает, хотя есть пенсионный возраст или инвалидность, — оценит комиссия"),
}
CARING_SAYS: Final = {
    Truth.YES: N_("%(member)s: не работает из-за ухода"),
    Truth.NO: N_("%(member)s: не из-за ухода"),
    Truth.UNKNOWN: N_("%(member)s: пока не известно, не из-за ухода ли без работы"),
}
SMALL_CHILD_SAYS: Final = {
    Truth.YES: N_("%(member)s: младше %(years)s лет"),
    Truth.NO: N_("%(member)s: %(years)s года уже есть"),
    Truth.UNKNOWN: N_("%(member)s: возраст пока не известен"),
}
AGED_SAYS: Final = {Truth.YES: N_("%(member)s: возраст — %(years)s лет или больше")}
CARED_FOR_SAYS: Final = {
    Truth.YES: N_("%(member)s: уход за ребёнком-инвалидом, инвалидом I группы или человеком 80 лет и старше"),
    Truth.NO: N_(
        "%(member)s: уход не за ребёнком-инвалидом, не за инвалидом I группы и не за человеком 80 лет и старше"
    ),
    Truth.UNKNOWN: N_("%(member)s: пока не известно, за кем уход"),
}
NOT_KNOWN_PARENT: Final = N_("Кто родители детей, живущих с вами, уточнит орган социальной защиты")


_CARING: Final = "caring"
_OTHERS_CHILDREN: Final = frozenset({"ward", "grandchild", "other_relative"})


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """What the reasons need of the vocabulary: the words, who works, and the occupations that excuse."""

    relations: Mapping[str, str]
    occupations: Mapping[str, str]
    working: frozenset[str]
    excused: frozenset[str]
    child_under: int | None = None
    """With `caring` among the excused: under which age a child must be cared for; the age is counted, not believed.
    None: caring is taken as it was said."""
    aged_from: int | None = None
    """From which age a cared-for person counts, where the household tells it; nobody's age is asked for its sake."""


@dataclass(frozen=True, slots=True, eq=False)
class PerMember(ABC):
    """Shared shape of the reasons: an id, a citation, sentences, and the words."""

    id: str
    cite: Citation
    says: Mapping[Truth, str]
    words: ReasonWords
    doubts: Doubts = field(default_factory=lambda: NO_DOUBTS)

    def find(self, view: View) -> Finding:
        if not isinstance(view.household, Gap):
            return self.over(view.household, view)
        seen = unknown(view.household, HOUSEHOLD)
        return Finding(
            self.id, seen.truth, self.cite, self.says, gap=seen.gap, questions=seen.ask, find_out=seen.find_out
        )

    @abstractmethod
    def over(self, household: tuple[Member, ...], view: View) -> Finding:
        """The finding over a known household."""

    def parameters(self) -> Parameters:
        excused = tuple([word for word in self.words.occupations if word in self.words.excused])
        plain: dict[str, Written] = {"occupations": excused} if excused else {}
        ages = {"child_under": self.words.child_under, "aged_from": self.words.aged_from}
        return Parameters({**plain, **{name: years for name, years in ages.items() if years is not None}})

    # --- parts about one member

    def leaf(
        self, index: int, member: Member, attribute: str, truth: Truth | Gap, says: Mapping[Truth, str]
    ) -> Finding:
        name = f"{self.id}[{index}].{attribute}"
        values: dict[str, Shown] = {"member": self.words.relations[member.relation]}
        if isinstance(member.occupation, str):
            values["occupation"] = self.words.occupations[member.occupation]
        if isinstance(truth, Truth):
            return Finding(name, truth, self.cite, says, values)
        seen = unknown(truth, Question(attribute, index))
        return Finding(
            name, seen.truth, self.cite, says, values, gap=seen.gap, questions=seen.ask, find_out=seen.find_out
        )

    def occupation(self, index: int, member: Member) -> Finding:
        """Out of work for a listed reason."""
        job = member.occupation
        truth = job if isinstance(job, Gap) else Truth.of(job in self.words.excused)
        return self.leaf(index, member, "occupation", truth, OUT_OF_WORK_SAYS)

    def not_working(self, index: int, member: Member) -> Finding:
        job = member.occupation
        truth = job if isinstance(job, Gap) else Truth.of(job not in self.words.working)
        return self.leaf(index, member, "occupation", truth, NOT_WORKING_SAYS)

    def category(self, index: int, member: Member) -> Finding:
        """Of a category of article 6.1."""
        flag = member.article_6_1
        return self.leaf(index, member, "article_6_1", flag if isinstance(flag, Gap) else Truth.of(flag), CATEGORY_SAYS)

    def retired(self, index: int, member: Member) -> Finding:
        flag = member.retired_or_disabled
        truth = flag if isinstance(flag, Gap) else Truth.of(flag)
        return self.leaf(index, member, "retired_or_disabled", truth, NEEDS_SUPPORT_SAYS)

    def minor(self, index: int, member: Member, view: View) -> Finding:
        return self._age(index, member, view, MINOR_SAYS, if_minor=Truth.YES)

    def adult(self, index: int, member: Member, view: View) -> Finding:
        return self._age(index, member, view, ADULT_SAYS, if_minor=Truth.NO)

    def _age(self, index: int, member: Member, view: View, says: Mapping[Truth, str], *, if_minor: Truth) -> Finding:
        young = view.minors()[index]
        truth: Truth | Gap
        if young.truth is Truth.UNKNOWN:
            truth = Gap.NOT_ASKED if young.ask else Gap.DONT_KNOW
        else:
            truth = if_minor if young.truth is Truth.YES else Truth.of(if_minor is Truth.NO)
        return self.leaf(index, member, "birth_date", truth, says)

    def excused(self, index: int, member: Member, view: View) -> Finding:
        """Out of work for a listed reason, or of a category of article 6.1; the one that settles it stands alone."""
        work = self.occupation(index, member)
        if self.words.child_under is not None and _CARING in self.words.excused:
            work = self._with_care(index, member, view, work)
        if work.truth is Truth.YES:
            return work
        if member.article_6_1 is True:
            return self.category(index, member)
        return group(f"{self.id}[{index}]", (work, self.category(index, member)), any_of=True)

    def _with_care(self, index: int, member: Member, view: View, work: Finding) -> Finding:
        """Caring is a fact of its own: an occupation other than paid work says neither yes nor no to it."""
        if isinstance(member.occupation, Gap) or member.occupation in self.words.working:
            return work
        if member.occupation != _CARING:
            if work.truth is Truth.YES or member.caring is False:
                return work
            if member.caring is not True:
                return self.leaf(index, member, "caring", member.caring, CARING_SAYS)
        return self._care(index, member, view)

    def _care(self, index: int, member: Member, view: View) -> Finding:
        """For whom: the age of the household's children is counted; of anybody else the one who cares is asked."""
        small = [
            self._small(place, one, view)
            for place, one in enumerate(view.household if isinstance(view.household, tuple) else ())
            if view.minors()[place].truth is not Truth.NO
        ]
        for leaf in (*small, *self._old(view)):
            if leaf.truth is Truth.YES:
                return leaf
        flag = member.caring_for_others
        others = self.leaf(
            index, member, "caring_for_others", flag if isinstance(flag, Gap) else Truth.of(flag), CARED_FOR_SAYS
        )
        return group(f"{self.id}[{index}].care", (*small, others), any_of=True)

    def _old(self, view: View) -> Iterator[Finding]:
        """Those of the household of whom it is told that they are old enough."""
        for place, one in enumerate(view.household if isinstance(view.household, tuple) else ()):
            born, years = one.birth_date, self.words.aged_from
            if years is not None and isinstance(born, date) and age(born, view.applied_on) >= years:
                leaf = self.leaf(place, one, "birth_date", Truth.YES, AGED_SAYS)
                yield leaf._replace(values={**leaf.values, "years": years})

    def _small(self, index: int, member: Member, view: View) -> Finding:
        years = self.words.child_under or 0
        young = younger_than(member, index, years, view.applied_on)
        truth: Truth | Gap = young.truth
        if truth is Truth.UNKNOWN:
            truth = Gap.NOT_ASKED if young.ask else Gap.DONT_KNOW
        leaf = self.leaf(index, member, "birth_date", truth, SMALL_CHILD_SAYS)
        return leaf._replace(values={**leaf.values, "years": years})

    def needs_support(self, index: int, member: Member, view: View) -> Finding:
        """An adult who does not work and has reached pension age or is disabled; a no to either stands alone."""
        if member.occupation in self.words.working:
            return self.not_working(index, member)
        if member.retired_or_disabled is False:
            return self.retired(index, member)
        leaves = (self.not_working(index, member), self.retired(index, member), self.adult(index, member, view))
        return group(f"{self.id}[{index}]", leaves)


class ParentsOutOfWork(PerMember):
    """«Наличие в семье ребёнка до 18 лет, если родители (единственный родитель, усыновитель)…».

    Each parent must fit one of the listed cases. Parents of the applicant's children are the applicant and the spouse;
    parents of an under-age brother or sister are the members who are the applicant's parents. Of wards, grandchildren,
    and of a brother or sister with no parent here, the household alone cannot tell, so the office decides.
    """

    __slots__ = ()

    def over(self, household: tuple[Member, ...], view: View) -> Finding:
        # The applicant's parents are also the applicant's own, who may be under age.
        of_parents = {"sibling", "applicant"} if view.minors()[0].truth is Truth.YES else {"sibling"}
        branches = (
            self._branch("own", household, view, {"child"}, {"applicant", "spouse"}),
            self._branch("siblings", household, view, of_parents, {"parent"}),
            self._unknown_parents(household, view),
        )
        parts = tuple(branch for branch in branches if branch is not None)
        return group(self.id, parts, any_of=True, cite=self.cite, says=self.says)

    def _branch(
        self, name: str, household: tuple[Member, ...], view: View, children: set[str], parents: set[str]
    ) -> Finding | None:
        minors = tuple(self.minor(i, m, view) for i, m in enumerate(household) if m.relation in children)
        adults = tuple(self.excused(i, m, view) for i, m in enumerate(household) if m.relation in parents)
        if not minors or not adults:
            return None
        return group(f"{self.id}.{name}", (group(f"{self.id}.{name}.child", minors, any_of=True), *adults))

    def _unknown_parents(self, household: tuple[Member, ...], view: View) -> Finding | None:
        parents_here = any(member.relation == "parent" for member in household)
        others = _OTHERS_CHILDREN if parents_here else _OTHERS_CHILDREN | {"sibling"}
        minors = tuple(self.minor(i, m, view) for i, m in enumerate(household) if m.relation in others)
        if not minors:
            return None
        office = Finding(
            f"{self.id}.parents_unknown",
            Truth.UNKNOWN,
            self.cite,
            {Truth.UNKNOWN: NOT_KNOWN_PARENT},
            gap=Gap.OFFICE_DECIDES,
        )
        child = group(f"{self.id}.others.child", minors, any_of=True)
        return group(f"{self.id}.others", (child, office))


class SupportersOutOfWork(PerMember):
    """«Неработающий пенсионер или инвалид, если трудоспособные члены семьи, которые обязаны их содержать…».

    Every other adult who is neither of pension age nor disabled counts as obliged and able (the source gives no list);
    with nobody able the condition holds, for there is no one who could support.
    """

    __slots__ = ()

    def over(self, household: tuple[Member, ...], view: View) -> Finding:
        # Everybody who is not certainly under age.
        minors = view.minors()
        adults = [(index, one) for index, one in enumerate(household) if minors[index].truth is not Truth.YES]
        if len(household) < 2:  # noqa: PLR2004 - a person living alone has a reason of their own
            return group(self.id, (), any_of=True, cite=self.cite, says=self.says)
        dependants = tuple([self.needs_support(index, member, view) for index, member in adults])
        supporters = [self._excused_or_unable(index, member, view) for index, member in adults]
        parts = (group(f"{self.id}.dependant", dependants, any_of=True), *supporters)
        return group(self.id, parts, cite=self.cite, says=self.says)

    def _excused_or_unable(self, index: int, member: Member, view: View) -> Finding:
        excused = self.excused(index, member, view)
        if excused.truth is Truth.YES:
            return excused
        if member.retired_or_disabled is True:
            return self._unable(index, member)
        retired = self.retired(index, member)
        if retired.gap is Gap.NOT_ASKED and member.occupation in self.words.working:
            retired = retired._replace(reach=(Truth.NO, Truth.UNKNOWN))
        leaves = (retired, *excused.parts, self.minor(index, member, view))
        return group(f"{self.id}[{index}].able", leaves, any_of=True)

    def _unable(self, index: int, member: Member) -> Finding:
        """Of pension age or disabled: no supporter, unless at work all the same, which the office weighs.

        A category of article 6.1 settles it whether he or she works or not.
        """
        if isinstance(member.occupation, Gap):
            works = self.not_working(index, member)
            works = works._replace(reach=(Truth.UNKNOWN, Truth.YES) if works.gap is Gap.NOT_ASKED else None)
        elif member.occupation not in self.words.working:
            return self.retired(index, member)
        else:
            values: dict[str, Shown] = {"member": self.words.relations[member.relation]}
            name = f"{self.id}[{index}].works"
            works = Finding(name, Truth.UNKNOWN, self.cite, WORKS_THOUGH_RETIRED_SAYS, values, gap=Gap.OFFICE_DECIDES)
        if member.article_6_1 is False:
            return works
        return group(f"{self.id}[{index}].able", (works, self.category(index, member)), any_of=True)


class LoneRetiredOrDisabled(PerMember):
    """«Одиноко проживающий неработающий гражданин» of pension age or disabled of group I or II."""

    __slots__ = ()

    def over(self, household: tuple[Member, ...], view: View) -> Finding:
        if len(household) > 1:
            return group(self.id, (), any_of=True, cite=self.cite, says=self.says)
        return group(self.id, (self.needs_support(0, household[0], view),), cite=self.cite, says=self.says)
