"""Reading rule files: values of each kind, bases merged, every complaint at its file, line and key."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from textwrap import dedent

import pytest

from screening.errors import Complaint, NoValue, PackError
from screening.family import FROM_2024
from screening.income import Counting
from screening.packfile.income import read_income
from screening.packfile.values import ParameterReader, SourceList, read_income_kinds, read_subsistence
from screening.parameters import Reference, SocialGroup
from screening.yamlblock import YamlBlock
from screening.yamlfile import read
from tests.screening.strategies import RULES

Write = Callable[[str], YamlBlock]
CITED = """
sources:
  act: {title: Акт, certainty: act_text, url: "https://example.org"}
  page: {title: Страница, certainty: press}
"""


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> YamlBlock:
        path = tmp_path / "rules.yaml"
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return read(path, "some/rules.yaml")

    return written


def refused(act: Callable[[], object]) -> Complaint:
    with pytest.raises(PackError) as error:
        act()
    return error.value.first


# --- blocks


def test_values_are_taken_by_their_kind(write: Write) -> None:
    block = write("""
        text: слово
        count: 6
        exact: 0.10
        whole: 5
        yes: on
        no: false
        agreed: yes
        many: 1_000
        day: 2020-04-06
        nothing:
        list: [a, b]
    """)
    assert (block.take("text", str), block.take("count", int)) == ("слово", 6)
    assert str(block.take("exact", Decimal)) == "0.10"
    assert block.take("whole", Decimal) == 5
    assert (block.take("yes", bool), block.take("no", bool)) == (True, False)
    assert (block.take("agreed", bool), block.take("many", int)) == (True, 1000)
    assert block.take("day", date) == date(2020, 4, 6)
    assert (block.take("nothing", str, None), block.take("absent", str, None)) == (None, None)
    assert block.take("absent", int, 7) == 7
    assert block.texts("list") == ("a", "b")
    block.finish()


@pytest.mark.parametrize(
    ("text", "act", "line", "key", "words"),
    [
        ("a: 1\nb: x", lambda block: block.take("b", int), 2, "b", "здесь текст «x». Что сделать: Напишите целое"),
        ("a: 1", lambda block: block.take("a", str), 1, "a", "здесь целое число 1. Что сделать: Напишите текст."),
        ("a: 1.5", lambda block: block.take("a", int), 1, "a", "здесь число 1.5"),
        ("a: 1", lambda block: block.take("a", bool), 1, "a", "Напишите true или false."),
        ("a: yes", lambda block: block.take("a", int), 1, "a", "здесь слово, которое значит «да» или «нет» (true)"),
        ("a: x", lambda block: block.take("a", date), 1, "a", "Напишите дату вида 2020-04-06."),
        ("a: x", lambda block: block.take("a", Decimal), 1, "a", "Напишите число."),
        ("a: 1", lambda block: block.take("zebra", str), 1, "zebra", "Допишите `zebra:` и после него текст."),
        ("a:", lambda block: block.take("a", str), 1, "a", "Что сделать: Напишите текст."),
        ("a: 1", lambda block: block.block("zebra"), 1, "zebra", "Допишите `zebra:` и после него поля"),
        ("a: 1\ntitel: x", lambda block: block.take("title", str), 2, "titel", "поля `title` не хватает."),
        ("a: []", lambda block: block.blocks("a"), 1, "a", "список пуст. Что сделать: Допишите хотя бы один пункт."),
        ("a: [1]", lambda block: block.blocks("a"), 1, "a", "в списке есть пункт, который не состоит из полей"),
        ("a: [1]", lambda block: block.texts("a"), 1, "a", "в списке есть не текст: целое число 1."),
        ("a: green", lambda block: block.choice("a", Colour), 1, "a", "Возьмите одно из: red"),
        ("a: 1\nb: 2\nc: 3", lambda block: block.finish(("z",)), 1, "a", "поля с таким именем здесь не бывает."),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_at_its_line(
    text: str, act: Callable[[YamlBlock], object], line: int, key: str, words: str, write: Write
) -> None:
    error = refused(lambda: act(write(text)))
    assert (error.file, error.line, error.key) == ("some/rules.yaml", line, key)
    assert words in str(error)


def test_a_key_nobody_took_is_told_the_known_ones_in_order(write: Write) -> None:
    block = write("b: 1\nstrange: 2\na: 3")
    block.take("b", int)
    block.take("a", int)
    assert str(refused(lambda: block.finish(("z",))).remedy) == "Уберите его или возьмите одно из: a, b, z."


def test_a_similar_key_that_was_taken_is_not_blamed(write: Write) -> None:
    block = write("title: x")
    block.take("title", str)
    assert refused(lambda: block.take("titel", str)).key == "titel"


def test_places_are_paths_of_keys_and_numbers(write: Write) -> None:
    block = write("""
        top:
          - id: one
            deep: {wrong: 1}
          - id: two
    """)
    first, second = block.blocks("top")
    assert (first.path, second.path, first.line, second.line) == ("top[0]", "top[1]", 2, 4)
    deep = first.block("deep")
    error = refused(lambda: deep.take("wrong", str))
    assert (error.key, error.line) == ("top[0].deep.wrong", 3)
    assert second.complaint("", "is odd.", "Mend it.").key == "top[1]"
    assert block.complaint("top", "is odd.", "Mend it.").line == 1
    assert block.complaint("", "is odd.", "Mend it.").key == ""
    assert ("deep" in first, "deep" in second, list(second)) == (True, False, ["id"])


def test_lists_may_be_left_out_where_they_are_not_required(write: Write) -> None:
    block = write("one: word\nmany: [a, b]\nempty: []\n")
    assert block.blocks("absent", required=False) == block.blocks("empty", required=False) == []
    assert block.texts("absent", required=False) == ()
    assert block.one_or_more_texts("one") == ("word",)
    assert block.one_or_more_texts("many") == ("a", "b")
    assert block.one_or_more_texts("absent") == ()
    assert str(refused(lambda: block.texts("nowhere")).problem) == "этого поля нет."


def test_named_things_are_blocks_in_their_order(write: Write) -> None:
    block = write("b: {x: 1}\na: {x: 2}")
    assert [(key, item.take("x", int)) for key, item in block.items()] == [("b", 1), ("a", 2)]
    block.finish()


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ("a: 1\na: 2", 2, "a", "это поле написано дважды."),
        ("a:\n  b: 1\n  b: 2", 3, "a.b", "это поле написано дважды."),
        ("a: [{id: x}, {id: y}, {id: x}]", 1, "a[2].id", "«x» есть в этом списке дважды."),
        ("a: 2020-02-30", 1, "a", "«2020-02-30» – это ни верное число, ни верная дата."),
        ("a: [1", 1, "", "это не YAML: не закрыта скобка"),
        ("a: 1\nb: [", 2, "", "это не YAML: после открытой скобки ничего нет"),
        ("- a", 1, "", "здесь нет полей «имя: значение»."),
        ("", 1, "", "здесь нет полей «имя: значение»."),
        ('a: "\x07"', 1, "", "в файле есть невидимый знак, запрещённый в YAML."),
    ],
)
def test_a_file_that_is_not_sound_is_told_where(text: str, line: int, key: str, words: str, write: Write) -> None:
    error = refused(lambda: write(text))
    assert (error.file, error.key) == ("some/rules.yaml", key)
    assert words in str(error)
    assert error.line in {line, line + 1}


def test_a_file_is_called_by_its_own_name_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "alone.yaml"
    path.write_bytes("a: Тюмень".encode("cp1251"))
    error = refused(lambda: read(path))
    assert (error.file, error.line, error.key, str(error.problem)) == ("alone.yaml", 1, "", "файл сохранён не в UTF-8.")


def test_a_file_laid_over_its_base_changes_only_what_it_names(tmp_path: Path) -> None:
    def block(name: str, text: str) -> YamlBlock:
        (tmp_path / name).write_text(dedent(text), encoding="utf-8")
        return read(tmp_path / name)

    base = block(
        "base.yaml",
        """\
        title: основа
        kept: 1
        table: {a: 1, b: 2}
        items:
          - {id: one, text: первый, more: 1}
          - {id: two, text: второй}
        words: [a, b]
    """,
    )
    over = block("over.yaml", """\
        title: поверх
        table: {b: 3, c: 4}
        items:
          - {id: two, text: другой}
          - {id: three, text: третий}
        words: [c]
    """)  # fmt: skip
    whole = base.merged(over)
    assert (whole.take("title", str), whole.take("kept", int), whole.texts("words")) == ("поверх", 1, ("c",))
    assert {key: whole.block("table").take(key, int) for key in "abc"} == {"a": 1, "b": 3, "c": 4}
    items = whole.blocks("items")
    assert [(item.take("id", str), item.take("text", str)) for item in items] == [
        ("one", "первый"),
        ("two", "другой"),
        ("three", "третий"),
    ]
    assert items[0].take("more", int) == 1
    assert (whole.complaint("title", "", "").file, whole.complaint("kept", "", "").file) == ("over.yaml", "base.yaml")
    assert (whole.complaint("title", "", "").line, whole.complaint("kept", "", "").line) == (1, 2)
    assert (whole.file, whole.path) == ("over.yaml", "")


# --- sources, parameters, income


def test_a_citation_names_a_source_and_a_clause(write: Write) -> None:
    block = write(CITED + "one: {cite: 'page: раздел 2: а'}\ntwo: {cite: 'act: п. 1', certainty: inferred}\n")
    sources = SourceList(block.block("sources"))
    one, two = sources.cite(block.block("one")), sources.cite(block.block("two"))
    assert (one.source, one.title, one.clause, one.certainty.value, one.url) == (
        "page", "Страница", "раздел 2: а", "press", None,
    )  # fmt: skip
    assert (two.clause, two.certainty.value, two.url) == ("п. 1", "inferred", "https://example.org")
    assert list(sources.all) == ["act", "page"]


@pytest.mark.parametrize("cite", ["act", "act:", "act:  ", "law: п. 1", "п. 1"])
def test_a_citation_without_a_known_source_or_a_clause_is_refused(cite: str, write: Write) -> None:
    block = write(CITED + f"one: {{cite: '{cite}'}}\n")
    error = refused(lambda: SourceList(block.block("sources")).cite(block.block("one")))
    assert (error.key, error.line) == ("one.cite", 4)
    assert cite.split(":", maxsplit=1)[0] in str(error.problem)


PARAMETERS = """
parameters:
  cap:
    unit: рублей
    cite: "act: п. 1"
    values: [{from: 2020-01-01, until: 2021-01-01, value: 10}, {from: 2021-01-01, blank: нет, cite: "page: п. 2"}]
  twice: {unit: рублей, cite: "page: п. 3", times: 2.5, of: cap}
