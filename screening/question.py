"""The name of one thing to ask: a fact, the household, or one attribute of one member."""

from typing import NamedTuple


class Question(NamedTuple):
    """`lives_in_region`, `household`, or `household[1].incomes` (members are counted from 0, the applicant)."""

    key: str
    member: int | None = None

    def __str__(self) -> str:
        return self.key if self.member is None else f"household[{self.member}].{self.key}"


HOUSEHOLD = Question("household")
