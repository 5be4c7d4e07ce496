"""Texts written in one place and said in another: marked for the catalogues, translated where they are said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

_MOST_LISTED: Final = 30
"""A line that names more can't be read."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for «mark, do not translate»
    return text


class Say(Protocol):
    """A language: translates a msgid and fills its places; without values the text is said as it is written."""

    def __call__(self, msgid: str, /, **values: object) -> str: ...


def as_written(msgid: str, /, **values: object) -> str:
    """In the language of the msgids, which is Russian."""
    return msgid % values if values else msgid


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence that waits for its language: a msgid with what its places hold. A tuple is said as a list."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, say: Say = as_written) -> str:
        return say(self.msgid, **{name: _shown(value, say) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.said()


def _shown(value: object, say: Say) -> object:
    if isinstance(value, Worded):
        return value.said(say)
    if not isinstance(value, tuple):
        return value
    listed = ", ".join(str(_shown(one, say)) for one in value[:_MOST_LISTED])
    return f"{listed}…" if len(value) > _MOST_LISTED else listed
