"""One step of the conversation, pure: a draft and an input give the next draft and what to show."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from dialogs.asking import asked
from dialogs.asking.base import USE_BUTTONS
from dialogs.buttons import TICKING, read
from dialogs.draft import (
    ALL_MEASURES,
    APPLY,
    APPLY_FOR,
    HOPE,
    LANGUAGE,
    LATER,
    REGION,
    VERDICT,
    Draft,
    Place,
)
from dialogs.parse import LONGEST, BadInput, is_dont_know, looks_private
from dialogs.parse.problem import OURS, TOO_LONG
from dialogs.planning import answered, settled
from dialogs.ports import Input, InputKind
from dialogs.standing import Standing
from locales import N_

STALE: Final = N_("На этот вопрос вы уже ответили — вот текущий.")
UNKNOWN_BUTTON: Final = N_("Эта кнопка больше не действует. Вот текущий экран.")
FIRST: Final = N_("Раньше этого вопросов не было.")
ERASED: Final = N_("Ответы стёрты. Начнём сначала.")
PRIVATE: Final = N_(
    "Это похоже на номер документа, телефон, почту или полное имя. Мы это не сохранили. Такие сведения понадобятся "
    "только при подаче заявления — в защищённой анкете, не в чате."
)
NOT_DELETED: Final = N_(
    "Удалить ваше сообщение из чата у нас не получилось. Пожалуйста, удалите его сами: нажмите на него и удерживайте, "
    "затем выберите «Удалить». У нас оно не сохранено."
)
NOT_TEXT: Final = N_("Здесь понятны только кнопки и короткие ответы текстом. Ответьте, пожалуйста, на вопрос ниже.")
EDITED: Final = N_("Исправленные сообщения мы не читаем. Напишите ответ заново или нажмите «Изменить ответы».")
PAPERS_IN_FORM: Final = N_(
    "Пожалуйста, не присылайте сюда документы, фото и контакты: мы их не сохраняем. Сведения о себе вы внесёте в "
    "защищённую анкету, а бумаги покажете органу социальной защиты."
)
NOT_READ: Final = N_("Ваш последний ответ понять не получилось. Ответьте, пожалуйста, ещё раз.")
NOT_A_COMMAND: Final = N_("Такой команды нет. Список команд — в меню.")

HARMLESS_KINDS: Final = frozenset({"sticker", "dice", "game"})
"""Kinds of messages that hold nothing of the person's. Any other, a kind of tomorrow too, may hold what must not stay
in a messenger."""


@dataclass(frozen=True, slots=True)
class SideScreen:
    """A screen beside the current question, which itself stays where it is: «Почему спрашиваете?», help, a measure."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step came to. `remark` stands above the screen, `toast` is a passing remark on a press."""

    standing: Standing
    view: SideScreen | None = None
    remark: BadInput | None = None
    toast: str = ""
    delete_input: bool = False
    moved: bool = False
    """Whether the input changed anything, apart from what the planner then did."""
    withdraw: str = ""
    """The application to take back in the turn's transaction: its place in the order of submission."""

    @property
    def again(self) -> str:
        """What shows the same once more, to be kept while a screen waits; empty for the present screen as it is.

        A remark that repeats what was typed becomes a general one: typed words are kept nowhere but in answers.
        """
        if self.view is None and self.remark is None:
            return ""
        view = [self.view.name, self.view.argument] if self.view else []
        remark = self.remark
        if remark is not None and not remark.values.keys() <= OURS:
            remark = BadInput(NOT_READ)
        return json.dumps([view, [remark.problem, remark.values] if remark else []], ensure_ascii=False)


SIDE_SCREENS: Final = frozenset(
    {"why", "edit", "drop", "help", "menu", "status", "restart", "measure", "terms", "gaps", "papers", "filed", "pick"}
    | {"withdraw", "words"}
)


def step(standing: Standing, revision: int, given: Input) -> StepResult:
    """Apply the input. `revision` is the one whose buttons are current; the result is at a place that can be shown."""
    if given.kind is InputKind.PRESS:
        turn = _press(standing, revision, given.data)
    else:
        turn = _HANDLERS[given.kind](standing, given.data)
    return replace(turn, standing=settled(turn.standing), moved=turn.standing.draft != standing.draft)


def _start(standing: Standing, payload: str) -> StepResult:
    """A deep link names the region, unless the person has already answered."""
    draft = standing.draft
    if payload not in standing.rules.regions or REGION in draft.answers:
        return StepResult(standing)
    return StepResult(standing.of(draft.with_values({REGION: payload})))


# --- presses


def _press(standing: Standing, revision: int, data: str) -> StepResult:
    press = read(data)
    if press is None:
        return StepResult(standing, toast=UNKNOWN_BUTTON)
    if press.revision != revision:
        # A press on an older screen counts where it is of the boxes that are being ticked; elsewhere it is answered.
        turn = _moved(standing, press.action, press.argument) if press.action in TICKING else None
        return StepResult(standing, toast=STALE) if turn is None or turn.toast == UNKNOWN_BUTTON else turn
    if press.action == "now":
        # The answer has been repeated once: coming back from a view is not giving it again.
        return StepResult(standing.at(replace(standing.draft.place, echo=None)))
    if press.action == "takeback":
        return StepResult(standing, SideScreen("status"), withdraw=press.argument)
    if press.action in SIDE_SCREENS:
        return StepResult(standing, SideScreen(press.action, press.argument))
    return _moved(standing, press.action, press.argument)


