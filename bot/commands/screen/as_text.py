"""A verdict (its JSON) as text for a terminal."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from bot.commands.findings import MARKS
from locales import N_, Translator

OPEN: Final = ("ask", "find_out", "office_decides")
OUTCOMES: Final = {
    "meets": N_("предварительно подходит по всему, что можно проверить заранее"),
    "fails": N_("не подходит"),
    "undecided": N_("пока не решено"),
}
_UP_TO: Final = N_("Размер: до %(sum)s.")


def as_text(verdict: Mapping[str, Any], t: Translator) -> str:
    """Each measure with its outcome, the reasons that decided it with their clauses, and the amount."""
    lines = [f"{verdict['region']}, {verdict['applied_on']}"]
    for measure in verdict["measures"]:
        lines += ["", f"{measure['title']}: {t(OUTCOMES[measure['outcome']])}"]
        lines += _reasons(measure["findings"], depth=1)
        if measure["amount"] and measure["amount"]["max"]:
            lines.append("  " + t(_UP_TO, sum=t.money(Decimal(measure["amount"]["max"]))))
        lines += [f"  {name}: {', '.join(measure[name])}" for name in OPEN if measure[name]]
    return "\n".join([*lines, "", verdict["preliminary"]])


def _reasons(findings: list[dict[str, Any]], depth: int) -> Iterator[str]:
    """A group's truth is that of the parts that decided it: only those are shown."""
    for finding in findings:
        parts = [part for part in finding.get("parts", []) if part["truth"] == finding["truth"]]
        if finding["text"]:
            clause = f"  [{finding['source']['clause']}]" if finding["source"] else ""
            yield f"{'  ' * depth}{MARKS[finding['truth']]} {finding['text']}{clause}"
        yield from _reasons(parts, depth + 1 if finding["text"] else depth)
