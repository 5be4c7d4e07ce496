"""Three-valued truth and the three reasons for which a thing may be unknown."""

from enum import Enum, IntEnum
from typing import Never


class Truth(IntEnum):
    """Strong Kleene logic: `min` is AND, `max` is OR."""

    NO, UNKNOWN, YES = range(3)

    def __bool__(self) -> Never:
        raise TypeError("a Truth is not a bool: compare with `is Truth.YES`")

    @property
    def opposite(self) -> "Truth":
        """Of «not so»: yes and no change places, what is unknown stays so."""
        return Truth(Truth.YES - self)

    @staticmethod
    def of(value: bool) -> "Truth":
        return Truth.YES if value else Truth.NO


class Gap(Enum):
    """Why a value is missing. The values are the names used in a verdict's JSON."""

    NOT_ASKED = "ask"
    DONT_KNOW = "find_out"
    OFFICE_DECIDES = "office_decides"
