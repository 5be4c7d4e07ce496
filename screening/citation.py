"""Where a rule stands, and how sure that is."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Certainty(Enum):
    """How sure a rule's source is. The product speaks firmly only of the first three, and of what a lawyer accepted."""

    ACT_TEXT = "act_text"
    AUTHORITY_STATEMENT = "authority_statement"
    SEED = "seed"
    MIRROR = "mirror"
    PRESS = "press"
    INFERRED = "inferred"
    ACCEPTED = "accepted"
    """Of an unsure source, and a lawyer has answered for it in a signature. No file says so of itself."""

    @property
    def firm(self) -> bool:
        return self in {Certainty.ACT_TEXT, Certainty.AUTHORITY_STATEMENT, Certainty.SEED, Certainty.ACCEPTED}


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


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: the source's id and title, the clause in it, and how sure it is."""

    source: str
    title: str
    clause: str
    certainty: Certainty
    url: str | None = None
    also: tuple["Citation", ...] = ()
    """Where else the same rule stands: no surer than here, and with no further places of their own."""

    @property
    def places(self) -> tuple["Citation", ...]:
        """Every place, this one first."""
        return (self, *self.also)
