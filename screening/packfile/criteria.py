"""Reading a pack's criteria: the tree of groups and checks, each check by its name with its own parameters."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import is_dataclass, replace
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import Any, Final, TypeVar

from screening.checks import dates, facts, household, pauses, reasons, status
from screening.checks import income as need
from screening.citation import Certainty, Citation
from screening.filling import tell_unfilled
from screening.finding import Doubt
from screening.income import SIDES, IncomeRule, LimitLine
from screening.ledger import Declared
from screening.msgid import N_, Worded
from screening.packfile.amount import fact_of
from screening.packfile.income import UNREAD_INCOME
from screening.packfile.people import age_bounds, words_of
from screening.packfile.values import ParameterList, SourceList
from screening.parameters import Parameter
from screening.tree import NO_DOUBTS, Check, Criterion, Doubts, Group, Node, Not, OfficeDecides, SameAs
from screening.truth import Truth
from screening.vocabulary import Vocabulary
from screening.yamlblock import CHOICES, YamlBlock

T = TypeVar("T")
_SAYS: Final = {"yes": Truth.YES, "no": Truth.NO, "open": Truth.UNKNOWN}
_BESIDE: Final[Mapping[str, tuple[Truth, ...]]] = {
    **{key: (truth,) for key, truth in _SAYS.items()},
    "either": (Truth.YES, Truth.NO),
}
_PER_MEMBER: Final[Mapping[str, type[reasons.PerMember]]] = {
    "parents_out_of_work": reasons.ParentsOutOfWork,
    "supporters_out_of_work": reasons.SupportersOutOfWork,
    "lone_retired_or_disabled": reasons.LoneRetiredOrDisabled,
}
OFFICE_DECIDES: Final = "office_decides"
INCOME_BELOW: Final = "income_below_limit"
OF_CRITERIA: Final = frozenset({*_PER_MEMBER, "same_as_measure"})
"""The checks that only a criterion with an id and sentences may have."""


_OTHER: Final = {"yes": "no", "no": "yes"}
_COUNTED: Final[Mapping[str, tuple[str, ...]]] = {"yes": ("count",), "no": ("count",)}
_COMPARED: Final[tuple[str, ...]] = ("total", "limit", "size", "per_head", "line")
SUPPLIES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "at_most": {"yes": ("value", "limit", "unit"), "no": ("value", "limit", "unit")},
    "calendar_years_since": {"no": ("last", "years", "free_from")},
    "years_passed_since": {"no": ("ended", "free_from")},
    "months_passed_since": {"no": ("ended", "free_from")},
    "days_passed_since": {"no": ("ended", "free_from")},
    "contract_not_repeated": {"no": ("ended", "free_from")},
    "happened_within_months": {"yes": ("happened", "last_day")},
    "applicant_of_age": {"yes": ("years",), "no": ("years",)},
    INCOME_BELOW: {"yes": _COMPARED, "no": _COMPARED},
    "household_size": {"yes": ("size",), "no": ("size",)},
    "children_under_18": _COUNTED,
    "own_children_under_18": _COUNTED,
    "counted_family": _COUNTED,
    "relation_count": _COUNTED,
}
"""Which numbers a check gives to its sentences, by the sentence's key; an open question has none yet."""
MARKS: Final[Mapping[str, tuple[str, ...]]] = {
    "calendar_years_since": ("on_the_day",),
    "years_passed_since": ("on_the_day",),
    "contract_not_repeated": ("on_the_day", "another_measure"),
    "happened_within_months": ("on_the_day",),
    "own_children_under_18": ("wards",),
    INCOME_BELOW: ("near", "equal", "partly", "business", "unsure_kind"),
}
"""With what a check marks its answers, for `when` of a doubt."""


_MAPPINGS: Final = frozenset({dict, MappingProxyType})


@cache
def _has_parts(kind: type) -> bool:
    return is_dataclass(kind) or kind in _MAPPINGS or issubclass(kind, tuple)