def _moved(standing: Standing, action: str, argument: str) -> StepResult:
    if action == "back":
        return _back(standing)
    try:
        draft = _moved_by(standing, action, argument)
    except BadInput as problem:
        return StepResult(standing, remark=problem)
    if draft is None:
        return StepResult(standing, toast=UNKNOWN_BUTTON)
    return StepResult(standing.of(draft), toast=ERASED if action == "erase" else "")


def _back(standing: Standing) -> StepResult:
    """One step back: inside the question, to the question before it, or from the application to the verdict."""
    at = standing.draft.place.at
    if at == APPLY:
        return StepResult(standing.at(Place(VERDICT)))
    question = asked(standing, at)
    inner = question.back() if question else None
    if inner is not None:
        return StepResult(standing.of(inner))
    keys = [question.key for question in answered(standing)]
    before = keys[: keys.index(at)] if at in keys else keys
    return StepResult(standing.at(Place(before[-1]))) if before else StepResult(standing, toast=FIRST)


def _moved_by(standing: Standing, action: str, argument: str) -> Draft | None:
    """The draft after a press that answers no question, or else the answer to the one that is asked."""
    draft = standing.draft
    match action:
        case "ask":
            questions = answered(standing)
            known = argument.isdecimal() and int(argument) < len(questions)
            return draft.going_to(questions[int(argument)].key) if known else None
        case "keep":
            return draft.going_to(None)
        case "lang":
            return draft.going_to(LANGUAGE)
        case "erase":
            # Everything but the language, which says nothing of the person's life.
            language = draft.answers.get(LANGUAGE)
            return Draft({LANGUAGE: language} if language else {})
        case "all":
            return draft.with_values({HOPE: ALL_MEASURES}).going_to(None) if standing.in_force else None
        case "later":
            return draft.with_values({LATER: True}).going_to(None)
        case "details":
            return draft.without(LATER).going_to(None)
        case "apply":
            if all(item.measure.id != argument for item in standing.offers):
                return None
            return draft.with_values({APPLY_FOR: argument}).going_to(APPLY, since=standing.now.isoformat())
    question = asked(standing, draft.place.at)
    if question is None:
        return None
    if action == "idk":
        return question.unknown() if question.can_be_unknown else None
    return question.pressed(action, argument)


# --- everything else


def _text(standing: Standing, text: str) -> StepResult:
    try:
        return StepResult(standing.of(_typed(standing, text)))
    except BadInput as problem:
        if looks_private(text):
            return StepResult(standing, remark=BadInput(PRIVATE), delete_input=True)
        return StepResult(standing, remark=problem)


def _typed(standing: Standing, text: str) -> Draft:
    question = asked(standing, standing.draft.place.at)
    if question is None:
        raise BadInput(USE_BUTTONS)
    if len(text) > LONGEST:
        raise BadInput(TOO_LONG, most=LONGEST)
    if question.can_be_unknown and is_dont_know(text):
        return question.unknown()
    return question.typed(text)


def _command(standing: Standing, name: str) -> StepResult:
    match name:
        case "show":
            return StepResult(standing)
        case "back":
            return _back(standing)
        case "language":
            return StepResult(standing.at(Place(LANGUAGE)))
        case "menu" | "help" | "status" | "restart":
            return StepResult(standing, SideScreen(name))
    return StepResult(standing, SideScreen("menu"), remark=BadInput(NOT_A_COMMAND))


def _foreign(standing: Standing, kind: str) -> StepResult:
    if kind == "edited_message":
        return StepResult(standing, remark=BadInput(EDITED))
    if kind == "edited_private":
        return StepResult(standing, remark=BadInput(PRIVATE), delete_input=True)
    if kind in HARMLESS_KINDS:
        return StepResult(standing, remark=BadInput(NOT_TEXT))
    return StepResult(standing, remark=BadInput(PAPERS_IN_FORM), delete_input=True)


def _again(standing: Standing, again: str) -> StepResult:
    try:
        view, remark = json.loads(again)
        return StepResult(
            standing,
            SideScreen(*view) if view else None,
            BadInput(remark[0], **remark[1]) if remark else None,
        )
    except (ValueError, TypeError, LookupError, RecursionError):
        # Nothing was asked for beside the present screen, or another version wrote it.
        return StepResult(standing)


_HANDLERS: Final[dict[InputKind, Callable[[Standing, str], StepResult]]] = {
    InputKind.START: _start,
    InputKind.TEXT: _text,
    InputKind.COMMAND: _command,
    InputKind.FOREIGN: _foreign,
    InputKind.AGAIN: _again,
}
"""Of what is no press: only a button knows which revision it was shown with."""
