"""Where a rule stands, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final


class Certainty(Enum):
    """How sure a rule's source is. The product speaks firmly only of the first three, and of what a lawyer accepted."""

    ACT_TEXT = "act_text"
    AUTHORITY_STATEMENT = "authority_statement"
    SEED = "seed"
    PRESS_OF_AUTHORITY = "press_of_authority"
    """The press tells what an authority said; nobody has read the authority's own page."""
    MIRROR = "mirror"
    PRESS = "press"
    DRAFT_ACT = "draft_act"
    """A draft of an act: what was adopted in the end may say something else."""
    TITLE_ONLY = "title_only"
    """Of an act nothing but its heading was read."""
    INFERRED = "inferred"
    ACCEPTED = "accepted"
    """Of an unsure source, and a lawyer has answered for it in a signature. No file says so of itself."""

    @property
    def firm(self) -> bool:
        return self in {Certainty.ACT_TEXT, Certainty.AUTHORITY_STATEMENT, Certainty.SEED, Certainty.ACCEPTED}


CERTAINTIES: Final = tuple([one.value for one in Certainty if one is not Certainty.ACCEPTED])
"""What a file may say of itself."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document or page that rules are taken from; a citation adds the clause."""

    id: str
    title: str
    certainty: Certainty
    url: str | None = None
    read_on: date | None = None
    """When somebody last read it."""
    check_by: date | None = None
    """By when it ought to be read again."""
    edition: str = ""
    """Which edition of the act was read: «в редакции от 18.04.2024 № 12/н»; empty where it was not shown."""
    until: date | None = None
    """The first day on which the act is no longer in force; None while that is not known."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: the source's id and title, the clause in it, and how sure it is."""

    source: str
    title: str
    clause: str
    certainty: Certainty
    url: str | None = None
    edition: str = ""
    """Which edition of the source was read; empty where it was not shown."""
    also: tuple["Citation", ...] = ()
    """Where else the same rule stands: no surer than here, and with no further places of their own."""

    @property
    def places(self) -> tuple["Citation", ...]:
        """Every place, this one first."""
        return (self, *self.also)


def least_sure(places: Sequence[Citation]) -> Citation | None:
    """For a sentence that speaks of several together: the first that is not firm, else the first; None of none."""
    return next((cite for cite in places if not cite.certainty.firm), places[0] if places else None)
