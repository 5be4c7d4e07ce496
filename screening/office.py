"""Where a person is sent: the region's bodies and centres, each as it stood on the day it was checked.

They are no part of the law that a verdict stands on: an old case is sent to today's address.
"""

from dataclasses import dataclass
from datetime import date

from screening.citation import Citation


@dataclass(frozen=True, slots=True)
class Territory:
    """A municipality, or several, with an office of its own."""

    id: str
    title: str
    """«город Пенза», as it stands beside an office's name."""
    cite: Citation


@dataclass(frozen=True, slots=True)
class Office:
    """One body or centre. What no source tells is empty: a wrong telephone is worse than none."""

    id: str
    title: str
    text: str
    """What to turn there for."""
    checked: date
    """The day on which its page was looked at."""
    cite: Citation
    site: str = ""
    address: str = ""
    phone: str = ""
    phone_of: date | None = None
    """The day of the page that names the telephone; None where there is none."""
    territory: Territory | None = None
    """Whose people it serves; None where the whole region's."""
