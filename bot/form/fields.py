"""A step of the form as data: its fields, what binds them together, and the check of what was typed. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from bot.form.values import FieldReader
from dialogs.parse import BadInput
from locales import N_
from screening.rules import Rules
from screening.situation import Situation

TypedValues = dict[str, str]
Problems = dict[str, BadInput]


class Kind(Enum):
    TEXT = "text"
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. Texts are gettext msgids; `place` names what differs between fields of one label."""

    name: str
    label: str
    read: FieldReader
    kind: Kind = Kind.TEXT
    hint: str = ""
    required: bool = True
    either: bool = False
    """Not required by itself, but not to be called optional: it, or another field of the step."""
    missing: str = N_("Заполните это поле.")
    options: tuple[tuple[str, str], ...] = ()
    """(value, text) of a choice."""
    autocomplete: str = "off"
    inputmode: str = "text"
    place: Mapping[str, str] | None = None
    """Values of the %(name)s places of label and hint, themselves msgids."""
    group: str = ""
    """A heading before the field, where a group of fields begins."""


class Facts(NamedTuple):
    """What the fields of a step depend on."""

    rules: Rules
    situation: Situation
    today: date


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    title: str
    of_everybody: tuple[Field, ...] = ()
    by_chat: Callable[[Facts], tuple[Field, ...]] | None = None
    """The fields that depend on what the chat knows."""
    together: Callable[[TypedValues], Problems] | None = None
    """Problems of fields that are each right but do not fit together."""
    as_told: Callable[[TypedValues, Facts], Problems] | None = None
    """Problems of fields that do not fit what was told in the chat."""

    def fields(self, facts: Facts) -> tuple[Field, ...]:
        return self.of_everybody + (self.by_chat(facts) if self.by_chat else ())


@dataclass(frozen=True, slots=True)
class Checked:
    values: TypedValues
    problems: Problems


def check(step: Step, typed: Mapping[str, str], facts: Facts) -> Checked:
    """The canonical values, and a problem beside each field that has one."""
    values: TypedValues = {}
    problems: Problems = {}
    for field in step.fields(facts):
        text = typed.get(field.name, "")
        if not text and field.required:
            problems[field.name] = BadInput(field.missing)
            continue
        try:
            values[field.name] = field.read(text) if text else ""
        except BadInput as problem:
            problems[field.name] = problem
    if not problems:
        problems |= step.together(values) if step.together else {}
        problems |= step.as_told(values, facts) if step.as_told else {}
    return Checked(values, problems)


def complete(step: Step, stored: Mapping[str, str] | None, facts: Facts) -> bool:
    """Is what was stored still right? The family may have changed in the chat since."""
    return stored is not None and not check(step, stored, facts).problems
