"""From a situation to a verdict: every measure in force, every reason, nothing guessed."""

from collections.abc import Collection, Iterator
from typing import Final

from screening.checks import reach
from screening.errors import NoValue
from screening.income import IncomeRule
from screening.pack import Document, Measure
from screening.planner import Relevance, find_out, to_ask
from screening.question import Question
from screening.rules import Rules
from screening.situation import Situation
from screening.truth import Gap, Truth
from screening.verdict import DocumentNeed, Finding, IncomeSummary, MeasureVerdict, Outcome, Verdict
from screening.view import View

_OUTCOME: Final = {Truth.YES: Outcome.MEETS, Truth.NO: Outcome.FAILS, Truth.UNKNOWN: Outcome.UNDECIDED}
# Bits, not a set of Gap: hashing an enum member costs more than the rest of the walk.
_ASK: Final = 1
_FIND_OUT: Final = 2
_OFFICE: Final = 4

Paper = tuple[DocumentNeed | None, tuple[Question, ...]]


def judge(rules: Rules, situation: Situation, only: Collection[str] | None = None) -> Verdict:
    """Screen the situation by the law of its day.

    `only` narrows the measures to those ids (an id that is not in force is ignored; none left means all of them).
    Raises NoRules when no regime is known for the region on the day.
    """
    in_force = rules.measures(situation.region, situation.applied_on)
    chosen = tuple(measure for measure in in_force if only is None or measure.id in only) or in_force
    return _Screening(situation, in_force).verdict(chosen)


class _Screening:
    """One run: remembers what measures of a regime have in common, so that it is found once."""

    def __init__(self, situation: Situation, in_force: tuple[Measure, ...]) -> None:
        self._by_id = {measure.id: measure for measure in in_force}
        self._view = View(situation, lambda measure, view: view.whole(self._by_id[measure].criteria))
        self._gaps: dict[int, int] = {}
        self._office: dict[int, tuple[str, ...]] = {}
        self._papers: dict[int, Paper] = {}
        self._relevance = Relevance(reach)

    def verdict(self, chosen: tuple[Measure, ...]) -> Verdict:
        situation = self._view.situation
        verdicts = tuple([self._measure(measure) for measure in chosen])
        return Verdict(situation.region, situation.applied_on, verdicts, _income(chosen, self._view))

    def _measure(self, measure: Measure) -> MeasureVerdict:
        finding = self._view.whole(measure.criteria)
        outcome = _OUTCOME[finding.truth]
        if outcome is Outcome.FAILS:
            return MeasureVerdict(measure, outcome, finding, (), (), (), None, ())
        gaps = self._open_gaps(finding)
        needs, details = self._needs(measure)
        return MeasureVerdict(
            measure,
            outcome,
            finding,
            to_ask(finding, self._relevance) if gaps & _ASK else (),
            find_out(finding) if gaps & _FIND_OUT else (),
            tuple(self._left_to_office(finding)) if gaps & _OFFICE else (),
            measure.amount.of(self._view) if measure.amount else None,
            needs,
            details,
        )

    def _open_gaps(self, finding: Finding) -> int:
        """Which kinds of gaps keep the finding open, as bits."""
        if finding.truth is not Truth.UNKNOWN:
            return 0
        bits = self._gaps.get(id(finding))
        if bits is None:
            bits = _own_gap(finding)
            for part in finding.parts:
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
        if finding.gap is Gap.OFFICE_DECIDES:
            yield finding.criterion
        if alternative and not finding.any_of and any(map(self._open_to_citizen, finding.parts)):
            return
        for part in finding.parts:
            yield from self._judgements(part, alternative=alternative or finding.any_of)

    def _open_to_citizen(self, finding: Finding) -> bool:
        return finding.truth is Truth.UNKNOWN and not self._open_gaps(finding) & _OFFICE

    def _needs(self, measure: Measure) -> tuple[tuple[DocumentNeed, ...], tuple[Question, ...]]:
        """The papers that are or may be needed, and the questions that only they and the amount wait for."""
        needs: list[DocumentNeed] = []
        questions = list(measure.amount.questions(self._view)) if measure.amount else []
        papers = self._papers
        for document in measure.documents:
            need, open_questions = papers.get(id(document)) or self._paper(document)
            if need is not None:
                needs.append(need)
                questions += open_questions
        return tuple(needs), tuple(dict.fromkeys(questions)) if questions else ()

    def _paper(self, document: Document) -> Paper:
        paper = self._papers[id(document)] = self._read_paper(document)
        return paper

    def _read_paper(self, document: Document) -> Paper:
        if document.condition is None:
            return DocumentNeed(document, Truth.YES), ()
        finding = self._view.of(document.condition)
        if finding.truth is Truth.UNKNOWN:
            return DocumentNeed(document, Truth.UNKNOWN), to_ask(finding, self._relevance)
        return (DocumentNeed(document, Truth.YES) if finding.truth is Truth.YES else None), ()


def _own_gap(finding: Finding) -> int:
    if finding.gap is None:
        return 0
    if finding.gap is Gap.OFFICE_DECIDES:
        return _OFFICE
    return (_ASK if finding.questions else 0) | (_FIND_OUT if finding.find_out else 0)


def _income(measures: tuple[Measure, ...], view: View) -> IncomeSummary | None:
    """The arithmetic of the first measure that tests income (all measures of a regime share it)."""
    rule = next((rule for m in measures if isinstance(rule := m.parameters.get("income"), IncomeRule)), None)
    income = view.income(rule) if rule else None
    if rule is None or income is None or isinstance(income, Gap) or income.size is None:
        return None
    try:
        threshold = rule.limit.on(view.applied_on)
    except NoValue:
        threshold = None
    per_head = income.per_head()
    assert per_head is not None  # noqa: S101 - the size is known
    return IncomeSummary(income.months, income.size, income.total, per_head, threshold, income.complete)
