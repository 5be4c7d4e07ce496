"""`sotskontrakt rules …`: what the commands print, write and refuse. They run in this process; one runs as its own."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from bot.commands.cli import main
from screening.exchange.situation import situation_from_json
from screening.loader import PACKS, load_rules
from tests.screening.editing import edited_folder

ROOT: Final = Path(__file__).parents[2]
CEILING: Final = ("subsistence/tyumen.yaml", "able_bodied: 12069", "able_bodied: 20000")
GALINA: Final = {
    "region": "tyumen",
    "applied_on": "2020-09-15",
    "facts": {"lives_in_region": True, "last_self_support_year": None},
    "household": [
        {
            "relation": "applicant",
            "birth_date": "1985-04-12",
            "occupation": "registered_unemployed",
            "incomes": [{"kind": "wages", "month": "2020-06", "amount": "93000.00"}],
        },
        {"relation": "child", "birth_date": "2015-02-03", "incomes": []},
    ],
}
"""15 500 a head: above the ceiling of 12 069, below one of 20 000."""
NEW: Final = (
    *("rules", "new", "prirechye", "--title", "Приреченская область"),
    *("--title-in", "в Приреченской области", "--zone", "Europe/Moscow"),
)


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in [name for name in os.environ if name.startswith("SOTSKONTRAKT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str | Path) -> Done:
        capsys.readouterr()
        try:
            code = main([str(one) for one in arguments])
        except SystemExit as stop:
            code = int(str(stop.code))
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A folder of situations: one that a higher ceiling lets in, one it does not, one of another region."""
    folder = tmp_path / "people"
    (folder / "town").mkdir(parents=True)
    write(folder / "galina.json", GALINA)
    write(folder / "town" / "vera.json", {**GALINA, "facts": {"lives_in_region": False}})
    write(folder / "town" / "petr.json", {"region": "penza", "applied_on": "2026-02-02"})
    return folder


def write(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


# --- list


def test_the_list_tells_of_every_pack_its_dates_status_gaps_and_how_sure_it_is(run: Any) -> None:
    packs = run("rules", "list", "--json").json["packs"]
    rules = load_rules()
    assert [pack["ref"] for pack in packs] == [one.ref for name in rules.regions for one in rules.of_region(name)]
    [training] = [pack for pack in packs if pack["ref"] == "tyumen/training.2020-04-06@2"]
    assert (training["in_force_from"], training["in_force_until"]) == ("2020-04-06", "2021-04-01")
    assert training["status"] == "draft"
    # Every rule of its own is the region's own paper; of the doubts beside them eight are read into other papers.
    assert (training["firm_citations"], training["citations"]) == (85, 96)
    [business] = [pack for pack in packs if pack["ref"] == "tyumen/business.2026-01-01@2"]
    assert 0 < business["firm_citations"] < business["citations"]


def test_the_list_of_a_day_holds_what_is_in_force_or_says_why_nothing_is(run: Any) -> None:
    done = run("rules", "list", "--region", "tyumen", "--as-of", "2020-09-15", "--json")
    assert {pack["measure"] for pack in done.json["packs"]} == {
        "self_support",
        "training",
        "first_needs_training",
        "first_needs_job_search",
    }
    nothing = run("rules", "list", "--region", "tyumen", "--as-of", "2022-02-02")
    assert "В этот день пакетов нет." in nothing.out
    assert "166-п" in nothing.out


def test_the_list_is_a_table_whose_columns_stand_under_each_other(run: Any) -> None:
    lines = run("rules", "list", "--region", "sevastopol").out.splitlines()
    starts = [place for place, sign in enumerate(lines[1]) if sign == "-" and lines[1][place - 1 : place] != "-"]
    for line in lines[2:]:
        if line.startswith("sevastopol/"):
            assert all(line[start - 1] == " " for start in starts[1:])


def test_an_unknown_region_is_refused_with_those_there_are(run: Any) -> None:
    done = run("rules", "list", "--region", "atlantis")
    assert (done.code, done.out) == (2, "")
    assert "tyumen" in done.err


# --- show


def test_a_pack_is_shown_whole_in_the_width_of_the_terminal(run: Any) -> None:
    out = run("rules", "show", "tyumen/training.2020-04-06").out.replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "Выплата на обучение",
        "Условия",
        "12 069",
        "Документы",
        "Сроки",
        "Основания для отказа",
        "Источники",
    ):
        assert words in out
    too_long = [line for line in out.splitlines() if len(line) > 100 and "http" not in line]
    assert too_long == []


