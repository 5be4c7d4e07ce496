"""From a situation to a verdict: every measure in force, every reason, nothing guessed."""

from collections.abc import Collection, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from screening.amount import Amount
from screening.change import ways
from screening.checks.income import limits
from screening.errors import NoValue
from screening.finding import Finding
from screening.income import KOPECK, ZERO, FamilyIncome, IncomeRule
from screening.pack import Document, Measure, Reached
from screening.planner import find_out, to_ask, waits_for
from screening.question import Question
from screening.rules import Rules
from screening.situation import Member, Situation
from screening.tree import View
from screening.truth import Gap, Truth
from screening.verdict import DocumentNeed, Favour, IncomeSummary, MeasureVerdict, PersonalPapers, Verdict, Way
from screening.vocabulary import Vocabulary


def judge(rules: Rules, situation: Situation, only: Collection[str] | None = None) -> Verdict:
    """Screen the situation by the law of its day.

    `only` narrows the measures to those ids (an id that is not in force is ignored; none left means all of them).
    Raises NoRules when no regime is known for the region on the day.
    """
    in_force = rules.in_force(situation.region, situation.applied_on)
    chosen = in_force.measures
    if only is not None:
        chosen = tuple(measure for measure in chosen if measure.id in only) or chosen
    view = View(situation, in_force.criteria)
    screening = _Screening(view, rules.vocabulary)
    verdicts = tuple([MeasureVerdict(measure, view.of(measure.criteria), screening) for measure in chosen])
    return Verdict(
        situation.region,
        situation.applied_on,
        verdicts,
        income=lambda: _income(chosen, view),
        edition=lambda: rules.edition_digest(situation.region),
        offices=rules.regions[situation.region].offices,
    )


class _Screening:
    """What the verdicts of one screening work out when they are asked: `screening.verdict.Unfolding`."""

    def __init__(self, view: View, vocabulary: Vocabulary) -> None:
        self._view = view
        self._vocabulary = vocabulary
        self._papers: dict[Document, tuple[DocumentNeed | None, tuple[Question, ...]]] = {}
        """Measures of a regime share papers."""

    def ask(self, finding: Finding) -> tuple[Question, ...]:
        return to_ask(finding) if waits_for(finding, Gap.NOT_ASKED) else ()

    def find_out(self, finding: Finding) -> tuple[Question, ...]:
        return find_out(finding) if waits_for(finding, Gap.DONT_KNOW) else ()

    def office_decides(self, finding: Finding) -> tuple[str, ...]:
        left = (name for part in finding.parts for name in _judgements(part, alternative=False))
        return tuple(dict.fromkeys(left))

    def amount(self, measure: Measure) -> Amount | None:
        return measure.amount.of(self._view) if measure.amount else None

    def papers(self, measure: Measure) -> PersonalPapers:
        """The papers that are or may be needed, and the questions that only they and the amount wait for."""
        needs: list[DocumentNeed] = []
        questions = list(measure.amount.questions(self._view)) if measure.amount else []
        for document in measure.documents:
            found = self._papers.get(document)
            if found is None:
                found = self._papers[document] = self._paper(document)
            need, asked = found
            if need is not None:
                needs.append(need)
            questions += asked
        questions += [Question(fact) for fact in measure.asked_for_terms if self._view.fact(fact) is Gap.NOT_ASKED]
        return tuple(needs), tuple(dict.fromkeys(questions))

    def _paper(self, document: Document) -> tuple[DocumentNeed | None, tuple[Question, ...]]:
        if document.condition is None:
            return DocumentNeed(document, Truth.YES), ()
        finding = self._view.of(document.condition)
        if finding.truth is Truth.UNKNOWN:
            return DocumentNeed(document, Truth.UNKNOWN), to_ask(finding) if document.asks else ()
        return (DocumentNeed(document, Truth.YES) if finding.truth is Truth.YES else None), ()

    def priority(self, measure: Measure) -> tuple[Favour, ...]:
        conditions = [(clause, clause.condition) for clause in measure.priority]
        favours = [Favour(clause, self._view.of(node).truth if node else Truth.YES) for clause, node in conditions]
        return tuple([favour for favour in favours if favour.applies is not Truth.NO])

    def used_up(self, measure: Measure) -> tuple[Reached, ...]:
        return measure.used_up(self._view.applied_on)

    def would_change(self, measure: Measure) -> tuple[Way, ...]:
        return ways(measure, self._view, self._vocabulary)

    def usual(self) -> Mapping[str, bool]:
        return self._vocabulary.usual


def _judgements(finding: Finding, *, alternative: bool) -> Iterator[str]:
    """The criteria that wait for the office's own judgement.

    Inside an alternative a judgement is listed only when the rest of that alternative already holds: as long as its
    other parts are open, there is nothing yet for the office to judge.
    """
    if not waits_for(finding, Gap.OFFICE_DECIDES):
        return
    if finding.gap is Gap.OFFICE_DECIDES:
        yield finding.criterion
    if alternative and not finding.any_of:
        for part in finding.parts:
            if part.truth is Truth.UNKNOWN and not waits_for(part, Gap.OFFICE_DECIDES):
                return
    for part in finding.parts:
        yield from _judgements(part, alternative=alternative or finding.any_of)


def _income(measures: tuple[Measure, ...], view: View) -> IncomeSummary | None:
    """The arithmetic of the first measure that tests income (all measures of a regime share it)."""
    household = view.household
    rule = next((measure.income for measure in measures if measure.income is not None), None)
    lines = {measure.income.line for measure in measures if measure.income is not None}
    if rule is None or isinstance(household, Gap):
        return None
    income = view.income_of(household, rule)
    per_head = income.per_head()
    if income.size is None or per_head is None:
        return None
    return IncomeSummary(
        months=income.months,
        family_size=income.size,
        total=income.total,
        per_head=per_head,
        threshold=_threshold(household, rule, income, view),
        complete=income.complete,
        disputed=income.disputed,
        line=rule.line if len(lines) == 1 else None,
    )


def _threshold(household: tuple[Member, ...], rule: IncomeRule, income: FamilyIncome, view: View) -> Decimal | None:
    """Per head, rounded to kopecks; None where no source gives it or it hangs on an answer."""
    try:
        found = limits(household, rule, income, view)
    except NoValue:
        return None
    if any(one.low != one.high for one in found):
        return None
    return (sum([one.high for one in found], ZERO) / len(found)).quantize(KOPECK, ROUND_HALF_UP)
