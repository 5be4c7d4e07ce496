"""Whatever is pressed and typed: nothing raises, no answer is lost, the screen is a function of the row."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.casebook import Casebook
from applications.editions import EditionsAtHand
from applications.model import Answer
from applications.ports import UnitOfWork
from dialogs.applying import Doors
from dialogs.buttons import TICKING, Pen, read, written
from dialogs.draft import APPLY_FOR, LATER, PLACE, Draft
from dialogs.interview import StepResult, step
from dialogs.ports import SHOW, Input, InputKind
from dialogs.screens import Screen
from dialogs.show import Fetched, screen_of
from dialogs.standing import Standing
from dialogs.status import Cases
from locales import translator
from tests.applications.values import HandClock, calendar, rules
from tests.dialogs.chat import check_screen

Stored = tuple[Answer, ...]
MOMENTS = st.sampled_from([datetime(2020, 9, 15, 9, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC)])
TYPED = st.one_of(
    st.sampled_from(
        [
            *[
                "да",
                "нет",
                "не знаю",
                "3",
                "12 тыс",
                "14000; 15 000,50; 0",
                "3.2.15",
                "12 марта 1985",
                "2015",
                "никогда",
            ],
            *["один", "никто", "7101 123456", "Тюменская", "31.06.2020", "-5", "1 200 300", "x" * 1001],
        ]
    ),
    st.text(max_size=30),
)


def no_database(*, write: bool = True) -> UnitOfWork:
    raise AssertionError("a walk over drafts stores nothing")


NO_CASES = Casebook(no_database, EditionsAtHand(rules()), calendar(), HandClock())
FORGETS = frozenset({"erase", "rm"})


class Walk:
    """A draft driven by inputs, stored as JSON between them."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.revision = 0
        self.stored: Stored = ()
        self.screen = self.take(Input(InputKind.START))

    def take(self, given: Input) -> Screen:
        turn = step(self._standing(), self.revision, given)
        after = turn.standing.draft.stored()
        self.revision += after != self.stored
        self.stored = after
        self.screen = self._shown(turn)
        check_screen(self.screen)
        return self.screen

    def _standing(self) -> Standing:
        """From what the store would give back."""
        pairs = json.loads(json.dumps([[answer.question, answer.value] for answer in self.stored]))
        return Standing(rules(), self.now, Draft.of(Answer(key, value) for key, value in pairs))

    def _shown(self, turn: StepResult) -> Screen:
        fetched = Fetched(Cases((), NO_CASES, self.now), Doors("https://example.org/form/start/x"))
        return screen_of(turn, Pen(translator("ru"), self.revision), fetched)

    def again(self) -> Screen:
        """The screen of the row as it is stored, on a fresh object."""
        return self._shown(step(self._standing(), self.revision, SHOW))

    def said(self) -> Mapping[str, Any]:
        return {answer.question: answer.value for answer in self.stored if answer.question != PLACE}

    def verdict_is_settled(self) -> bool:
        verdict = self._standing().verdict
        return verdict is not None and all(not item.ask for item in verdict.measures)


@settings(max_examples=120)
@given(st.data(), MOMENTS)
def test_a_random_conversation_never_fails_and_loses_nothing(data: st.DataObject, now: datetime) -> None:
    walk = Walk(now)
    for _ in range(data.draw(st.integers(1, 45))):
        before = walk.said()
        given_input, forgets = _input(data, walk)
        walk.take(given_input)
        if not forgets:
            assert set(before) - {LATER, APPLY_FOR} <= set(walk.said())
        current = walk.again()
        assert walk.again() == current, "replaying the answers gives the same screen"


def _input(data: st.DataObject, walk: Walk) -> tuple[Input, bool]:
    match data.draw(st.integers(0, 9)):
        case 0:
            return Input(InputKind.TEXT, data.draw(TYPED)), False
        case 1:
            names = ["menu", "help", "back", "status", "restart", "language", "show", "nosuch"]
            return Input(InputKind.COMMAND, data.draw(st.sampled_from(names))), False
        case 2:
            forged = data.draw(
                st.sampled_from(["a", "t", "rm", "add", "ask", "kind", "apply", "measure", "papers", "filed"])
            )
            argument = data.draw(st.sampled_from(["", "0", "1", "14", "yes", "child", "wages", "training.7", "spouse"]))
            return Input(InputKind.PRESS, written(walk.revision, forged, argument)), forged in FORGETS
    pressed = [button.data for button in walk.screen.buttons() if button.data]
    chosen = data.draw(st.sampled_from(pressed))
    press = read(chosen)
    assert press is not None
    return Input(InputKind.PRESS, chosen), press.action in FORGETS


@settings(max_examples=60)
@given(st.data(), MOMENTS)
def test_answering_whatever_is_asked_comes_to_a_settled_verdict(data: st.DataObject, now: datetime) -> None:
    walk = Walk(now)
    for data_of in ("ru", "tyumen"):
        walk.take(Input(InputKind.PRESS, written(walk.revision, "a", data_of)))
    for _ in range(150):
        if _place(walk) == "verdict":
            break
        walk.take(_answer(data, walk))
    assert _place(walk) == "verdict"
    assert walk.verdict_is_settled()


def _place(walk: Walk) -> str:
    return str(next(answer.value["at"] for answer in walk.stored if answer.question == PLACE))


def _answer(data: st.DataObject, walk: Walk) -> Input:
    """One of the buttons that answer, or a typed value where only text answers."""
    ticked = any("☑" in button.text for button in walk.screen.buttons())
    answering = {"a", "idk", "zero", "done", "add", "alone", "whole"} | (set() if ticked else {"on"})
    pairs = [(read(button.data), button.data) for button in walk.screen.buttons()]
    pressed = [data_of for press, data_of in pairs if press and press.action in answering]
    if walk.screen.input_hint and data.draw(st.booleans()):
        return Input(InputKind.TEXT, data.draw(st.sampled_from(["3", "12000", "3.2.2015", "2015"])))
    return Input(InputKind.PRESS, data.draw(st.sampled_from(pressed)))


@settings(max_examples=40)
@given(st.data())
def test_a_button_of_an_earlier_screen_never_changes_an_answer(data: st.DataObject) -> None:
    walk = Walk(datetime(2020, 9, 15, 9, tzinfo=UTC))
    old: list[str] = []
    for _ in range(15):
        revision, buttons = walk.revision, [button.data for button in walk.screen.buttons() if button.data]
        walk.take(Input(InputKind.PRESS, data.draw(st.sampled_from(buttons))))
        if walk.revision != revision:
            # A box says what is wished of its question, so it counts as long as that question is asked.
            old += [button for button in buttons if (press := read(button)) and press.action not in TICKING]
    stored = walk.stored
    for button in old:
        walk.take(Input(InputKind.PRESS, button))
        assert walk.stored == stored


@pytest.mark.parametrize("days", [0, 1, 45, 400])
def test_a_draft_of_another_day_can_still_be_shown(days: int) -> None:
    walk = Walk(datetime(2020, 9, 15, 9, tzinfo=UTC))
    for argument in ("ru", "tyumen", "self_support", "no"):
        walk.take(Input(InputKind.PRESS, written(walk.revision, "a", argument)))
    walk.now += timedelta(days=days)
    check_screen(walk.again())
    assert ("Правил на этот день у нас нет" in walk.again().text) is (days == 400)