def test_the_day_chooses_the_regime_of_a_measure(run: Any) -> None:
    old = run("rules", "show", "sevastopol/business", "--as-of", "2024-05-05", "--json").json
    new = run("rules", "show", "sevastopol/business@2026-05-05", "--json").json
    assert [one["ref"] for one in (*old, *new)] == [
        "sevastopol/business.2024-01-01@2",
        "sevastopol/business.2026-01-01@2",
    ]
    [cap] = [value for value in new[0]["values"] if value["id"] == "business_cap"]
    assert cap["parts"][0] == {**cap["parts"][0], "id": "on_day", "value": "350000"}
    assert cap["source"]["clause"]


def test_a_region_is_shown_with_all_its_measures_of_the_day(run: Any) -> None:
    assert len(run("rules", "show", "tyumen", "--as-of", "2020-09-15", "--json").json) == 4


def test_the_page_can_be_shown_in_english(run: Any) -> None:
    done = run("rules", "show", "tyumen/training.2020-04-06", "--language", "en")
    assert done.code == 0
    assert done.out


@pytest.mark.parametrize(
    "name", ["atlantis", "tyumen/flight", "tyumen@2022-02-02", "tyumen@yesterday", "tyumen/training.1999-01-01"]
)
def test_what_stands_for_nothing_is_refused_in_one_line(run: Any, name: str) -> None:
    done = run("rules", "show", name)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


# --- check


def test_the_check_of_a_broken_folder_names_file_line_key_and_remedy_as_json(run: Any, tmp_path: Path) -> None:
    broken = edited_folder(
        tmp_path / "packs", ("tyumen/training.2020-04-06.yaml", "fact: course_months", "fact: months")
    )
    done = run("rules", "check", broken, "--json")
    assert done.code == 2
    assert done.json["ok"] is False
    [problem] = done.json["problems"]
    assert problem["file"] == "tyumen/training.2020-04-06.yaml"
    assert problem["line"] > 1
    assert (problem["key"], problem["remedy"][:12]) == ("criteria[5].fact", "Возьмите из:")
    in_words = run("rules", "check", "--packs", broken)
    assert in_words.err.startswith(f"tyumen/training.2020-04-06.yaml:{problem['line']}: criteria[5].fact: ")


def test_the_check_of_a_broken_folder_tells_in_one_run_what_else_is_to_be_answered(run: Any, tmp_path: Path) -> None:
    broken = edited_folder(
        tmp_path / "packs",
        ("tyumen/training.2020-04-06.yaml", "fact: course_months", "fact: months"),
        ("subsistence/tyumen.yaml", "per_head: 18939", "per_head: 189390"),
    )
    [remark] = run("rules", "check", broken, "--json").json["remarks"]
    assert remark["problem"].startswith("189390 не похоже на правду")
    in_words = run("rules", "check", broken)
    assert in_words.code == 2
    assert in_words.out.startswith(f"замечание: subsistence/tyumen.yaml:{remark['line']}: ")
    assert "criteria[5].fact" in in_words.err


def test_the_check_of_a_day_names_the_values_that_no_source_gives_for_it(run: Any) -> None:
    done = run("rules", "check", "--as-of", "2027-02-02", "--json")
    assert done.code == 0
    blanks = {(blank["ref"], blank["parameter"]) for blank in done.json["blanks"]}
    assert ("tyumen/business.2026-01-01@2", "income_ceiling") in blanks
    assert all(".2026-" in pack["ref"] for pack in done.json["packs"])


