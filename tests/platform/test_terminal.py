"""Pages and tables in a terminal: wrapped to its width, aligned, nothing lost."""

import pytest

from bot.commands.terminal import aligned, page_text
from screening.lawbook.pages.blocks import Bullet, Bullets, Code, Heading, Link, Paragraph, Table


def test_columns_stand_under_each_other_with_the_head_underlined() -> None:
    assert list(aligned([("Мера", "До"), ("обучение", "—"), ("дело", "2026")], 40)) == [
        "Мера       До",
        "───────────────",
        "обучение   —",
        "дело       2026",
    ]


@pytest.mark.parametrize("width", range(20, 60))
def test_a_table_keeps_to_the_width_by_wrapping_and_loses_no_word(width: int) -> None:
    rows = [("Что", "Зачем"), ("справка о доходах семьи", "по ней считают доход на человека за три месяца")]
    lines = list(aligned(rows, width))
    assert max(map(len, lines)) <= width
    words = " ".join(lines).split()
    assert sorted(word for row in rows for word in " ".join(row).split()) == sorted(w for w in words if set(w) != {"─"})


def test_an_identifier_is_never_broken_even_where_it_does_not_fit() -> None:
    ref = "tyumen/first_needs_job_search.2020-04-06@2"
    assert any(line.startswith(ref) for line in aligned([("Пакет", "Название"), (ref, "Выплата")], 30))


def test_a_page_is_written_without_markup() -> None:
    page = (
        Heading(1, "Мера"),
        Paragraph(("Пакет ", Code("a/b"))),
        Bullets((Bullet(("один",), (Bullet((Link("[1]", "#x"), " п. 1")),)), Bullet((Link("Акт", "https://a"),)))),
        Table(("А",), ((("1",),),)),
    )
    assert page_text(page, 40).split("\n") == [
        "Мера",
        "====",
        "",
        "Пакет a/b",
        "",
        "• один",
        "  – [1] п. 1",
        "• Акт <https://a>",
        "",
        "А",
        "─",
        "1",
    ]
