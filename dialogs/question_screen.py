"""The screen of a question with its four companions, and beside it «Почему спрашиваете?» and the list of answers."""

from dataclasses import replace
from typing import Final

from dialogs.asking import Asked, asked
from dialogs.asking.base import Rows
from dialogs.buttons import Pen, short
from dialogs.planning import answered, only_papers_left
from dialogs.screens import Button, Line, Screen, Style
from dialogs.standing import Standing
from locales import Translator
from screening.planner import reasons
from screening.text import source

ANSWERS_ON_A_PAGE: Final = 8
_ECHO: Final = 220


def question_screen(standing: Standing, question: Asked, pen: Pen, above: tuple[Line, ...] = ()) -> Screen:
    t = pen.t
    lines = (
        *echo(standing, t),
        *above,
        *question.before(standing, t),
        Line(question.question(standing, t), Style.TITLE),
        *question.body(standing, t),
        *_present_answer(standing, question, t),
    )
    rows = (*question.rows(standing, pen), *_companions(standing, question, pen))
    return Screen(lines, rows, question.hint(standing, t))


def echo(standing: Standing, t: Translator) -> tuple[Line, ...]:
    """The answer just given, repeated in one line."""
    question = asked(standing, standing.draft.place.echo)
    if question is None or question.stored(standing) is None:
        return ()
    text = t(
        "Записали: %(question)s — %(answer)s.", question=question.label(standing, t), answer=question.said(standing, t)
    )
    return (Line(short(text, _ECHO), Style.NOTE),)


def _present_answer(standing: Standing, question: Asked, t: Translator) -> tuple[Line, ...]:
    """What was answered before, when the question is asked again."""
    said = question.present(standing, t)
    if said is None or standing.draft.place.echo == question.key:
        return ()
    return (Line(t("Сейчас записано: %(answer)s.", answer=said), Style.NOTE),)


def _companions(standing: Standing, question: Asked, pen: Pen) -> Rows:
    t = pen.t
    rows: list[tuple[Button, ...]] = []
    if question.can_be_unknown:
        rows.append((pen.button(t("Не знаю"), "idk"),))
    if question.complete(standing):
        rows.append((pen.button(t("Оставить как есть"), "keep"),))
    elif only_papers_left(standing):
        rows.append((pen.button(t("Сразу к ответу, бумаги потом"), "later"),))
    reason = pen.button(t("Почему спрашиваете?"), "why")
    if not standing.draft.answers:
        return (*rows, (reason,))
    return (*rows, (pen.button(t("‹ Назад"), "back"), reason), (pen.button(t("Изменить ответы"), "edit"),))


def why_screen(standing: Standing, question: Asked, pen: Pen) -> Screen:
    """Why we ask, the clauses that wait for the answer, and the same question again."""
    t = pen.t
    lines = [Line(t(question.why(standing)))]
    waiting = _clauses(standing, question, t)
    if waiting:
        lines.append(Line(t("Ответа ждут эти правила:")))
        lines += [Line(clause, Style.LIST) for clause in waiting]
    elif only_papers_left(standing):
        lines.append(Line(t("От этого зависит только список бумаг или размер выплаты.")))
    return question_screen(standing.at(replace(standing.draft.place, echo=None)), question, pen, tuple(lines))


def _clauses(standing: Standing, question: Asked, t: Translator) -> tuple[str, ...]:
    if standing.verdict is None:
        return ()
    found = (finding for planned in question.planned(standing) for finding in reasons(standing.verdict, planned))
    return tuple(dict.fromkeys(source(finding.cite, t) for finding in found if finding.cite))[:10]


def edit_screen(standing: Standing, pen: Pen, argument: str) -> Screen:
    """The answers given so far as buttons; pressing one asks it again and keeps the rest."""
    t, questions = pen.t, answered(standing)
    last = max(0, (len(questions) - 1) // ANSWERS_ON_A_PAGE)
    page = min(int(argument), last) if argument.isdecimal() else last
    start = page * ANSWERS_ON_A_PAGE
    rows: list[tuple[Button, ...]] = [
        (_answer_button(standing, question, pen, number),)
        for number, question in enumerate(questions[start : start + ANSWERS_ON_A_PAGE], start)
    ]
    turns = [(t("‹ Раньше"), page - 1), (t("Дальше ›"), page + 1)]
    turning = tuple(pen.button(text, "edit", str(to)) for text, to in turns if 0 <= to <= last)
    rows += [turning] if turning else []
    rows.append((pen.button(t("Ничего не менять"), "now"), pen.button(t("Начать заново"), "restart")))
    text = t("Выберите ответ, который хотите изменить. Остальные сохранятся.") if questions else t("Ответов пока нет.")
    return Screen((Line(t("Ваши ответы"), Style.TITLE), Line(text)), tuple(rows))


def _answer_button(standing: Standing, question: Asked, pen: Pen, number: int) -> Button:
    t, said, label = pen.t, question.said(standing, pen.t), question.label(standing, pen.t)
    text = t("%(answer)s ← %(question)s", answer=short(said, 28), question=label)
    full = t("%(answer)s ← %(question)s", answer=said, question=label)
    return pen.button(text, "ask", str(number), full=full)
