"""Stored situations judged again: one JSON document a line in, the outcome of every measure out.

Only the outcomes are worked out, never papers or sums. What a line cannot tell is a problem of that line, with its
remedy; the other lines go on. Nothing of a person is in a result: the number of a line, the measures, the packs.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.commands.other_day import OtherDay, as_if_applied
from bot.commands.rescreen.lines import LONGEST_LINE, Chunk
from screening.errors import NoValue, SituationError
from screening.exchange.situation import situation_from_json
from screening.exchange.strict_json import BadJson, read
from screening.judge import judge
from screening.pack import Measure
from screening.rules import Rules
from screening.verdict import Outcome, Verdict

OutcomeSignature = tuple[tuple[Measure, Outcome], ...]
"""What a verdict came to: situations by the thousand share a few of them."""


@dataclass(slots=True)
class Result:
    """What a chunk, or the whole file, came to."""

    written: bytes = b""
    """The lines of the answer, in the order of the input; empty where only totals are asked for."""
    situations: int = 0
    outcomes: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    """How often each pack (`tyumen/job_search.2026-01-01@1`) came to each outcome."""
    refused: int = 0
    """Lines that could not be judged."""
    problems: list[tuple[int, str]] = field(default_factory=list)
    """(line, what is wrong and how to mend it), of this chunk: a line may have several."""

    def add(self, chunk: "Result") -> None:
        """Count in what a chunk came to; its lines and problems are not kept."""
        self.situations += chunk.situations
        self.refused += chunk.refused
        self.outcomes.update(chunk.outcomes)

    def totals(self) -> dict[str, Any]:
        """{"situations": n, "refused": n, "packs": {pack: {"meets": n, "fails": n, "undecided": n}}}."""
        packs = sorted({pack for pack, _ in self.outcomes})
        return {
            "situations": self.situations,
            "refused": self.refused,
            "packs": {pack: {one.value: self.outcomes[pack, one] for one in Outcome} for pack in packs},
        }


def document_of(line: bytes) -> Any:
    """The JSON document of one line; BadJson."""
    if len(line) > LONGEST_LINE:
        raise BadJson(f"the line is longer than {LONGEST_LINE} bytes; write one situation a line")
    return read(line.strip(), kept=False)


class Rejudging:
    """Judges chunk after chunk by one set of rules."""

    def __init__(self, rules: Rules, *, as_of: OtherDay | None = None, each_line: bool = False) -> None:
        self._rules, self._as_of, self._each_line = rules, as_of, each_line

    def judge(self, chunk: Chunk) -> Result:
        result, answers, verdicts = Result(), list[str](), Counter[OutcomeSignature]()
        for number, line in chunk.written_lines():
            try:
                verdict = self._verdict(line)
            except (BadJson, SituationError, NoValue) as error:
                problems = list(map(str, error.problems)) if isinstance(error, SituationError) else [str(error)]
                result.refused += 1
                result.problems += [(number, problem) for problem in problems]
                answers.append(json.dumps({"line": number, "problems": problems}) + "\n")
                continue
            signature = tuple([(item.measure, item.outcome) for item in verdict.measures])
            verdicts[signature] += 1
            if self._each_line:
                answers.append(_answer(number, signature))
        result.situations = sum(verdicts.values())
        for signature, times in verdicts.items():
            for measure, outcome in signature:
                result.outcomes[measure.ref, outcome] += times
        if self._each_line:
            result.written = "".join(answers).encode("ascii")
        return result

    def _verdict(self, line: bytes) -> Verdict:
        document = document_of(line)
        if self._as_of is not None and isinstance(document, dict):
            document = as_if_applied(document, self._as_of, self._rules)
        return judge(self._rules, situation_from_json(document, self._rules))


def _answer(number: int, signature: OutcomeSignature) -> str:
    outcomes = {measure.id: outcome.value for measure, outcome in signature}
    return json.dumps({"line": number, "outcomes": outcomes, "packs": [measure.ref for measure, _ in signature]}) + "\n"
