"""A verdict as text for a terminal."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from bot.commands.findings import MARKS
from bot.commands.screen.asked import OpenQuestions
from dialogs.reasoning import doubts
from locales import N_, Translator
from screening.exchange.verdict import verdict_to_json
from screening.rules import Rules
from screening.situation import Situation
from screening.verdict import Verdict

OUTCOMES: Final = {
    "meets": N_("предварительно подходит по всему, что можно проверить заранее"),
    "fails": N_("не подходит"),
    "undecided": N_("пока не решено"),
}
_UP_TO: Final = N_("Размер: до %(sum)s.")


def as_text(verdict: Verdict, situation: Situation, rules: Rules, t: Translator) -> str:
    """Each measure with its outcome, the reasons that decided it with their clauses, what the sources leave unclear
    beside them (as the conversation's summary says it), the amount and what is open."""
    document, asked = verdict_to_json(verdict, t), OpenQuestions(rules, situation, t)
    lines = [f"{t(rules.regions[verdict.region].title)}, {t.day(verdict.applied_on)}"]
    for item, measure in zip(verdict.measures, document["measures"], strict=True):
        lines += ["", f"{measure['title']}: {t(OUTCOMES[measure['outcome']])}"]
        lines += _reasons(measure["findings"], depth=1)
        lines += [f"  ! {said}" for said in doubts(item, t)]
        if measure["amount"] and measure["amount"]["max"]:
            lines.append("  " + t(_UP_TO, sum=t.money(Decimal(measure["amount"]["max"]))))
        lines += [f"  {line}" for line in asked.of(item)]
    return "\n".join([*lines, "", document["preliminary"]])


def _reasons(findings: list[dict[str, Any]], depth: int) -> Iterator[str]:
    """A group's truth is that of the parts that decided it: only those are shown."""
    for finding in findings:
        parts = [part for part in finding.get("parts", []) if part["truth"] == finding["truth"]]
        if finding["text"]:
            clause = f"  [{finding['source']['clause']}]" if finding["source"] else ""
            yield f"{'  ' * depth}{MARKS[finding['truth']]} {finding['text']}{clause}"
        yield from _reasons(parts, depth + 1 if finding["text"] else depth)
