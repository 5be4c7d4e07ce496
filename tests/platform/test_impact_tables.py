"""A table of people for `rules impact`: CSV and Parquet by a map of columns, read as people write tables."""

import csv
import gzip
import json
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pytest

from bot.commands.bad_input import BadInputError
from bot.commands.cli import main
from bot.commands.rescreen.lines import BadFile
from bot.commands.rules.impact.columns import read_columns
from bot.commands.rules.impact.household import HouseholdRows, Row, RowReader
from bot.commands.rules.impact.judging import BadHousehold, BothRules, LineReader
from bot.commands.rules.impact.tables import chunks, refuse_other_columns, table_of
from screening.exchange.situation import situation_to_json
from tests.platform.people_of_impact import DAY, LOWER_LINE, MONTHS, weighed, write_lines
from tests.rules import RULES
from tests.screening.editing import edited_folder

HEAD: Final = ("семья", "вес", "кто", "лет", "занятие", "доход1", "доход2", "доход3", "пенсия", "гражданин", "контракт")
MAP: Final = """\
household: семья
weight: вес
region: {always: tyumen}
applied_on: {always: 02.02.2026}
member:
  relation: {column: кто, values: {1: applicant, 2: spouse, 3: child}}
  age: лет
  occupation: {column: занятие, values: {Р: employed, б: registered_unemployed}}
incomes:
  - {kind: wages, months: [доход1, доход2, доход3]}
  - {kind: pension, column: пенсия, blank: "0"}
facts:
  lives_in_region: {always: да}
  citizen_of_russia: гражданин
  last_contract_ended_on: {column: контракт, values: {нет: never}}
empty: [НД]
"""
FAMILY: Final = (
    ("7", "2,5", "3", "7", "", "0", "0", "0", "", "", ""),
    ("7", "2,5", "1", "35", "р", "10 000,50", "12000", "0", "", "да", "нет"),
    ("7", "2,5", "2", "34.0", "Б", "не знаю", "0", "0", "", "", ""),
)
ALONE: Final = ("8", "1", "1", "70", "НД", "17000", "17000", "17000", "1500.00", "НЕТ", "15.03.2024")
Run = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.usefixtures("no_installation")


@pytest.fixture
def columns(tmp_path: Path) -> Path:
    path = tmp_path / "columns.yaml"
    path.write_text(MAP, "utf-8")
    return path


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return edited_folder(tmp_path_factory.mktemp("tables") / "packs", LOWER_LINE)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], packs: Path) -> Run:
    def run(population: Path, *more: Any) -> tuple[int, str, str]:
        capsys.readouterr()
        arguments = ["rules", "impact", "today", packs, "--population", population, "--workers", "1", "--exact", *more]
        code = main(list(map(str, arguments)))
        return code, *capsys.readouterr()

    return run


def as_csv(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD, delimiter: str = ";") -> str:
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows([head, *rows])
    return text.getvalue()


def table(folder: Path, rows: Sequence[Sequence[str]], name: str = "people.csv") -> Path:
    path = folder / name
    path.write_text(as_csv(rows), "utf-8")
    return path


def reader(columns: Path, head: Sequence[str] = HEAD) -> RowReader:
    both = BothRules(RULES, RULES)
    return RowReader(read_columns(columns, both.reading.vocabulary), head, both)


def document_of(columns: Path, *rows: Sequence[str]) -> Any:
    household = reader(columns)(HouseholdRows(tuple(Row(number, row) for number, row in enumerate(rows, start=2))))
    assert household is not None
    return situation_to_json(household.situation)


# --- what a row says


def test_a_household_of_rows_is_the_situation_that_its_cells_say(columns: Path) -> None:
    wages = [("2025-10", "10000.50"), ("2025-11", "12000.00")]
    assert document_of(columns, *FAMILY) == {
        "region": "tyumen",
        "applied_on": DAY,
        "facts": {"lives_in_region": True, "citizen_of_russia": True, "last_contract_ended_on": None},
        "household": [
            {
                "relation": "applicant",
                "birth_date": "1991-02-02",
                "occupation": "employed",
                "incomes": [{"kind": "wages", "month": month, "amount": amount} for month, amount in wages],
            },
            {"relation": "child", "birth_date": "2019-02-02", "incomes": []},
            {
                "relation": "spouse",
                "birth_date": "1992-02-02",
                "occupation": "registered_unemployed",
                "incomes": "dont_know",
            },
        ],
    }


def test_one_sum_stands_for_each_month_and_an_empty_cell_was_not_asked(columns: Path) -> None:
    document = document_of(columns, ALONE)
    [member] = document["household"]
    assert "occupation" not in member
    assert [one["amount"] for one in member["incomes"] if one["kind"] == "pension"] == ["1500.00"] * len(MONTHS)
    assert document["facts"]["last_contract_ended_on"] == "2024-03-15"
    assert document["facts"]["citizen_of_russia"] is False