class Shared:
    """One object for equal things, so that what measures of a regime have in common is found once a screening.

    Nodes hold mappings, which have no hash. Their texts would do and were a third of the loading, for the rule of
    income is in most of them; so a thing is known by its type and parts, and each part by the first object equal to it.
    """

    def __init__(self) -> None:
        self._firsts: dict[Hashable, Any] = {}
        self._looked_at: dict[int, tuple[Any, Any]] = {}
        """By `id`: the object, held so that no other gets its id, and the first equal to it."""

    def __call__(self, thing: T) -> T:
        first: T = self._first(thing)
        return first

    def _first(self, thing: Any) -> Any:
        kind: Any = type(thing)
        if not _has_parts(kind):
            return thing
        if id(thing) in self._looked_at:
            return self._looked_at[id(thing)][1]
        if issubclass(kind, tuple):
            parts: Iterable[Any] = thing
        elif kind in _MAPPINGS:
            parts = chain.from_iterable(thing.items())
        else:
            parts = map(thing.__getattribute__, kind.__dataclass_fields__)
        key = (kind, *map(self._name, parts))
        first = self._firsts.setdefault(key, thing)
        self._looked_at[id(thing)] = thing, first
        return first

    def _name(self, part: Any) -> Hashable:
        first = self._first(part)
        return id(first) if id(first) in self._looked_at else (type(first), first)


