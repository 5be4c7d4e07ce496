"""What the reading of the rule files found beside their values: complaints, remarks, and what will end one day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from screening.errors import Complaint, PackError
from screening.msgid import N_, Worded

FilePlace = tuple[str, int]
"""A file and a line of it, from 1."""


class Declared(StrEnum):
    """What a rule file gives a name to, so that something else may use it."""

    SOURCE = "source"
    PARAMETER = "parameter"
    SHARED_CRITERION = "shared_criterion"
    FACT = "fact"


class Expiring(StrEnum):
    """What has an end that somebody must see to in time."""

    FIGURE = "figure"
    REGIME = "regime"
    SOURCE = "source"
    """To be read again."""
    ACT = "act"
    """What the rules stand on is no longer in force."""
    QUOTA = "quota"
    """What was known of a year's plan says nothing of the next year."""
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that lasts until `day`, the first day without it."""

    kind: Expiring
    day: date
    complaint: Complaint
    matters_until: date | None = None
    """The first day on which nobody need see to it: the rules that used it are over themselves."""
    named: str = ""
    """Why there is nothing from that day on, where the files say so themselves: a gap that has a name."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is not wrong with the rules, but must be answered by somebody."""

    remarks: tuple[Complaint, ...] = ()
    endings: tuple[Ending, ...] = ()

    def ending(self, on: date, horizon: int) -> tuple[Ending, ...]:
        """What has ended by this day or will within so many days after it, and still matters; the earliest first."""
        found = [one for one in self.endings if (one.day - on).days <= horizon]
        return tuple(
            sorted(
                (one for one in found if one.matters_until is None or on < one.matters_until), key=lambda one: one.day
            )
        )


UNUSED: Final = {
    Declared.SOURCE: N_("на источник «%(name)s» никто не ссылается."),
    Declared.PARAMETER: N_("величину «%(name)s» ничто не использует."),
    Declared.SHARED_CRITERION: N_("условие «%(name)s» не стоит ни в одной мере."),
    Declared.FACT: N_("вопрос «%(name)s» никому не задают: его не читает ни одно условие."),
}
_USE_IT: Final = N_("Уберите лишнее или сошлитесь на него там, где оно нужно.")


class Ledger:
    """Everything told while files are read. A base that many packs extend is read many times and told of once."""

    def __init__(self) -> None:
        self._complaints: dict[tuple[str, str, str], Complaint] = {}
        self._remarks: dict[tuple[str, str, str], Complaint] = {}
        self._endings: dict[tuple[Expiring, str, int], Ending] = {}
        self._defined: dict[tuple[Declared, FilePlace], tuple[str, str]] = {}
        self._used: set[tuple[Declared, FilePlace | str]] = set()

    def complain(self, *complaints: Complaint) -> None:
        for one in complaints:
            self._complaints.setdefault((one.file, one.key, str(one.problem)), one)

    def remark(self, remark: Complaint) -> None:
        self._remarks.setdefault((remark.file, remark.key, str(remark.problem)), remark)

    def end(self, ending: Ending) -> None:
        """Of several ends of one thing the last one counts."""
        key = (ending.kind, ending.complaint.file, ending.complaint.line)
        if key not in self._endings or self._endings[key].day < ending.day:
            self._endings[key] = ending

    def define(self, kind: Declared, name: str, path: str, places: Iterable[FilePlace]) -> None:
        """Something got a name; where files are laid over one another, each of its places did."""
        for place in places:
            self._defined.setdefault((kind, place), (name, path))

    def use(self, kind: Declared, places: Iterable[FilePlace | str]) -> None:
        """By the places of what is used, or by its name where a name has one meaning in all files."""
        self._used.update((kind, place) for place in places)

    def refuse(self) -> None:
        """PackError with all complaints, where there is one, and with the remarks made beside them.

        What nobody uses is left out: a use may stand in what could not be read.
        """
        if self._complaints:
            remarks = sorted(self._remarks.values(), key=_by_place)
            raise PackError(*sorted(self._complaints.values(), key=_by_place), remarks=tuple(remarks))

    def survey(self) -> Survey:
        """To be asked for when everything has been read and nothing refused."""
        unused = (
            Complaint(*place, path, Worded(UNUSED[kind], {"name": name}), Worded(_USE_IT))
            for (kind, place), (name, path) in self._defined.items()
            if (kind, place) not in self._used and (kind, name) not in self._used
        )
        remarks = sorted((*self._remarks.values(), *unused), key=_by_place)
        return Survey(tuple(remarks), tuple(self._endings.values()))


def _by_place(one: Complaint) -> FilePlace:
    return one.file, one.line