def test_one_sum_that_was_not_asked_leaves_the_whole_income_open(columns: Path) -> None:
    row = list(ALONE)
    row[6] = ""
    assert "incomes" not in document_of(columns, row)["household"][0]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("14000", "14000.00"),
        ("14 000,5", "14000.50"),
        ("14\N{NO-BREAK SPACE}000.50", "14000.50"),
        ("14000.333333", "14000.33"),
        ("0,005001", "0.01"),
    ],
)
def test_sums_are_read_as_tables_have_them(columns: Path, written: str, read: str) -> None:
    row = list(ALONE)
    row[5] = written
    assert document_of(columns, row)["household"][0]["incomes"][0]["amount"] == read


@pytest.mark.parametrize(
    ("place", "written", "said"),
    [
        (1, "много", "column «вес» (weight): is not a weight. Give a number from 0 to 1000000."),
        (2, "5", "column «кто» (member.relation): none of the household's rows is the applicant"),
        (3, "30,5", "column «лет» (member.age): is not a whole number; write digits alone"),
        (3, "131", "column «лет» (member.age): is no age; write full years"),
        (4, "космонавт", "column «занятие» (member.occupation): is missing or not a known word. Use one of: employed"),
        (5, "14,000", "column «доход1» (incomes[0].months): is not a sum; write roubles as 14000 or 14000,50"),
        (5, "-1", "column «доход1» (incomes[0].months): is not a sum"),
        (5, "1e5", "column «доход1» (incomes[0].months): is not a sum"),
        (7, "900000000", "column «доход3» (incomes[0].months): is negative or absurdly large."),
        (9, "может быть", "column «гражданин» (facts.citizen_of_russia): is neither yes nor no"),
        (10, "2024", "column «контракт» (facts.last_contract_ended_on): is not a date; write 2026-02-15 or 15.02.2026"),
        (10, "31.02.2024", "column «контракт» (facts.last_contract_ended_on): is not a date."),
        (10, "01.01.1890", "column «контракт» (facts.last_contract_ended_on): is not a possible day."),
    ],
)
def test_a_bad_cell_is_told_by_its_row_and_column_and_without_its_value(
    columns: Path, place: int, written: str, said: str
) -> None:
    row = list(ALONE)
    row[place] = written
    with pytest.raises(BadHousehold) as refused:
        document_of(columns, row)
    [(number, text)] = refused.value.problems
    assert number == 2
    assert text.startswith(said)
    assert place == 2 or written not in text.replace(said, "")


def test_every_bad_cell_of_a_household_is_told_each_with_its_own_row(columns: Path) -> None:
    first, second, third = (list(row) for row in FAMILY)
    first[3], second[9], third[6] = "семь", "х", "-5"
    with pytest.raises(BadHousehold) as refused:
        document_of(columns, first, second, third)
    assert [number for number, _ in refused.value.problems] == [3, 2, 4]


# --- the file


def people_of(columns: Path, file: Path) -> list[tuple[Decimal | None, Any]]:
    """(weight, situation) of each household, as the command reads them."""
    known = read_columns(columns, RULES.vocabulary)
    with table_of(str(file), known) as people:
        refuse_other_columns(people, known, str(file))
        read = reader(columns, people.head)
        found = [read(household) for chunk in chunks(people, known) for household in chunk]
    return [(one.weight, situation_to_json(one.situation)) for one in found if one is not None]


def test_a_table_is_read_whatever_its_delimiter_and_packing(columns: Path, tmp_path: Path) -> None:
    rows = [*FAMILY, ALONE]
    wanted = [(Decimal("2.5"), document_of(columns, *FAMILY)), (Decimal(1), document_of(columns, ALONE))]
    plain, packed, other = table(tmp_path, rows), tmp_path / "people.csv.gz", tmp_path / "other.csv"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    other.write_text("\N{ZERO WIDTH NO-BREAK SPACE}" + as_csv(rows, delimiter="\t"), "utf-8")
    assert [people_of(columns, file) for file in (plain, packed, other)] == [wanted] * 3


def test_the_same_people_as_a_table_and_as_lines_come_to_the_same(run: Run, columns: Path, tmp_path: Path) -> None:
    documents = [weighed("2.5", document_of(columns, *FAMILY)), weighed("1", document_of(columns, ALONE))]
    lines = write_lines(tmp_path / "people.jsonl", documents)
    told = [
        run(file, *more, "--json")[:2]
        for file, more in ((lines, ()), (table(tmp_path, [*FAMILY, ALONE]), ("--columns", columns)))
    ]
    assert told[0] == told[1]
    assert told[0][0] == 0


