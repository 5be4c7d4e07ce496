"""A screen within Telegram's limits."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.rendering import plain_parts, render
from bot.telegram.settings import LIMITS
from dialogs.screens import Button, Line, Screen, Style
from tests.standins.telegram.entities import formatted, utf16_length
from tests.standins.telegram.keyboards import inline_keyboard

_LINES = st.lists(
    st.builds(Line, st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300), st.sampled_from(Style)),
    min_size=1,
    max_size=60,
)


def test_titles_are_bold_small_print_is_italic_and_points_get_bullets() -> None:
    lines = (
        Line("Итог", Style.TITLE),
        Line("Доход < порога & всё"),
        Line("первое", Style.LIST),
        Line("✓ второе", Style.LIST),
        Line("слайд 3", Style.NOTE),
    )
    (html,) = render(Screen(lines)).parts
    assert html == "<b>Итог</b>\n\nДоход &lt; порога &amp; всё\n• первое\n✓ второе\n\n<i>слайд 3</i>"


def test_the_hint_for_typing_stands_at_the_end() -> None:
    (html,) = render(Screen((Line("Сколько?"),), input_hint="например, 12 тыс")).parts
    assert html.endswith("<i>✍️ например, 12 тыс</i>")


def test_the_form_is_a_mini_app_over_https_a_link_over_http_and_a_line_on_this_machine() -> None:
    def page(url: str) -> tuple[str, str | None]:
        rendered = render(Screen((Line("Готово"),), ((Button("Заполнить", url=url, form=True),),)))
        return rendered.parts[0], rendered.keyboard

    assert '"web_app"' in (page("https://example.org/f")[1] or "")
    assert '"url":"http://example.org/f"' in (page("http://example.org/f")[1] or "")
    for local in ("http://127.0.0.1:8080/f", "https://localhost/f", "http://[::1]/f"):
        text, keyboard = page(local)
        assert keyboard is None
        assert text.endswith(f"Заполнить: {local}")


@pytest.mark.parametrize("data", ["", "я" * 33])
def test_a_button_beyond_the_limits_is_our_error(data: str) -> None:
    with pytest.raises(ValueError, match="1 to 64 bytes"):
        render(Screen((Line("Вопрос"),), ((Button("Да", data=data),),)))


def test_too_many_buttons_and_no_text_are_our_errors() -> None:
    row = tuple(Button("Да", data="d") for _ in range(101))
    with pytest.raises(ValueError, match="at most 100"):
        render(Screen((Line("Вопрос"),), (row,)))
    with pytest.raises(ValueError, match="needs a text"):
        render(Screen((Line(" "),)))


def test_a_long_row_is_broken_after_eight() -> None:
    keyboard = render(Screen((Line("?"),), (tuple(Button(str(n), data=str(n)) for n in range(12)),))).keyboard
    assert keyboard is not None
    assert [len(row) for row in json.loads(keyboard)["inline_keyboard"]] == [8, 4]
    assert inline_keyboard(keyboard, private=True) is not None


@given(_LINES)
def test_every_screen_fits_and_loses_no_letter(lines: list[Line]) -> None:
    screen = Screen((Line("Начало"), *lines))
    shown = [formatted(part, "HTML").text for part in render(screen).parts]
    assert all(0 < utf16_length(text) <= LIMITS.message_units for text in shown)
    assert _letters("".join(shown)) == _letters(screen.text)


@given(st.text(st.sampled_from("а 😀\n"), max_size=12_000))
def test_a_plain_text_is_cut_within_the_limit_and_whole(text: str) -> None:
    parts = plain_parts(text)
    assert all(utf16_length(part) <= LIMITS.message_units for part in parts)
    assert _letters("".join(parts)) == _letters(text)


def test_a_line_without_a_space_is_cut_between_characters() -> None:
    parts = plain_parts("😀" * 5000)
    assert [utf16_length(part) for part in parts] == [4096, 4096, 1808]


def _letters(text: str) -> str:
    return "".join(text.replace("• ", "").replace("•", "").split())
