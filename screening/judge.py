"""From a situation to a verdict: every measure in force, every reason, nothing guessed."""

from collections.abc import Collection, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from screening.change import ways
from screening.checks import reach
from screening.errors import NoValue
from screening.income import KOPECK, ZERO, FamilyIncome, IncomeRule
from screening.need import limits
from screening.pack import Clause, Document, Measure
from screening.planner import Relevance, find_out, to_ask
from screening.question import Question
from screening.rules import Rules
from screening.situation import Situation
from screening.truth import Gap, Truth
from screening.verdict import Amount, DocumentNeed, Favour, Finding, IncomeSummary, MeasureVerdict, Verdict, Way
from screening.view import View
from screening.vocabulary import Vocabulary

# Names of this module: reading a member off its enum class costs more than the comparison it is read for.
_YES: Final = Truth.YES
_UNKNOWN: Final = Truth.UNKNOWN
_OFFICE_DECIDES: Final = Gap.OFFICE_DECIDES
# Bits, not a set of Gap: hashing an enum member costs more than the rest of the walk.
_ASK: Final = 1
_FIND_OUT: Final = 2
_OFFICE: Final = 4

Paper = tuple[DocumentNeed | None, tuple[Question, ...]]
Needs = tuple[tuple[DocumentNeed, ...], tuple[Question, ...]]


def judge(rules: Rules, situation: Situation, only: Collection[str] | None = None) -> Verdict:
    """Screen the situation by the law of its day.

    `only` narrows the measures to those ids (an id that is not in force is ignored; none left means all of them).
    Raises NoRules when no regime is known for the region on the day.
    """
    in_force = rules.in_force(situation.region, situation.applied_on)
    chosen = in_force.measures
    if only is not None:
        chosen = tuple(measure for measure in chosen if measure.id in only) or chosen
    return _Screening(View(situation, in_force.by_id), rules.vocabulary).verdict(chosen)


