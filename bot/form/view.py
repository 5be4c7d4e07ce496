"""What the templates show of a step: translated texts, typed values, problems beside their fields. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

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


class Row(NamedTuple):
    """One line of the review."""

    label: str
    value: str


def label_of(field: Field, t: Translator) -> str:
    return _placed(field, field.label, t)


def _placed(field: Field, text: str, t: Translator) -> str:
    return t(text, **{name: t(msgid) for name, msgid in (field.place or {}).items()})


def field_views(step: Step, facts: Facts, typed: Mapping[str, str], found: Problems, t: Translator) -> list[FieldView]:
    return [_field(field, typed.get(field.name, ""), found, t) for field in step.fields(facts)]


def _field(field: Field, value: str, found: Problems, t: Translator) -> FieldView:
    problem = found.get(field.name)
    return FieldView(
        field.name,
        field.kind.value,
        label_of(field, t),
        _placed(field, field.hint, t),
        value,
        problem.said(t) if problem else "",
        field.required,
        not (field.required or field.either),
        tuple((option, t(text)) for option, text in field.options),
        field.autocomplete,
        field.inputmode,
        t(field.group),
    )


def consent_views(
    asked: tuple[Purpose, ...], ticked: frozenset[str], found: Problems, operator: str, t: Translator
) -> list[ConsentView]:
    return [_consent(purpose, purpose.id in ticked, found, operator, t) for purpose in asked]


def _consent(purpose: Purpose, ticked: bool, found: Problems, operator: str, t: Translator) -> ConsentView:
    name = field_of(purpose)
    return ConsentView(
        name,
        version_field(purpose),
        purpose.version,
        t(purpose.title),
        t(purpose.text, operator=operator),
        purpose.required,
        ticked,
        found[name].said(t) if name in found else "",
    )


def listed(views: Iterable[FieldView | ConsentView]) -> list[tuple[str, str, str]]:
    """(name, label, problem) of what has a problem, for the summary on top of the page."""
    return [
        (view.name, view.label if isinstance(view, FieldView) else view.title, view.problem)
        for view in views
        if view.problem
    ]


def rows(step: Step, facts: Facts, stored: Mapping[str, str], t: Translator) -> list[Row]:
    """What was typed in a step, for the review; empty fields are left out."""
    shown = ((field, stored.get(field.name, "")) for field in step.fields(facts))
    return [Row(label_of(field, t), _shown(field, value, t)) for field, value in shown if value]


def _shown(field: Field, value: str, t: Translator) -> str:
    if field.kind is Kind.TICK:
        return t("да")
    return t(dict(field.options).get(value, "")) or value
