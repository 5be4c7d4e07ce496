"""The screen of a question with its four companions, and beside it «Почему спрашиваете?» and the list of answers."""

from typing import Final

from dialogs.asking import Asked, asked
from dialogs.asking.base import Rows
from dialogs.buttons import Pen, short
from dialogs.planning import answered, only_papers_left
from dialogs.screens import Button, Line, Screen, Style
from dialogs.standing import Standing
from screening.planner import reasons
from screening.text import source

ANSWERS_ON_A_PAGE: Final = 8
_ECHO: Final = 220
_MOST_CLAUSES: Final = 10


def question_screen(question: Asked, pen: Pen, above: tuple[Line, ...] = ()) -> Screen:
    t, echoed = question.t, question.draft.place.echo == question.key
    present = None if echoed else question.present
    lines = (
        *echo(question.standing),
        *above,
        *question.before,
        Line(question.question, Style.TITLE),
        *question.body,
        *([Line(t("Сейчас записано: %(answer)s.", answer=present), Style.NOTE)] if present is not None else []),
    )
    return Screen(lines, (*question.rows(pen), *_companions(question, pen)), question.hint)


def echo(standing: Standing) -> tuple[Line, ...]:
    """The answer just given, repeated in one line."""
    question = asked(standing, standing.draft.place.echo)
    if question is None or question.stored is None:
        return ()
    text = standing.t("Записали: %(question)s — %(answer)s.", question=question.label, answer=question.said)
    return (Line(short(text, _ECHO), Style.NOTE),)


def _companions(question: Asked, pen: Pen) -> Rows:
    t = question.t
    rows: list[tuple[Button, ...]] = []
    if question.can_be_unknown:
        rows.append((pen.button(t("Не знаю"), "idk"),))
    if question.complete:
        rows.append((pen.button(t("Оставить как есть"), "keep"),))
    elif only_papers_left(question.standing):
        rows.append((pen.button(t("Сразу к ответу, бумаги потом"), "later"),))
    reason = pen.button(t("Почему спрашиваете?"), "why")
    if not question.draft.answers:
        return (*rows, (reason,))
    return (*rows, (pen.button(t("‹ Назад"), "back"), reason), (pen.button(t("Изменить ответы"), "edit"),))


def why_screen(question: Asked, pen: Pen) -> Screen:
    """Why we ask, the clauses that wait for the answer, and the same question again."""
    t, verdict = question.t, question.standing.verdict
    lines = [Line(t(question.fact.why))]
    waiting: dict[str, None] = {}
    if verdict is not None:
        found = (finding for planned in question.planned for finding in reasons(verdict, planned))
        waiting = dict.fromkeys(source(finding.cite, t) for finding in found if finding.cite)
    if waiting:
        lines.append(Line(t("Ответа ждут эти правила:")))
        lines += [Line(clause, Style.LIST) for clause in [*waiting][:_MOST_CLAUSES]]
    elif only_papers_left(question.standing):
        lines.append(Line(t("От этого зависит только список бумаг или размер выплаты.")))
    return question_screen(question, pen, tuple(lines))


def edit_screen(standing: Standing, pen: Pen, argument: str) -> Screen:
    """The answers given so far as buttons; pressing one asks it again and keeps the rest."""
    t, questions = standing.t, answered(standing)
    last = max(0, (len(questions) - 1) // ANSWERS_ON_A_PAGE)
    page = min(int(argument), last) if argument.isdecimal() else last
    start = page * ANSWERS_ON_A_PAGE
    rows: list[tuple[Button, ...]] = []
    for number, question in enumerate(questions[start : start + ANSWERS_ON_A_PAGE], start):
        said, label = question.said, question.label
        text, full = (
            t("%(answer)s ← %(question)s", answer=answer, question=label) for answer in (short(said, 28), said)
        )
        rows.append((pen.button(text, "ask", str(number), full=full),))
    turns = [(t("‹ Раньше"), page - 1), (t("Дальше ›"), page + 1)]
    turning = tuple(pen.button(text, "edit", str(to)) for text, to in turns if 0 <= to <= last)
    rows += [turning] if turning else []
    rows.append((pen.button(t("Ничего не менять"), "now"), pen.button(t("Начать заново"), "restart")))
    text = t("Выберите ответ, который хотите изменить. Остальные сохранятся.") if questions else t("Ответов пока нет.")
    return Screen((Line(t("Ваши ответы"), Style.TITLE), Line(text)), tuple(rows))