class _Screening:
    """One run: remembers what measures of a regime have in common, and works out what a verdict is asked for."""

    def __init__(self, view: View, vocabulary: Vocabulary) -> None:
        self._view = view
        self._vocabulary = vocabulary
        self._gaps: dict[int, int] = {}
        self._office: dict[int, tuple[str, ...]] = {}
        self._papers: dict[int, Paper] = {}
        self._needs: dict[str, Needs] = {}
        self._ways: dict[str, tuple[Way, ...]] = {}
        self._asks: dict[int, tuple[Question, ...]] = {}
        self._relevance = Relevance(reach)

    def verdict(self, chosen: tuple[Measure, ...]) -> Verdict:
        view = self._view
        situation = view.situation
        verdicts = tuple([MeasureVerdict(measure, view.whole(measure.criteria), self) for measure in chosen])
        return Verdict(situation.region, situation.applied_on, verdicts, lambda: _income(chosen, view))

    def ask(self, finding: Finding) -> tuple[Question, ...]:
        known = self._asks.get(id(finding))
        if known is None:
            open_ones = self._open_gaps(finding) & _ASK
            known = self._asks[id(finding)] = to_ask(finding, self._relevance) if open_ones else ()
        return known

    def find_out(self, finding: Finding) -> tuple[Question, ...]:
        return find_out(finding) if self._open_gaps(finding) & _FIND_OUT else ()

    def office_decides(self, finding: Finding) -> tuple[str, ...]:
        if not self._open_gaps(finding) & _OFFICE:
            return ()
        return tuple(dict.fromkeys(self._left_to_office(finding)))

    def amount(self, measure: Measure) -> Amount | None:
        amount: Amount | None = measure.amount.of(self._view) if measure.amount else None
        return amount

    def papers(self, measure: Measure) -> Needs:
        known = self._needs.get(measure.id)
        if known is None:
            known = self._needs[measure.id] = self._needs_of(measure)
        return known

    def priority(self, measure: Measure) -> tuple[Favour, ...]:
        favours = [Favour(clause, self._favours(clause)) for clause in measure.priority]
        return tuple([favour for favour in favours if favour.applies is not Truth.NO])

    def would_change(self, measure: Measure) -> tuple[Way, ...]:
        known = self._ways.get(measure.id)
        if known is None:
            known = self._ways[measure.id] = ways(measure, self._view, self._vocabulary)
        return known

    def _favours(self, clause: Clause) -> Truth:
        return _YES if clause.condition is None else self._view.of(clause.condition).truth

    def _open_gaps(self, finding: Finding) -> int:
        """Which kinds of gaps keep the finding open, as bits."""
        if finding.truth is not _UNKNOWN:
            return 0
        bits = self._gaps.get(id(finding))
        if bits is None:
            bits = _own_gap(finding)
            for part in finding.parts:
                if part.truth is _UNKNOWN:
                    bits |= self._open_gaps(part)
            self._gaps[id(finding)] = bits
        return bits

    def _left_to_office(self, finding: Finding) -> Iterator[str]:
        """The criteria that wait for the office's own judgement, over the parts of the whole."""
        for part in finding.parts:
            known = self._office.get(id(part))
            if known is None:
                known = self._office[id(part)] = tuple(self._judgements(part, alternative=False))
            yield from known

    def _judgements(self, finding: Finding, *, alternative: bool) -> Iterator[str]:
        """Inside an alternative a judgement is listed only when the rest of that alternative already holds.

        As long as its other parts are open, there is nothing yet for the office to judge.
        """
        if not self._open_gaps(finding) & _OFFICE:
            return
        if finding.gap is _OFFICE_DECIDES:
            yield finding.criterion
        if alternative and not finding.any_of and any(map(self._open_to_citizen, finding.parts)):
            return
        for part in finding.parts:
            yield from self._judgements(part, alternative=alternative or finding.any_of)

    def _open_to_citizen(self, finding: Finding) -> bool:
        return finding.truth is _UNKNOWN and not self._open_gaps(finding) & _OFFICE

    def _needs_of(self, measure: Measure) -> Needs:
        """The papers that are or may be needed, and the questions that only they and the amount wait for."""
        papers = self._papers
        found = [papers.get(id(document)) or self._paper(document) for document in measure.documents]
        questions = list(measure.amount.questions(self._view)) if measure.amount else []
        for _, open_questions in found:
            if open_questions:
                questions += open_questions
        return tuple([need for need, _ in found if need]), tuple(dict.fromkeys(questions)) if questions else ()

    def _paper(self, document: Document) -> Paper:
        paper = self._papers[id(document)] = self._read_paper(document)
        return paper

    def _read_paper(self, document: Document) -> Paper:
        if document.condition is None:
            return DocumentNeed(document, _YES), ()
        finding = self._view.of(document.condition)
        if finding.truth is _UNKNOWN:
            return DocumentNeed(document, _UNKNOWN), to_ask(finding, self._relevance) if document.asks else ()
        return (DocumentNeed(document, _YES) if finding.truth is _YES else None), ()


def _own_gap(finding: Finding) -> int:
    if finding.gap is None:
        return 0
    if finding.gap is _OFFICE_DECIDES:
        return _OFFICE
    return (_ASK if finding.questions else 0) | (_FIND_OUT if finding.find_out else 0)


def _income(measures: tuple[Measure, ...], view: View) -> IncomeSummary | None:
    """The arithmetic of the first measure that tests income (all measures of a regime share it)."""
    rule = next((rule for m in measures if isinstance(rule := m.parameters.get("income"), IncomeRule)), None)
    income = view.income(rule) if rule else None
    if rule is None or income is None or isinstance(income, Gap) or income.size is None:
        return None
    per_head = income.per_head()
    assert per_head is not None  # noqa: S101 - the size is known
    threshold = _threshold(view, rule, income)
    return IncomeSummary(
        income.months, income.size, income.total, per_head, threshold, income.complete, income.disputed
    )


def _threshold(view: View, rule: IncomeRule, income: FamilyIncome) -> Decimal | None:
    """Per head, rounded to kopecks; None where no source gives it or it hangs on an answer."""
    try:
        found = limits(view, rule, income)
    except NoValue:
        return None
    if any(one.low != one.high for one in found):
        return None
    return (sum([one.high for one in found], ZERO) / len(found)).quantize(KOPECK, ROUND_HALF_UP)