"""


def test_parameters_are_read_with_units_rows_and_what_they_multiply(write: Write) -> None:
    block = write(CITED + PARAMETERS)
    reader = ParameterReader(SourceList(block.block("sources")), "somewhere", {}, (date(2020, 1, 1), date(2022, 1, 1)))
    cap, twice = reader.read(block).values()
    assert (cap.name, cap.unit, cap.on(date(2020, 12, 31)), cap.cite.clause) == ("cap", "рублей", 10, "п. 1")
    assert (twice.name, twice.unit, twice.on(date(2020, 1, 1)), twice.cite.clause) == ("twice", "рублей", 25, "п. 3")
    with pytest.raises(NoValue, match="нет"):
        cap.on(date(2021, 1, 1))
    assert reader.read(write("a: 1")) == {}


@pytest.mark.parametrize(
    ("value", "until", "words"),
    [
        ("0", "2022-01-01", None),
        ("1", "2022-01-01", None),
        ("-0.01", "2022-01-01", "величина меньше нуля: -0.01."),
        (
            "1",
            "2021-12-31",
            "строки закрывают дни с 2020-01-01 до 2021-12-31, а правила действуют с 2020-01-01 до 2022-01-01.",
        ),
    ],
)
def test_a_value_is_not_negative_and_lasts_as_long_as_the_regime(
    value: str, until: str, words: str | None, write: Write
) -> None:
    row = f"{{from: 2020-01-01, until: {until}, value: {value}}}"
    block = write(CITED + f"parameters: {{cap: {{unit: р, cite: 'act: п. 1', values: [{row}]}}}}\n")
    reader = ParameterReader(SourceList(block.block("sources")), "somewhere", {}, (date(2020, 1, 1), date(2022, 1, 1)))
    if words is None:
        assert reader.read(block)["cap"].on(date(2021, 12, 31)) == Decimal(value)
    else:
        assert str(refused(lambda: reader.read(block)).problem) == words


@pytest.mark.parametrize(("value", "sound"), [("1", True), ("0.5", True), ("0", False), ("-1", False)])
def test_a_minimum_is_above_zero(value: str, sound: bool, write: Write) -> None:
    text = CITED + f"periods: [{{from: 2021-01-01, per_head: {value}, cite: 'act: п. 1'}}]\n"
    if sound:
        assert read_subsistence(write(text))["periodic"][SocialGroup.PER_HEAD].rows[0].value == Decimal(value)
    else:
        assert (
            str(refused(lambda: read_subsistence(write(text))).problem)
            == f"прожиточный минимум не больше нуля: {value}."
        )


FIGURES = (
    CITED
    + """