def test_all_that_is_wrong_is_told_in_the_readers_language(run: Any, tmp_path: Path) -> None:
    broken = edited_folder(
        tmp_path / "packs",
        ("tyumen/training.2020-04-06.yaml", "fact: course_months", "fact: months"),
        ("regions.yaml", "Europe/Simferopol", "Europe/Sevastopol"),
    )
    russian = run("rules", "check", broken)
    english = run("rules", "check", broken, "--language", "en")
    assert (russian.code, english.code) == (2, 2)
    for lines, remedy in ((russian.err.splitlines(), "Что сделать: "), (english.err.splitlines(), "Remedy: ")):
        assert [line.partition(":")[0] for line in lines] == ["regions.yaml", "tyumen/training.2020-04-06.yaml"]
        assert all(remedy in line for line in lines)
    assert not re.search("[а-я]", english.err)


def test_every_command_that_reads_the_rules_tells_all_that_is_wrong_with_them(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start of the process does too: it is one of them."""
    broken = edited_folder(
        tmp_path / "packs", ("regions.yaml", "Europe/Simferopol", "x"), ("regions.yaml", "Asia/Yekaterinburg", "y")
    )
    monkeypatch.setenv("SOTSKONTRAKT_RULES_FOLDER", str(broken))
    monkeypatch.setenv("SOTSKONTRAKT_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    for command in (("rules", "list"), ("schema", "situation"), ("run",)):
        done = run(*command)
        assert done.code == 2
        assert len([line for line in done.err.splitlines() if "не часовой пояс" in line]) == 2
    assert not (tmp_path / "none.db").exists()


def test_what_ends_within_the_horizon_is_listed_and_strict_says_no(run: Any) -> None:
    far = run("rules", "check", "--horizon", "120", "--on", "2026-09-02", "--strict")
    near = run("rules", "check", "--horizon", "120", "--on", "2026-09-03", "--strict")
    assert (far.code, near.code) == (0, 1)
    assert far.out.splitlines()[-1] == "пакетов: 48; ошибок нет, замечаний: 0, кончается: 0"
    assert sum(line.startswith("кончается: subsistence/") for line in near.out.splitlines()) == 3
    assert run("rules", "check", "--on", "2026-09-03", "--strict").code == 0, "no horizon was asked for"
    found = run("rules", "check", "--horizon", "120", "--on", "2026-09-03", "--json").json
    assert [one["kind"] for one in found["endings"]] == ["figure"] * 3
    assert {one["day"] for one in found["endings"]} == {"2027-01-01"}


WHY = "величина не найдена в источниках"
YEAR_2027 = f'  - {{from: 2027-01-01, until: 2028-01-01, blank: {WHY}, cite: "news2026: нет"}}\n'


@pytest.mark.parametrize(("on", "code", "told"), [("2026-09-03", 0, 1), ("2027-09-02", 0, 1), ("2027-09-03", 1, 2)])
def test_a_gap_that_a_blank_names_is_listed_and_is_no_failure_while_the_blank_lasts(
    run: Any, tmp_path: Path, on: str, code: int, told: int
) -> None:
    packs = edited_folder(tmp_path / "packs")
    path = packs / "subsistence" / "tyumen.yaml"
    path.write_text(path.read_text("utf-8") + YEAR_2027, "utf-8")
    done = run("rules", "check", packs, "--horizon", "120", "--on", on, "--strict", "--region", "tyumen")
    lines = [line for line in done.out.splitlines() if line.startswith("кончается: ")]
    assert (done.code, len(lines)) == (code, told)
    assert f"дальше пробел назван: {WHY}. Что сделать: Когда величина" in lines[0]
    if told > 1:
        assert "назван до 2028-01-01, дальше не сказано ничего." in lines[1]


def test_a_row_that_leaves_a_group_out_names_no_gap(run: Any, tmp_path: Path) -> None:
    packs = edited_folder(tmp_path / "packs")
    path = packs / "subsistence" / "tyumen.yaml"
    row = YEAR_2027.replace(f"blank: {WHY}", "per_head: 19500")
    path.write_text(path.read_text("utf-8") + row, "utf-8")
    done = run("rules", "check", packs, "--horizon", "120", "--on", "2026-09-03", "--json", "--region", "tyumen").json
    assert [(one["day"], one["named"]) for one in done["endings"]] == [("2027-01-01", "")]


def test_the_check_of_one_region_says_nothing_of_the_others(run: Any, tmp_path: Path) -> None:
    packs = edited_folder(tmp_path / "packs", ("subsistence/tyumen.yaml", "able_bodied: 20644", "able_bodied: 2064"))
    strict = ("--horizon", "120", "--on", "2026-09-03", "--json")
    of_penza = run("rules", "check", packs, "--region", "penza", *strict).json
    of_tyumen = run("rules", "check", packs, "--region", "tyumen", *strict).json
    assert {one["ref"].partition("/")[0] for one in of_penza["packs"]} == {"penza"}
    assert of_penza["remarks"] == []
    assert [one["file"] for one in of_penza["endings"]] == ["subsistence/penza.yaml"]
    assert [one["file"] for one in of_tyumen["remarks"]] == ["subsistence/tyumen.yaml"]
    refused = run("rules", "check", packs, "--region", "atlantis")
    assert (refused.code, refused.out) == (2, "")
    assert "«atlantis» is not a region" in refused.err


def test_the_end_of_the_calendar_is_within_the_horizon_too(run: Any) -> None:
    kinds = [
        one["kind"] for one in run("rules", "check", "--horizon", "30", "--on", "2027-12-10", "--json").json["endings"]
    ]
    assert kinds.count("calendar") == 1


def test_a_remark_is_told_and_only_strict_fails_for_it(run: Any, tmp_path: Path) -> None:
    odd = edited_folder(tmp_path / "packs", ("subsistence/tyumen.yaml", "able_bodied: 20644", "able_bodied: 2064"))
    done = run("rules", "check", odd)
    assert done.code == 0
    assert [line for line in done.out.splitlines() if line.startswith("замечание: subsistence/tyumen.yaml:")]
    assert run("rules", "check", odd, "--strict").code == 1
    [remark] = run("rules", "check", odd, "--json", "--language", "en").json["remarks"]
    assert remark["key"].endswith(".able_bodied")
    assert not re.search("[а-я]", remark["problem"] + remark["remedy"])


@pytest.mark.parametrize("horizon", ["-1", "soon", "1.5"])
def test_a_horizon_is_a_number_of_days(run: Any, horizon: str) -> None:
    done = run("rules", "check", "--horizon", horizon)
    assert (done.code, done.out) == (2, "")


# --- diff


def test_two_days_differ_by_values_with_both_citations(run: Any) -> None:
    done = run("rules", "diff", "tyumen/training@2020-12-31", "tyumen/training@2021-01-01")
    assert done.code == 0
    assert "значение: 12 069 → 12 196" in done.out.replace("\N{NO-BREAK SPACE}", " ")
    assert "− норма: [1]" in done.out
    assert "+ норма: [2]" in done.out
    assert "531-п" in done.out


def test_an_edited_copy_is_compared_whole_and_people_with_it(run: Any, people: Path, tmp_path: Path) -> None:
    edited = edited_folder(tmp_path / "packs", CEILING)
    done = run("rules", "diff", "--against", edited, "--situations", people, "--json")
    assert done.code == 0
    changed = {one["after"] for one in done.json["measures"] if one["changes"]}
    assert changed == {
        f"tyumen/{name}.2020-04-06@2"
        for name in ("self_support", "training", "first_needs_training", "first_needs_job_search")
    }
    people_found = done.json["situations"]
    assert (people_found["screened"], people_found["flipped"], people_found["elsewhere"]) == (3, 1, 0)
    [result] = people_found["results"]
    assert result["file"] == "galina.json"
    [flip] = [one for one in result["measures"] if one["measure"] == "self_support"]
    assert (flip["before"]["outcome"], flip["after"]["outcome"]) == ("fails", "meets")
    [finding] = flip["findings"]
    assert (finding["before"]["truth"], finding["after"]["truth"]) == ("no", "yes")
    assert finding["before"]["source"]["clause"] == "слайд «Круг заявителей», п. 3"


def test_the_same_pack_is_compared_with_an_edited_copy_in_words(run: Any, people: Path, tmp_path: Path) -> None:
    edited = edited_folder(tmp_path / "packs", CEILING)
    done = run("rules", "diff", "tyumen/self_support.2020-04-06", "--against", edited, "--situations", people)
    assert "Выплата на самообеспечение: не подходит → предварительно подходит, до 100 000 ₽" in done.out.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "− ✗ Доход на человека" in done.out
    assert "+ ✓ Доход на человека" in done.out
    assert "Проверено ситуаций: 2; ответ меняется у 1, только размер — у 0." in done.out
    assert "Ситуаций других регионов: 1" in done.out
    assert done.err == "", "no bar where nobody watches"


def test_the_same_rules_differ_in_nothing(run: Any) -> None:
    assert run("rules", "diff", "tyumen@2020-09-15", "tyumen@2020-09-16").out.strip() == "Правила не различаются."


def test_broken_files_are_named_and_skipped_and_the_end_says_so(run: Any, people: Path) -> None:
    (people / "broken.json").write_text("{", encoding="utf-8")
    write(people / "town" / "strange.json", {**GALINA, "facts": {"colour": True}})
    done = run("rules", "diff", "tyumen@2020-09-15", "tyumen@2021-02-01", "--situations", people)
    assert done.code == 2
    assert "Проверено ситуаций: 2" in done.out
    lines = done.err.splitlines()
    assert lines[0].startswith("broken.json: not JSON at line 1")
    assert lines[1].startswith("town/strange.json: facts.colour: ")
    assert all("Use one of" in line or "write one JSON object" in line for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name two sides to compare, or --against"),
        (("tyumen@2020-09-15",), "name what to compare «tyumen@2020-09-15» with"),
        (("tyumen@2020-09-15", "atlantis@2020-09-15"), "is not a region"),
        (("tyumen@2020-09-15", "tyumen@2020-09-16", "--situations", "nowhere"), "holds no *.json files"),
        (("--against", "nowhere"), "nowhere:1"),
    ],
)
def test_a_comparison_that_cannot_be_made_says_what_to_name(run: Any, arguments: tuple[str, ...], words: str) -> None:
    done = run("rules", "diff", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_people_of_a_region_that_only_the_copy_has_are_judged_there(run: Any, tmp_path: Path) -> None:
    packs = edited_folder(tmp_path / "packs")
    assert run(*NEW, "--packs", packs).code == 0
    people = tmp_path / "people"
    people.mkdir()
    write(people / "one.json", {"region": "prirechye", "applied_on": "2026-03-10"})
    done = run("rules", "diff", "--against", packs, "--situations", people, "--json")
    assert done.code == 0
    [result] = done.json["situations"]["results"]
    assert {one["before"] for one in result["measures"]} == {None}
    beside = run(
        *("rules", "diff", "penza@2026-03-10", "prirechye@2026-03-10", "--against", packs),
        *("--situations", people, "--json"),
    )
    assert beside.json["situations"]["screened"] == 1


# --- explain


def test_a_verdict_is_explained_with_every_criterion_clause_and_sum(run: Any, people: Path) -> None:
    out = run("rules", "explain", people / "galina.json").out.replace("\N{NO-BREAK SPACE}", " ")
    assert "93 000 ₽ ÷ 2 чел. ÷ 3 = 15 500 ₽ на человека в месяц" in out
    assert "✗ Доход на человека 15 500 ₽ — не ниже порога 12 069 ₽" in out
    assert "✓ Вы — семья: 2 чел." in out
    assert "? Не спрашивали о категориях статьи 6.1" in out
    assert "слайд «Круг заявителей», п. 3" in out
    assert "Решение принимает только орган социальной защиты" in out


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_line_of_an_explanation_names_a_criterion_by_its_id(run: Any, people: Path, language: str) -> None:
    out = run("rules", "explain", people / "galina.json", "--language", language).out
    lines = [line.strip() for line in out.splitlines() if line.strip()[:1] in {"✓", "✗", "?", "!", "•", "+"}]
    assert len(lines) > 100
    assert [line for line in lines if re.search(r"[a-z]_[a-z]|\[\d", line)] == []


def test_the_limit_is_explained_with_how_sure_its_figure_is(run: Any, tmp_path: Path) -> None:
    adult = {"relation": "applicant", "birth_date": "1990-05-01", "incomes": []}
    person = {"region": "tyumen", "applied_on": "2026-03-10", "facts": {}, "household": [adult]}
    out = run("rules", "explain", write(tmp_path / "person.json", person)).out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Порог: 18 939 ₽ (по сообщению печати; уточните в органе социальной защиты); доход должен быть ниже." in out


def test_what_would_change_a_failed_measure_is_told_with_its_clause(run: Any, tmp_path: Path) -> None:
    waiting = {**GALINA, "facts": {"lives_in_region": True, "last_self_support_year": 2018}}
    waiting["household"] = [{**GALINA["household"][0], "incomes": []}, GALINA["household"][1]]  # type: ignore[index]
    out = run("rules", "explain", write(tmp_path / "waiting.json", waiting)).out
    assert "Что изменило бы ответ:" in out
    assert "Этот срок пройдёт 1 января 2023" in out


def test_the_explanation_as_json_is_the_verdict_of_the_public_contract(run: Any, people: Path) -> None:
    explained = run("rules", "explain", people / "galina.json", "--json")
    screened = run("screen", people / "galina.json", "--json")
    assert explained.json == screened.json


def test_another_day_can_be_explained(run: Any, tmp_path: Path) -> None:
    person = write(tmp_path / "person.json", {"region": "tyumen", "applied_on": "2020-09-15"})
    assert "2026-01-01" in run("rules", "explain", person, "--as-of", "2026-02-02").out


@pytest.mark.parametrize(
    ("text", "words"), [("{", "not JSON"), ('{"region": "x"}', "region: "), (None, "No such file")]
)
def test_a_situation_that_cannot_be_read_is_told_with_its_remedy(
    run: Any, tmp_path: Path, text: str | None, words: str
) -> None:
    path = tmp_path / "one.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = run("rules", "explain", path)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


# --- test


def test_the_shipped_cases_pass(run: Any) -> None:
    done = run("rules", "test", ROOT / "tests" / "cases" / "tyumen")
    assert done.code == 0
    assert done.out.endswith(", не прошло: 0\n")


def test_a_case_that_disagrees_is_named_with_what_was_expected_and_seen(run: Any, tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        "\n- name: Все подходят\n  cites: [poor]\n  situation: {region: tyumen, applied_on: 2020-09-15}\n"
        "  expect: {measures: {training: {outcome: meets}}}\n",
        encoding="utf-8",
    )
    done = run("rules", "test", cases)
    assert done.code == 1
    assert done.out.splitlines() == [
        "cases.yaml:2: Все подходят",
        "    training.outcome: expected meets, seen undecided",
        "случаев: 1, не прошло: 1",
    ]
    [failed] = run("rules", "test", cases, "--json").json["failed"]
    assert failed["differences"] == [{"what": "training.outcome", "expected": "meets", "seen": "undecided"}]


def test_a_case_about_nothing_is_refused(run: Any, tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        "- name: Проба\n  cites: [nosuch_id, poor]\n"
        "  situation: {region: tyumen, applied_on: 2020-09-15}\n  expect: {}\n",
        encoding="utf-8",
    )
    done = run("rules", "test", cases)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("cases.yaml:1: cites: правила, документа или источника «nosuch_id» у региона нет.")


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_cases_is_no_success(run: Any, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    assert run("rules", "test", tmp_path / name).code == 2


# --- pages, copy, new


def test_the_pages_are_written_and_those_of_vanished_packs_removed(run: Any, tmp_path: Path) -> None:
    packs = edited_folder(tmp_path / "packs")
    assert run("rules", "pages", tmp_path / "law").code == 0
    assert (tmp_path / "law" / "README.md").read_bytes() == (ROOT / "docs" / "law" / "README.md").read_bytes()
    gone = "tyumen/business_veterans.2026-01-01"
    (packs / f"{gone}.yaml").unlink()
    (packs / "tyumen/_business_veterans.yaml").unlink()
    done = run("rules", "pages", tmp_path / "law", "--packs", packs)
    assert "1 removed" in done.out
    assert not (tmp_path / "law" / f"{gone}.md").exists()


def test_nothing_is_removed_from_a_folder_that_is_not_of_pages(run: Any, tmp_path: Path) -> None:
    note = tmp_path / "mine" / "notes" / "note.md"
    note.parent.mkdir(parents=True)
    note.write_text("mine", encoding="utf-8")
    assert run("rules", "pages", tmp_path / "mine").code == 0
    assert note.read_text("utf-8") == "mine"


def test_a_place_that_cannot_be_written_to_is_told(run: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for command in (("rules", "pages"), ("rules", "copy")):
        done = run(*command, tmp_path / "file" / "law")
        assert done.code == 2
        assert len(done.err.splitlines()) == 1


def test_a_copy_is_whole_and_never_over_something(run: Any, tmp_path: Path) -> None:
    assert run("rules", "copy", tmp_path / "mine").code == 0
    assert files(tmp_path / "mine") == files(PACKS)
    assert run("rules", "copy", tmp_path / "mine").code == 2


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_region_is_laid_checked_and_told_what_comes_next(run: Any, tmp_path: Path) -> None:
    packs = edited_folder(tmp_path / "packs")
    done = run(*NEW, "--packs", packs, "--as-of", "2026-03-10")
    assert done.code == 0
    assert f"sotskontrakt rules check {packs}" in done.out
    assert run("rules", "check", packs).code == 0
    person = write(
        tmp_path / "person.json",
        {"region": "prirechye", "applied_on": "2026-03-10", "household": [{"relation": "applicant", "incomes": []}]},
    )
    assert "ещё не внесён в правила" in run("rules", "explain", person, "--packs", packs).out


@pytest.mark.parametrize(
    "changed",
    [
        ("prirechye", "tyumen"),
        ("prirechye", "Приречье"),
        ("Europe/Moscow", "Moscow/Europe"),
        ("Приреченская область", ""),
    ],
)
def test_a_refused_region_changes_nothing(run: Any, tmp_path: Path, changed: tuple[str, str]) -> None:
    packs = edited_folder(tmp_path / "packs")
    before = files(packs)
    done = run(*(changed[1] if one == changed[0] else one for one in NEW), "--packs", packs)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert files(packs) == before


def test_a_laying_that_the_disk_stops_is_undone(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own refusal in the middle: the last file of the skeleton cannot be written."""
    packs = edited_folder(tmp_path / "packs")
    before = files(packs)
    whole = Path.write_text

    def stops(path: Path, *given: Any, **named: Any) -> int:
        if path.name == "smallholding.2026-01-01.yaml":
            raise PermissionError(13, "Permission denied")
        return whole(path, *given, **named)

    monkeypatch.setattr(Path, "write_text", stops)
    done = run(*NEW, "--packs", packs)
    monkeypatch.undo()
    assert done.code == 2
    assert "Permission denied" in done.err
    assert "rules copy FOLDER" in done.err
    assert files(packs) == before


# --- the folder of the settings


def test_the_folder_of_the_settings_is_what_every_command_reads(
    run: Any, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOTSKONTRAKT_RULES_FOLDER", str(edited_folder(tmp_path / "packs", CEILING)))
    verdict = run("screen", people / "galina.json", "--json").json
    assert verdict["income"]["threshold"] == "20000.00"
    monkeypatch.setenv("SOTSKONTRAKT_RULES_FOLDER", str(tmp_path / "nowhere"))
    done = run("rules", "list")
    assert (done.code, done.out) == (2, "")
    assert "nowhere:1: такой папки нет." in done.err


def test_the_reader_that_goes_away_ends_the_command_quietly() -> None:
    command = f"{sys.executable} -m bot rules list | head -n 1"
    shell = shutil.which("sh") or "sh"
    done = subprocess.run([shell, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr


def test_the_situations_of_these_tests_are_sound() -> None:
    assert situation_from_json(GALINA, load_rules()).region == "tyumen"
