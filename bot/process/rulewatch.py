"""What of the rules must be answered by somebody, told at the start and in the details of readiness.

It makes no process unready: people are answered by the rules as they are, and a figure that has ended is said to be not
known. But nobody should find out on the first working day of January.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import structlog

from notifications.calendar import YEARS
from screening.errors import about_file
from screening.ledger import Ending, Expiring, Survey
from screening.msgid import N_

HORIZON_DAYS: Final = 120
"""A decree on the next year's figures comes out in September or later; four months leave time to find and enter it."""
_log = structlog.get_logger("bot.process.rulewatch")


def calendar_ending() -> Ending:
    """The end of the production calendar: no term can be counted into a year without one."""
    day = date(YEARS.stop, 1, 1)
    problem = N_("производственный календарь загружен до %(day)s.")
    remedy = N_("Обновите программу, когда выйдет постановление о переносе выходных следующего года.")
    return Ending(Expiring.CALENDAR, day, about_file("notifications/calendar.py", problem, remedy, day=day))


class RuleWatch:
    """`survey` gives that of the rules in use, which may be read anew while the process runs."""

    def __init__(self, survey: Callable[[], Survey], today: Callable[[], date]) -> None:
        self._survey, self._today = survey, today

    def endings(self) -> tuple[Ending, ...]:
        on, calendar = self._today(), calendar_ending()
        near = (calendar,) if (calendar.day - on).days <= HORIZON_DAYS else ()
        return (*self._survey().ending(on, HORIZON_DAYS), *near)

    def details(self) -> dict[str, Any]:
        """For readiness: how much is to be answered, and what ends when, by file and line."""
        ending = [
            {"kind": one.kind.value, "day": one.day.isoformat(), "place": f"{one.complaint.file}:{one.complaint.line}"}
            for one in self.endings()
        ]
        return {"remarks": len(self._survey().remarks), "ending": ending}

    def log(self) -> None:
        """A line for each kind of thing that ends, and one for the remarks."""
        for kind, count in Counter(one.kind for one in self.endings()).items():
            _log.warning("rules_end", kind=kind.value, count=count)
        if remarks := self._survey().remarks:
            _log.warning("rules_remarked", count=len(remarks))