quarters:
  - {quarter: 2019-Q2, per_head: 10, able_bodied: 12, cite: "act: п. 1"}
  - {quarter: 2019-Q3, blank: не найдена, cite: "act: п. 2"}
  - {quarter: 2019-Q4, able_bodied: 13, cite: "act: п. 3"}
periods:
  - from: 2021-01-01
    until: 2022-01-01
    able_bodied: 14
    children: 11
    cite: "act: п. 4"
    cite_of: {children: {cite: "page: п. 5"}}
  - {from: 2022-01-01, able_bodied: 15, cite: "act: п. 6"}
"""
)


def test_the_minimums_are_read_by_quarter_period_and_group(write: Write) -> None:
    tables = read_subsistence(write(FIGURES))
    quarterly, periodic = tables["quarterly"][SocialGroup.ABLE_BODIED], tables["periodic"][SocialGroup.ABLE_BODIED]
    assert [(row.start, row.until, row.value) for row in quarterly.rows] == [
        (date(2019, 4, 1), date(2019, 7, 1), 12),
        (date(2019, 7, 1), date(2019, 10, 1), None),
        (date(2019, 10, 1), date(2020, 1, 1), 13),
    ]
    assert [row.reason for row in quarterly.rows[:2]] == ["величина не найдена в источниках", "не найдена"]
    assert [(row.start, row.until, row.value) for row in periodic.rows] == [
        (date(2021, 1, 1), date(2022, 1, 1), 14),
        (date(2022, 1, 1), None, 15),
    ]
    children = tables["periodic"][SocialGroup.CHILDREN].rows
    assert [(row.value, row.cite.clause) for row in children] == [(11, "п. 5"), (None, "п. 6")]
    assert [row.value for row in tables["periodic"][SocialGroup.PENSIONERS].rows] == [None, None]


def test_a_measure_reads_the_minimum_by_its_group_and_moment(write: Write) -> None:
    tables = read_subsistence(write(FIGURES))
    text = """
    parameters:
      ceiling: {unit: рублей, cite: "act: п. 7", subsistence: able_bodied, reference: q2_of_previous_year}
      now: {unit: рублей, cite: "act: п. 7", subsistence: able_bodied, reference: on_application_date}
    income:
      family: from_2024
      skipped_months: 1
      limit_by_group: {able_bodied: ceiling, pensioners: now, children: ceiling}
      cite: "page: п. 8"
    """
    block = write(CITED + dedent(text))
    sources = SourceList(block.block("sources"))
    parameters = ParameterReader(sources, "somewhere", tables, (date(2020, 1, 1), None)).read(block)
    assert (parameters["ceiling"].on(date(2020, 5, 1)), parameters["now"].on(date(2021, 5, 1))) == (12, 14)
    assert [reference.value for reference in Reference] == ["on_application_date", "q2_of_previous_year"]
    income = read_income(block, sources, parameters, {}, RULES.vocabulary)
    assert income is not None
    assert (income.family, income.skipped_months, income.cite.clause) == (FROM_2024, 1, "п. 8")
    limit = income.limit
    assert (limit.able_bodied.name, limit.pensioners.name, limit.children.name) == ("ceiling", "now", "ceiling")
    assert read_income(write("a: 1"), sources, parameters, {}, RULES.vocabulary) is None


def test_kinds_of_money_are_read_row_by_row(write: Write) -> None:
    text = """
    kinds:
      wages:
        cite: "act: п. 1"
        rows:
          - {from: 2020-01-01, until: 2021-01-01, counted: true}
          - {from: 2021-01-01, until: 2022-01-01, counted: false, cite: "page: п. 2"}
          - {from: 2022-01-01, until: 2023-01-01, net_of_expenses: true}
          - {from: 2023-01-01, until: 2024-01-01, net_of_expenses: false}
          - {from: 2024-01-01, blank: не найдено}
    """
    rows = read_income_kinds(write(CITED + dedent(text)), RULES.vocabulary)["wages"].rows
    assert [row.counting for row in rows] == [
        Counting.WHOLE, Counting.NOT, Counting.NET, Counting.WHOLE, Counting.BLANK,
    ]  # fmt: skip
    assert [row.cite.clause for row in rows] == ["п. 1", "п. 2", "п. 1", "п. 1", "п. 1"]
    assert (rows[-1].reason, rows[0].reason, rows[0].start, rows[0].until, rows[-1].until) == (
        "не найдено", "", date(2020, 1, 1), date(2021, 1, 1), None,
    )  # fmt: skip


@pytest.mark.parametrize("answers", ["", ", counted: true, blank: нет", ", counted: true, net_of_expenses: true"])
def test_a_row_of_a_kind_gives_exactly_one_answer(answers: str, write: Write) -> None:
    text = f"kinds: {{wages: {{cite: 'act: п. 1', rows: [{{from: 2020-01-01{answers}}}]}}}}\n"
    error = refused(lambda: read_income_kinds(write(CITED + text), RULES.vocabulary))
    assert (error.key, str(error.problem)) == (
        "kinds.wages.rows[0].counted",
        "нужно что-то одно: `counted`, `net_of_expenses` или `blank`.",
    )