class CriteriaReader:
    """Builds nodes from blocks, with everything a check may refer to."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        sources: SourceList,
        parameters: ParameterList,
        income: IncomeRule | None,
        shared: Shared,
    ) -> None:
        self._vocabulary, self._sources = vocabulary, sources
        self._parameters, self._income = parameters, income
        self._same = shared
        self._ids: set[str] = set()
        self._checks: Mapping[str, Callable[[YamlBlock], Check]] = {
            "is_true": lambda block: facts.IsTrue(self._fact(block)),
            "is_false": lambda block: facts.IsFalse(self._fact(block)),
            "at_most": lambda block: facts.AtMost(self._fact(block), self._parameter(block, "limit")),
            "fact_unless_occupation": lambda block: facts.FactUnlessOccupation(
                self._fact(block),
                self._words(block, "stated_by", "occupations"),
                self._words(block, "ruled_out_by", "occupations") if block.has("ruled_out_by") else frozenset(),
            ),
            "contract_not_repeated": lambda block: dates.ContractNotRepeated(
                self._fact(block),
                self._choice(block, "about"),
                self._word_of(block, "measure", "about"),
                self._parameters.whole(block, "years"),
                block.choice("another_measure", dates.AnotherMeasure),
            ),
            "calendar_years_since": lambda block: dates.CalendarYearsSince(
                self._fact(block), self._parameters.whole(block, "years")
            ),
            "years_passed_since": lambda block: dates.YearsPassedSince(
                self._fact(block), self._parameters.whole(block, "years")
            ),
            "months_passed_since": lambda block: pauses.MonthsPassedSince(
                self._fact(block), self._parameters.whole(block, "months")
            ),
            "days_passed_since": lambda block: pauses.DaysPassedSince(
                self._fact(block), self._parameters.whole(block, "days")
            ),
            "happened_within_months": lambda block: pauses.HappenedWithinMonths(
                self._fact(block),
                self._parameters.whole(block, "months"),
                block.choice("before", pauses.CountedBefore),
            ),
            INCOME_BELOW: lambda block: need.IncomeBelow(self._income_rule(block)),
            "household_size": lambda block: household.HouseholdSize(
                block.take("at_least", int, 1), block.take("at_most", int, None)
            ),
            "children_under_18": lambda block: household.ChildrenUnder18(block.take("at_least", int)),
            "own_children_under_18": lambda block: household.OwnChildrenUnder18(block.take("at_least", int)),
            "counted_family": lambda block: need.CountedFamily(self._income_rule(block), block.take("at_most", int)),
            "relation_count": lambda block: household.RelationCount(
                self._words(block, "relations"), block.take("at_least", int)
            ),
            "member_age": self._member_age,
            "no_relation": lambda block: household.NoRelation(self._words(block, "relations")),
            "applicant_occupation": lambda block: status.ApplicantOccupation(self._words(block, "occupations")),
            "applicant_of_age": lambda block: status.ApplicantOfAge(block.take("years", int)),
            "applicant_under_age": lambda block: status.ApplicantUnderAge(block.take("years", int)),
            "disability_said": lambda block: status.DisabilitySaid(self._fact(block)),
            "any_member": lambda block: status.MemberFlag(self._flag(block)),
            "income_kind_present": lambda block: need.IncomeKindPresent(
                self._income_rule(block), self._words(block, "income_kinds")
            ),
            "member_not_working": self._member_not_working,
        }

    def tree(self, block: YamlBlock) -> Group:
        """The pack's criteria as one «all of»."""
        shared = self._shared(block)
        parts = []
        for item in block.blocks("criteria"):
            criterion = item
            if "use" in item:
                name = item.word("use", shared)
                item.finish()
                if not name or shared[name].lost:
                    continue
                criterion = shared[name]
                if criterion.ledger is not None:
                    criterion.ledger.use(Declared.SHARED_CRITERION, criterion.origins)
            parts.append(self._same(self._node(criterion)))
        return Group("all", tuple(parts), False, None, {})

    def _shared(self, block: YamlBlock) -> Mapping[str, YamlBlock]:
        """The shared criteria by id; lost ones among them where they cannot be used."""
        shared: dict[str, YamlBlock] = {}
        for item in block.blocks("shared_criteria", required=False):
            name = item.take("id", str)
            shared[name] = item
            if not any(key in item for key in CHOICES):
                problem = N_("ниже условия с таким id нет, и проверки у него нет.")
                item.tell("id", problem, N_("Поправьте id или допишите `check:`."))
                shared[name] = item.nothing()
            if item.ledger is not None:
                item.ledger.define(Declared.SHARED_CRITERION, name, item.path, item.origins)
        return shared

    def condition(self, block: YamlBlock) -> Node:
        """The condition of a document: one check that needs no id, sentences or citation of its own."""
        when = block.block("when")
        cite = Citation("", "", "", self._sources.cite(block).certainty)
        return self._same(self._bare(when, cite, "when"))

    def _bare(self, block: YamlBlock, cite: Citation, name: str, *, turned: bool = False) -> Criterion | Group:
        """A condition without sentences; `turned` round, «not any of» is «all of» the parts turned round."""
        if _two_in_one(block):
            return Criterion(name, OfficeDecides(), cite, {})
        for key, any_of in (("any_of", True), ("all_of", False)):
            if key in block:
                items = enumerate(block.blocks(key), 1)
                parts = tuple(self._bare(item, cite, f"{name}.{place}", turned=turned) for place, item in items)
                block.finish()
                return Group(name, parts, any_of is not turned, cite, {})
        if "not" in block:
            node = self._bare(block.block("not"), cite, name, turned=not turned)
            block.finish()
            return node
        kind = block.take("check", str, "")
        if kind in OF_CRITERIA:
            known = tuple(sorted({*self._checks, OFFICE_DECIDES}))
            problem = N_("проверка «%(word)s» здесь невозможна: её фразы – о каждом члене семьи или о другой мере.")
            remedy = N_("Она бывает условием сама, не внутри `not` и `when`; здесь возьмите из: %(known)s.")
            block.tell("check", problem, remedy, word=kind, known=known)
            return Criterion(name, OfficeDecides(), cite, {})
        kind = self._kind(block)
        if not kind:
            return Criterion(name, OfficeDecides(), cite, {})
        check = self._check(kind, block)
        block.finish()
        return Criterion(name, Not(check) if turned and isinstance(check, Check) else check, cite, {})

    def _turned(self, name: str, block: YamlBlock) -> Node:
        """`not:` with a check or a group, which needs no id, citation or sentence: those of the criterion are its."""
        inner, cite = block.block("not"), self._sources.cite(block)
        kind = inner.take("check", str, "")
        node = self._bare(inner, cite, name, turned=True)
        if kind and kind not in {*self._checks, OFFICE_DECIDES}:
            return node
        node = replace(node, says=self._says(block, kind, turned=True), doubts=self._doubts(block, kind, turned=True))
        block.finish()
        return node

    def _node(self, block: YamlBlock) -> Node:
        name = block.take("id", str)
        if name in self._ids and block.sound:
            problem, remedy = N_("условие «%(word)s» есть в этой мере дважды."), N_("Дайте каждому условию свой id.")
            block.tell("id", problem, remedy, word=name)
        self._ids.add(name)
        if _two_in_one(block):
            return Criterion(name, OfficeDecides(), Citation("", "", "", Certainty.INFERRED), {})
        node: Node
        if "not" in block:
            return self._turned(name, block)
        if "all_of" in block or "any_of" in block:
            any_of = "any_of" in block
            parts = tuple(self._node(item) for item in block.blocks("any_of" if any_of else "all_of"))
            node = Group(
                name,
                parts,
                any_of,
                cite=self._sources.cite(block),
                says=self._says(block),
                doubts=self._doubts(block),
            )
            block.finish()
            return node
        kind = self._kind(block, OF_CRITERIA)
        cite = self._sources.cite(block)
        if not kind:
            # What else stands in the block belongs to a check that is not known.
            return Criterion(name, OfficeDecides(), cite, {})
        says, doubts = self._says(block, kind), self._doubts(block, kind)
        if kind == "same_as_measure":
            node = SameAs(name, block.take("measure", str), cite, says, doubts)
        elif kind in _PER_MEMBER:
            words = reasons.ReasonWords(
                relations={word.id: word.text for word in self._vocabulary.relations.values()},
                occupations={word.id: word.text for word in self._vocabulary.occupations.values()},
                working=self._working(),
                excused=self._words(block, "occupations") if block.has("occupations") else frozenset(),
                child_under=block.take("child_under", int, None),
                aged_from=block.take("aged_from", int, None),
            )
            node = _PER_MEMBER[kind](name, cite, says, words, doubts)
        else:
            node = Criterion(name, self._check(kind, block), cite, says, doubts)
        block.finish()
        return node

    def _doubts(self, block: YamlBlock, kind: str = "", *, turned: bool = False) -> Doubts:
        """`doubts: {no: [{id, text, cite}]}`: by the answer beside which they stand, `either` with yes and no."""
        if "doubts" not in block:
            return NO_DOUBTS
        answers, marks = block.block("doubts"), MARKS.get(kind, ())
        found: dict[Truth, tuple[Doubt, ...]] = {}
        for key, truths in _BESIDE.items():
            for item in answers.blocks(key, required=False):
                mark = item.take("when", str, "")
                if mark and mark not in marks:
                    problem, remedy = N_("у этой проверки нет отметки «%(word)s»."), N_("Возьмите из: %(known)s.")
                    item.tell("when", problem, remedy, word=mark, known=marks or ("–",))
                for truth in truths:
                    tell_unfilled(
                        item, "text", item.take("text", str), _supplied(kind, truth.name.lower(), turned=turned)
                    )
                doubt = Doubt(item.take("id", str), item.take("text", str), self._sources.cite(item), mark)
                item.finish()
                for truth in truths:
                    found[truth] = (*found.get(truth, ()), doubt)
        answers.finish()
        return MappingProxyType(found)

    def _says(self, block: YamlBlock, kind: str = "", *, turned: bool = False) -> Mapping[Truth, str]:
        says = block.block("says")
        sentences = {}
        for key in ("open",) if kind == OFFICE_DECIDES else tuple(_SAYS):
            sentence = says.take(key, str)
            if kind == INCOME_BELOW and self._income is not None:
                _remark_other_side(says, key, sentence, self._income.line)
            tell_unfilled(says, key, sentence, _supplied(kind, key, turned=turned))
            sentences[_SAYS[key]] = sentence
        says.finish()
        return MappingProxyType(sentences)

    def _kind(self, block: YamlBlock, others: frozenset[str] = frozenset()) -> str:
        """The check's name; `others` are the checks that only a criterion with sentences of its own may have."""
        return block.word("check", sorted({*self._checks, OFFICE_DECIDES, *others}))

    def _check(self, kind: str, block: YamlBlock) -> Check | OfficeDecides:
        return OfficeDecides() if kind == OFFICE_DECIDES else self._checks[kind](block)

    # --- parameters of checks

    def _fact(self, block: YamlBlock) -> str:
        return fact_of(block, "fact", self._vocabulary)

    def _parameter(self, block: YamlBlock, key: str) -> Parameter:
        return self._parameters.of(block, key)

    def _income_rule(self, block: YamlBlock) -> IncomeRule:
        if self._income is None:
            problem = N_("проверке дохода нужно правило о доходе.")
            block.tell("check", problem, N_("Допишите в пакет поле `income:`."))
            # Told once: the other checks of income lack the same.
            self._income = UNREAD_INCOME
        return self._income

    def _choice(self, block: YamlBlock, key: str) -> str:
        """A fact that is answered by one of some words."""
        name = fact_of(block, key, self._vocabulary)
        fact = self._vocabulary.facts.get(name)
        if fact is not None and not fact.options:
            choices = tuple(one.key for one in self._vocabulary.facts.values() if one.options)
            problem = N_("«%(name)s» не вопрос с выбором слова из vocabulary.yaml.")
            block.tell(key, problem, N_("Возьмите из: %(known)s."), name=name, known=choices)
        return name

    def _word_of(self, block: YamlBlock, key: str, choice: str) -> str:
        """A word of the choice that another key names."""
        word = block.take(key, str)
        fact = self._vocabulary.facts.get(block.take(choice, str))
        options = fact.options if fact is not None else None
        if options is not None and word not in options:
            problem, remedy = N_("«%(word)s» не ответ этого вопроса."), N_("Возьмите из: %(known)s.")
            block.tell(key, problem, remedy, word=word, known=tuple(options))
        return word

    def _words(self, block: YamlBlock, key: str, of: str = "") -> frozenset[str]:
        return words_of(block, key, getattr(self._vocabulary, of or key))

    def _flag(self, block: YamlBlock) -> str:
        return block.word("attribute", status.FLAGS)

    def _member_age(self, block: YamlBlock) -> Check:
        least, below = age_bounds(block)
        if not (block.has("at_least") or block.has("below")) and not block.lost:
            block.tell("check", N_("нет ни `at_least`, ни `below`."), N_("Назовите возраст в полных годах."))
        relations = self._words(block, "relations") if block.has("relations") else None
        return household.MemberAge(block.word("who", household.WHO), least, below, relations)

    def _member_not_working(self, block: YamlBlock) -> Check:
        # Who receives a pension is read from the incomes, which are asked for by the income rule alone.
        self._income_rule(block)
        return status.MemberNotWorking(self._working())

    def _working(self) -> frozenset[str]:
        return frozenset(word.id for word in self._vocabulary.occupations.values() if word.works)