def test_a_table_of_an_old_spreadsheet_is_read_by_the_encoding_of_the_map(columns: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(as_csv([ALONE]).encode("cp1251"))
    with pytest.raises(BadFile, match=r"is not text in utf-8-sig; name its encoding in the map \(`encoding: cp1251`\)"):
        opened_by(columns, str(file))
    columns.write_text(f"{MAP}encoding: cp1251\n", "utf-8")
    opened_by(columns, str(file))


def test_parquet_is_read_with_its_types(columns: Path, tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    kinds: dict[str, list[Any]] = {
        "семья": [7, 7, 8],
        "лишнее": ["x", "y", "z"],
        "вес": [2.5, 2.5, 1.0],
        "кто": [1.0, 3.0, 1.0],  # codes that a missing value has made floats
        "лет": [35, 7, 70],
        "занятие": ["р", None, None],
        "доход1": [17000.333333, 0.0, 17000.0],
        "доход2": [17000.333333, 0.0, 17000.0],
        "доход3": [17000.333333, 0.0, 17000.0],
        "пенсия": [None, None, 1500.0],
        "гражданин": [True, None, False],
        "контракт": [None, None, date(2024, 3, 15)],
    }
    file = tmp_path / "people.parquet"
    parquet.write_table(arrow.table(kinds), file)
    rows = [
        ("7", "2,5", "1", "35", "р", "17000,33", "17000,33", "17000,33", "", "да", ""),
        ("7", "2,5", "3", "7", "", "0", "0", "0", "", "", ""),
        ALONE,
    ]
    assert people_of(columns, file) == people_of(columns, table(tmp_path, rows))


def test_without_the_library_a_parquet_file_is_one_line_with_the_remedy(
    columns: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    file = tmp_path / "people.parquet"
    file.write_bytes(b"PAR1")
    remedy = "reading Parquet needs pyarrow: pip install 'sotskontrakt[parquet]', or save the table as CSV"
    with pytest.raises(BadFile, match=re.escape(remedy)):
        opened_by(columns, str(file))


def test_what_is_no_parquet_file_is_one_line(columns: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    file = tmp_path / "people.parquet"
    file.write_bytes(b"not at all")
    with pytest.raises(BadFile, match="is not a Parquet file"):
        opened_by(columns, str(file))


def test_bad_rows_are_problems_of_their_household_and_the_rest_goes_on(run: Run, columns: Path, tmp_path: Path) -> None:
    bad, nameless, short, blank = list(ALONE), list(ALONE), ("10", *ALONE[1:4]), [""] * len(ALONE)
    bad[0], bad[3], nameless[0] = "9", "сто", ""
    again = ("7", *FAMILY[1][1:])
    code, out, err = run(
        table(tmp_path, [*FAMILY, ALONE, bad, nameless, short, again, blank]), "--columns", columns, "--json"
    )
    assert code == 2
    document = json.loads(out)
    assert (document["judged"]["households"], document["refused"]) == (1, 5)
    assert "row 2: column «семья» (household): its rows stand in several places; sort the table by it" in err
    assert "row 6: column «лет»" in err
    assert "row 7: column «семья» (household): is empty; name the household" in err
    assert "row 8: has 4 cells and the head has 11; check quotes and delimiters" in err
    assert "row 9: column «семья» (household): its rows stand in several places" in err


def test_a_column_that_is_the_same_everywhere_makes_no_household_without_end(columns: Path, tmp_path: Path) -> None:
    file = table(tmp_path, [("1", *ALONE[1:])] * 5000)
    known = read_columns(columns, RULES.vocabulary)
    with table_of(str(file), known) as people:
        [[household]] = list(chunks(people, known))
    assert len(household.rows) == 31
    with pytest.raises(BadHousehold, match="has more than 30 rows; check the column «семья»"):
        reader(columns)(household)


def test_a_table_that_is_not_sorted_by_household_is_refused_at_once(columns: Path, tmp_path: Path) -> None:
    rows = [(str(index % 1500), *ALONE[1:]) for index in range(3200)]
    said = "more than 1000 households have their rows in several places; sort the table by this column"
    with pytest.raises(BadFile, match=said):
        people_of(columns, table(tmp_path, rows))


def test_each_row_is_one_person_where_the_map_names_no_household(columns: Path, tmp_path: Path) -> None:
    lines = [line for line in MAP.splitlines() if "семья" not in line and "relation" not in line]
    columns.write_text("\n".join(lines), "utf-8")
    people = people_of(columns, table(tmp_path, [*FAMILY, ALONE]))
    assert [len(document["household"]) for _, document in people] == [1] * 4


# --- the map


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("region: {always: tyumen}\n", "", "region: is missing. Name its column"),
        ("weight: вес", "wieght: вес", "wieght: is not known. Use of: household, weight"),
        ("  age: лет", "  height: лет", "member.height: is not known."),
        ("  age: лет", "  age: лет\n  birth_date: лет", "member.age: stands beside birth_date."),
        ("  citizen_of_russia:", "  citizen_of_mars:", "facts.citizen_of_mars: is not known."),
        ("kind: wages", "kind: treasure", "incomes[0].kind: is no kind of income."),
        ("column: пенсия", "column: пенсия, months: [пенсия]", "incomes[1]: needs `months` or `column`, one of them."),
        ("{always: да}", "{always: да, column: да}", "facts.lives_in_region: needs `column` or `always`, one of them."),
        ("{always: да}", "[да]", "facts.lives_in_region: is not a text."),
        ("values: {нет: never}", "values: [нет]", "facts.last_contract_ended_on.values: is not a table of words."),
        ("  age: лет", "  age: лет\n  age: вес", "age: stands twice; leave one"),
        ("household: семья", "household: [", "is not YAML in UTF-8"),
        ("  age: лет", "  age: возраст", "member.age: «возраст» is no column of"),
        ("empty: [НД]", 'delimiter: ";;"', "delimiter: is not one character"),
        ("empty: [НД]", "encoding: klingon", "encoding: is not known; write utf-8 or cp1251"),
    ],
)
def test_a_bad_map_is_refused_before_anybody_is_judged(
    columns: Path, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in MAP
    columns.write_text(MAP.replace(old, new), "utf-8")
    file = str(table(tmp_path, [ALONE]))
    with pytest.raises((BadInputError, BadFile), match=re.escape(said)) as refused:
        opened_by(columns, file)
    assert "--columns" in str(refused.value)


def opened_by(columns: Path, file: str) -> None:
    known = read_columns(columns, RULES.vocabulary)
    with table_of(file, known) as people:
        refuse_other_columns(people, known, file)


def test_the_map_and_the_weight_of_the_guide_are_read_as_it_says(columns: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "impact.md").read_text("utf-8")
    example = guide.partition("```yaml\n")[2].partition("```")[0]
    columns.write_text(example, "utf-8")
    known = read_columns(columns, RULES.vocabulary)
    assert {column for _, column in known.read()} == {
        *("hh_id", "w", "date", "who", "age", "work", "wage_1", "wage_2", "wage_3", "pension", "last_contract")
    }
    line = guide.partition("```json\n")[2].partition("```")[0]
    read = LineReader(BothRules(RULES, RULES))((1, line.encode()))
    assert read is not None
    assert read.weight == Decimal("12.5")


def test_all_that_is_wrong_with_a_map_is_told_at_once(columns: Path) -> None:
    columns.write_text("facts: {a: b}\nincomes: {}\nhousehold: семья\n", "utf-8")
    with pytest.raises(BadInputError) as refused:
        read_columns(columns, RULES.vocabulary)
    assert len(str(refused.value).splitlines()) == 5


def test_months_that_are_not_as_many_as_the_window_are_told_with_both_numbers(columns: Path) -> None:
    columns.write_text(MAP.replace("[доход1, доход2, доход3]", "[доход1, доход2]"), "utf-8")
    with pytest.raises(BadHousehold) as refused:
        document_of(columns, ALONE)
    assert refused.value.problems == [
        (2, "incomes[0].months: the map gives 2 columns and 3 months count that day; give one for each, or `column`")
    ]


def test_a_table_needs_a_map_and_lines_take_none(run: Run, columns: Path, tmp_path: Path) -> None:
    code, _, err = run(table(tmp_path, [ALONE]))
    assert (code, "a table needs --columns MAP.yaml, see docs/impact.md" in err) == (2, True)
    code, _, err = run(write_lines(tmp_path / "people.jsonl", []), "--columns", columns)
    assert (code, "--columns: is for a table" in err) == (2, True)
    code, _, err = run(table(tmp_path, [ALONE]), "--columns", tmp_path / "nowhere.yaml")
    assert (code, "name a YAML file, see docs/impact.md" in err) == (2, True)


@pytest.mark.parametrize("content", ["", as_csv([])])
def test_a_table_of_nobody_is_one_line(run: Run, columns: Path, tmp_path: Path, content: str) -> None:
    file = tmp_path / "nobody.csv"
    file.write_text(content, "utf-8")
    code, out, err = run(file, "--columns", columns)
    assert (code, out) == (2, "")
    assert "nobody.csv: holds" in err
