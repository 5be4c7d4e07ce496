"""Screens that stand apart from the questions: menu, help, starting anew."""

from typing import Final

from dialogs.buttons import Pen
from dialogs.screens import Line, Screen, Style
from locales import N_

HELP: Final = (
    N_("Здесь можно узнать, подходите ли вы под условия социального контракта, и подать заявление."),
    N_(
        "Кто решает. Мы отвечаем предварительно — по правилам и по тому, что вы рассказали. Решение принимает только "
        "орган социальной защиты; некоторые условия оценивает комиссия."
    ),
    N_(
        "Что мы храним. Ваши ответы хранятся без имени, рядом с номером этого чата, чтобы к ним можно было вернуться. "
        "Имя, документы и контакты вносят только в защищённую анкету; там они хранятся зашифрованными. Фото и номера "
        "документов, присланные в чат, мы не сохраняем."
    ),
    N_("Как удалить. «Начать заново» стирает все ответы в чате. Поданное заявление остаётся в деле."),
    N_("Как отвечать. Кнопкой или текстом: суммы — «12 тыс» или «15 000,50», даты — «12.03.1985» или «12 марта 1985»."),
)


def help_screen(pen: Pen) -> Screen:
    t = pen.t
    rows = ((pen.button(t("Продолжить"), "now"),), (pen.button(t("Начать заново"), "restart"),))
    return Screen((Line(t("Помощь"), Style.TITLE), *(Line(t(text)) for text in HELP)), rows)


def menu_screen(pen: Pen, remark: tuple[Line, ...] = ()) -> Screen:
    t = pen.t
    rows = (
        (pen.button(t("Продолжить"), "now"),),
        (pen.button(t("Изменить ответы"), "edit"), pen.button(t("Мои заявления"), "status")),
        (pen.button(t("Помощь"), "help"), pen.button(t("Язык / Language"), "lang")),
        (pen.button(t("Начать заново"), "restart"),),
    )
    return Screen((*remark, Line(t("Меню"), Style.TITLE), Line(t("Что вы хотите сделать?"))), rows)


def restart_screen(pen: Pen) -> Screen:
    t = pen.t
    lines = (
        Line(t("Начать заново?"), Style.TITLE),
        Line(t("Все ответы в этом чате будут стёрты. Поданных заявлений это не касается.")),
    )
    return Screen(lines, ((pen.button(t("Да, стереть ответы"), "erase"),), (pen.button(t("Нет, продолжить"), "now"),)))
