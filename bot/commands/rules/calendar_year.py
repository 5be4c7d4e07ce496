"""A year of the production calendar as something to sign: apart from the rules and the figures, by its own digest.

The calendar comes with the program and not with the rule files, so a new version may change it. Its signature falls
then, and `rules check` says so; the open cases are counted anew by the new one, as ever.
"""

from collections.abc import Iterator
from typing import Any, Final

from bot.commands.bad_input import BadInputError
from locales import N_, Translator
from notifications.calendar import YEARS, CalendarYear, ProductionCalendar
from screening.errors import Complaint, about_file
from screening.ledger import Ledger
from screening.rulefiles import CALENDAR, SIGNATURES, FolderFiles
from screening.signing import read_signatures

_PREFIX: Final = f"{CALENDAR}/"
_WEEKDAYS: Final = (N_("пн"), N_("вт"), N_("ср"), N_("чт"), N_("пт"), N_("сб"), N_("вс"))


def is_calendar(name: str) -> bool:
    """`calendar/2027`, as a signature and a command name it."""
    return name.startswith(_PREFIX)


def year_named(name: str) -> CalendarYear:
    """BadInputError for a year that has no calendar."""
    year = name.removeprefix(_PREFIX)
    if not _loaded(year):
        raise BadInputError(
            f"{name}: there are calendars of {YEARS.start}-{YEARS.stop - 1}; write {_PREFIX}{YEARS[-1]}"
        )
    return ProductionCalendar().year(int(year))


def content_of(one: CalendarYear) -> dict[str, Any]:
    """What is signed: the days on which the year is no plain five-day week."""
    days = {"days_off": one.days_off, "worked": one.worked}
    return {"year": one.year, **{key: [day.isoformat() for day in listed] for key, listed in days.items()}}


def remarks(files: FolderFiles) -> Iterator[Complaint]:
    """What has become of the signatures under the calendar; the files must be whole."""
    if SIGNATURES not in files:
        return
    ledger = Ledger()
    signatures = read_signatures(files.block(SIGNATURES, ledger))
    for name in filter(is_calendar, signatures.given):
        if _loaded(name.removeprefix(_PREFIX)):
            signatures.over(name, content_of(year_named(name)))
        else:
            problem = N_("подпись стоит под «%(name)s», а календаря на этот год в программе нет.")
            yield about_file(SIGNATURES, problem, N_("Уберите подпись или исправьте год."), name=name)
    yield from ledger.survey().remarks


def page(one: CalendarYear, t: Translator) -> Iterator[str]:
    """The year to read beside the decree on its transfers, with a place to sign on paper."""
    yield t(
        N_("Производственный календарь на %(year)s год: рабочих дней – %(days)s."), year=one.year, days=one.working_days
    )
    yield ""
    for heading, days in (
        (N_("Выходные с понедельника по пятницу:"), one.days_off),
        (N_("Рабочие выходные:"), one.worked),
    ):
        yield t(heading)
        yield from (f"  {day:%d.%m.%Y} ({t(_WEEKDAYS[day.weekday()])})" for day in days)
        yield "" if days else "  –"


def _loaded(year: str) -> bool:
    return year in {str(one) for one in YEARS}