def _two_in_one(block: YamlBlock) -> bool:
    """A condition asks for one thing; where it has two of the keys that say for what, which has been told then."""
    said = [key for key in CHOICES if key in block]
    if len(said) > 1:
        problem = N_("у одного условия и `%(first)s`, и `%(second)s`.")
        remedy = N_("Оставьте одно; то, что должно быть вместе, напишите внутри `all_of` или `any_of`.")
        block.tell(said[-1], problem, remedy, first=said[0], second=said[-1])
    return len(said) > 1


def _supplied(kind: str, key: str, *, turned: bool) -> tuple[str, ...]:
    """What the check gives to the sentence of this answer: turned round, its yes speaks in the sentence of the no."""
    return SUPPLIES.get(kind, {}).get(_OTHER.get(key, key) if turned else key, ())


_OTHER_SIDE: Final = {LimitLine.BELOW: "выше порога", LimitLine.NOT_ABOVE: "ниже порога"}
"""What no sentence may say under a rule with this line: it would lie of an income that equals the limit."""


def _remark_other_side(says: YamlBlock, key: str, sentence: str, line: LimitLine) -> None:
    words = _OTHER_SIDE[line]
    if words in sentence.lower():
        problem = N_("во фразе «%(words)s», а по правилу о доходе (`line: %(line)s`) он %(yes)s порога или %(no)s.")
        remedy = N_("Напишите вместо слова место %%(line)s – «— %%(line)s порога %%(limit)s» – или поправьте `line`.")
        said = {name: Worded(SIDES[line][truth]) for name, truth in (("yes", Truth.YES), ("no", Truth.NO))}
        says.remark(key, problem, remedy, words=words, line=line.value, **said)
