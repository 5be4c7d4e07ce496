"""What the templates show of a step: translated texts, typed values, problems beside their fields. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from applications.consents import PURPOSES
from bot.form.consents import Purpose, field_of, version_field
from bot.form.fields import Facts, Field, Kind, Problems, Step
from locales import Translator


@dataclass(frozen=True, slots=True)
class FieldView:
    name: str
    kind: str
    label: str
    hint: str
    value: str
    problem: str
    required: bool
    optional: bool
    options: tuple[tuple[str, str], ...]
    autocomplete: str
    inputmode: str
    group: str

    @property
    def described_by(self) -> str:
        """Ids of the hint and the problem, for `aria-describedby`."""
        ids = [f"{self.name}-hint"] * bool(self.hint) + [f"{self.name}-problem"] * bool(self.problem)
        return " ".join(ids)


class ConsentView(NamedTuple):
    name: str
    version_name: str
    version: str
    title: str
    text: str
    required: bool
    ticked: bool
    problem: str


class AnswerRow(NamedTuple):
    """One line of the review."""

    label: str
    value: str


def _placed(field: Field, text: str, t: Translator) -> str:
    return t(text, **{name: t(msgid) for name, msgid in (field.place or {}).items()})


def field_views(step: Step, facts: Facts, typed: Mapping[str, str], found: Problems, t: Translator) -> list[FieldView]:
    return [
        FieldView(
            name=field.name,
            kind=field.kind.value,
            label=_placed(field, field.label, t),
            hint=_placed(field, field.hint, t),
            value=typed.get(field.name, ""),
            problem=found[field.name].said(t) if field.name in found else "",
            required=field.required,
            optional=not (field.required or field.either),
            options=tuple((option, t(text)) for option, text in field.options),
            autocomplete=field.autocomplete,
            inputmode=field.inputmode,
            group=t(field.group),
        )
        for field in step.fields(facts)
    ]


def consent_views(
    asked: tuple[Purpose, ...], ticked: frozenset[str], found: Problems, operator: str, t: Translator
) -> list[ConsentView]:
    return [
        ConsentView(
            name=field_of(purpose),
            version_name=version_field(purpose),
            version=purpose.version,
            title=t(PURPOSES[purpose.id]),
            text=t(purpose.text, operator=operator),
            required=purpose.required,
            ticked=purpose.id in ticked,
            problem=found[field_of(purpose)].said(t) if field_of(purpose) in found else "",
        )
        for purpose in asked
    ]


def listed(views: Iterable[FieldView | ConsentView]) -> list[tuple[str, str, str]]:
    """(name, label, problem) of what has a problem, for the summary on top of the page."""
    return [
        (view.name, view.label if isinstance(view, FieldView) else view.title, view.problem)
        for view in views
        if view.problem
    ]


def rows(step: Step, facts: Facts, stored: Mapping[str, str], t: Translator) -> list[AnswerRow]:
    """What was typed in a step, for the review; empty fields are left out."""
    shown: list[AnswerRow] = []
    for field in step.fields(facts):
        value = stored.get(field.name, "")
        if value:
            said = t("да") if field.kind is Kind.TICK else t(dict(field.options).get(value, "")) or value
            shown.append(AnswerRow(_placed(field, field.label, t), said))
    return shown
