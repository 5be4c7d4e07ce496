"""A verdict as text for a terminal."""

from collections.abc import Iterator
from typing import Any, Final

from bot.commands.findings import MARKS, used_up
from bot.commands.screen.asked import OpenQuestions
from dialogs.reasoning import doubts
from locales import N_, Translator
from screening.citation import Certainty
from screening.exchange.verdict import verdict_to_json
from screening.rules import Rules
from screening.situation import Situation
from screening.text import cautioned, with_caution
from screening.verdict import MeasureVerdict, Verdict

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
        lines += _reasons(measure["findings"], t, depth=1)
        lines += [f"  ! {said}" for said in doubts(item, t)]
        lines += [f"  {line}" for line in _amount(item, t)]
        lines += [f"  {line}" for quota, by in item.used_up for line in used_up(quota, by, t)]
        lines += [f"  {line}" for line in asked.of(item)]
    return "\n".join([*lines, "", document["preliminary"]])


def _amount(item: MeasureVerdict, t: Translator) -> Iterator[str]:
    """The most that may come of it, with how sure the figure is; nothing where it would urge on somebody who is, as far
    as is known, not entitled."""
    amount = item.amount if item.encouraging else None
    if amount is not None and amount.max is not None:
        yield t(_UP_TO, sum=with_caution(t.money(amount.max), amount.stands_in, t))


def _reasons(findings: list[dict[str, Any]], t: Translator, depth: int) -> Iterator[str]:
    """A group's truth is that of the parts that decided it: only those are shown."""
    for finding in findings:
        parts = [part for part in finding.get("parts", []) if part["truth"] == finding["truth"]]
        if finding["text"]:
            said = dict.fromkeys(_cited(finding[key], t) for key in ("source", "figure") if finding.get(key))
            clauses = "".join(f"  [{one}]" for one in said)
            yield f"{'  ' * depth}{MARKS[finding['truth']]} {finding['text']}{clauses}"
        yield from _reasons(parts, t, depth + 1 if finding["text"] else depth)


def _cited(source: dict[str, Any], t: Translator) -> str:
    places = (source, *source.get("also", ()))
    return cautioned("; ".join(t(one["clause"]) for one in places), Certainty(source["certainty"]), t)
