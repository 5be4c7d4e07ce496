"""What is no mistake in the rule files but must be answered: odd figures, what nobody uses, what ends one day."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from locales import translator
from screening.errors import Complaint, PackError
from screening.lawbook.casecheck import unknown_cites
from screening.lawbook.casefile import read_cases
from screening.lawbook.describe import describe
from screening.ledger import Ending, Expiring, Ledger, Survey
from screening.loader import load_rules
from screening.msgid import Worded
from screening.packfile.plausible import IN_A_YEAR, TO_ABLE_BODIED
from screening.packfile.values import read_subsistence
from screening.parameters import SocialGroup
from screening.yamlfile import block_of, composed
from tests.rules import RULES
from tests.screening.editing import Edit, edited, edited_folder
from tests.screening.lawcases import CASES

ROW: Final = (
    "from: 2026-01-01, until: 2027-01-01, per_head: 18939, able_bodied: 20644, pensioners: 16288, children: 18371"
)
TYUMEN: Final = "subsistence/tyumen.yaml"


def remarks(path: Path, *edits: Edit) -> list[str]:
    return [str(one) for one in edited(path / "packs", *edits).survey.remarks]


def test_the_shipped_rules_leave_nothing_to_answer() -> None:
    assert RULES.survey.remarks == ()


# --- figures that look like a slip

SOURCES: Final = "sources: {act: {title: Акт, certainty: act_text}}\n"


def said(tmp_path: Path, rows: str) -> list[str]:
    path = tmp_path / "table.yaml"
    path.write_text(f"{SOURCES}periods:\n{rows}", encoding="utf-8")
    ledger = Ledger()
    read_subsistence(block_of(composed(path, path.name), path.name, ledger))
    ledger.refuse()
    return [f"{one.key}: {one.problem}" for one in ledger.survey().remarks if "источник" not in str(one.problem)]


def row(year: int, **figures: object) -> str:
    shown = "".join(f", {key}: {value}" for key, value in figures.items())
    return f'  - {{from: {year}-01-01, until: {year + 1}-01-01{shown}, cite: "act: п. 1"}}\n'


@pytest.mark.parametrize(
    ("value", "odd"),
    [(20000, False), (18000, False), (17999, True), (25000, False), (25001, True), (200000, True), (2000, True)],
)
def test_a_figure_is_looked_at_beside_that_of_the_year_before(tmp_path: Path, value: int, odd: bool) -> None:
    assert (Decimal("0.90"), Decimal("1.25")) == IN_A_YEAR
    found = said(tmp_path, row(2025, per_head=20000) + row(2026, per_head=value))
    assert bool(found) is odd
    assert all(f"{value} не похоже на правду после 20000" in one for one in found)


@pytest.mark.parametrize(("value", "odd"), [(31250, False), (31251, True)])
def test_over_a_blank_year_a_figure_may_have_risen_twice(tmp_path: Path, value: int, odd: bool) -> None:
    blank = '  - {from: 2025-01-01, until: 2026-01-01, blank: нет, cite: "act: п. 1"}\n'
    assert bool(said(tmp_path, row(2024, per_head=20000) + blank + row(2026, per_head=value))) is odd


@pytest.mark.parametrize(
    ("group", "value", "odd"),
    [
        (SocialGroup.PER_HEAD, 8499, True), (SocialGroup.PER_HEAD, 8500, False),
        (SocialGroup.PER_HEAD, 9900, False), (SocialGroup.PER_HEAD, 9901, True),
        (SocialGroup.PENSIONERS, 6999, True), (SocialGroup.PENSIONERS, 9000, False),
        (SocialGroup.CHILDREN, 7999, True), (SocialGroup.CHILDREN, 11001, True), (SocialGroup.CHILDREN, 11000, False),
    ],
)  # fmt: skip
def test_a_figure_is_looked_at_beside_that_of_the_able_bodied(
    tmp_path: Path, group: SocialGroup, value: int, odd: bool
) -> None:
    assert group in TO_ABLE_BODIED
    found = said(tmp_path, row(2026, able_bodied=10000, **{group.value: value}))
    assert bool(found) is odd


@pytest.mark.parametrize(("typed", "group"), [("264060", "able_bodied"), ("2878", "able_bodied"), ("1828", "per_head")])
def test_one_slip_is_told_once_at_its_row(tmp_path: Path, typed: str, group: str) -> None:
    value = {"able_bodied": "20644", "per_head": "18939"}[group]
    after = row(2027, per_head=19500, able_bodied=21200).strip()
    first, *others = remarks(
        tmp_path,
        (TYUMEN, ROW, ROW.replace(value, typed)),
        (TYUMEN, '"news2026: с 01.01.2026"}', f'"news2026: с 01.01.2026"}}\n  {after.replace("act", "news2026")}'),
    )
    assert others == []
    assert re.sub(r":\d+: \w+\[\d+]", "", first).startswith(f"{TYUMEN}.{group}: {typed} не похоже на правду")


def test_of_two_figures_that_do_not_go_together_neither_is_blamed_alone(tmp_path: Path) -> None:
    rows = "  - from: 2026-01-01\n    per_head: 26406\n    able_bodied: 38783\n    cite: 'act: п. 1'\n"
    [told] = said(tmp_path, rows)
    assert told.startswith("periods[0].per_head: похоже, неверно одно из двух: `per_head` 26406 (строка 4) или ")
    assert told.endswith("или `able_bodied` 38783 (строка 5); рядом с такой `able_bodied` обычно от 32966 до 38395.")


def test_an_odd_figure_is_answered_in_its_own_row_and_nowhere_else(tmp_path: Path) -> None:
    rows = (
        row(2025, per_head=20000) + row(2026, per_head=30000, checked="постановление № 1") + row(2027, per_head=31000)
    )
    assert said(tmp_path, rows) == []


def test_an_answer_to_nothing_is_told(tmp_path: Path) -> None:
    assert said(tmp_path, row(2026, per_head=20000, checked="да")) == [
        "periods[0].checked: `checked` ничего не объясняет: величины этой строки обычные."
    ]


# --- beside an error


def refused(folder: Path, *edits: Edit) -> PackError:
    with pytest.raises(PackError) as error:
        edited(folder / "packs", *edits)
    return error.value


ODD: Final = (TYUMEN, ROW, ROW.replace("18939", "189390"))


def test_an_error_elsewhere_hides_no_odd_figure(tmp_path: Path) -> None:
    error = refused(tmp_path, ODD, ("tyumen/training.2020-04-06.yaml", "fact: course_months", "fact: months"))
    assert [one.file for one in error.complaints] == ["tyumen/training.2020-04-06.yaml"]
    assert ["189390 не похоже на правду" in str(one.problem) for one in error.remarks] == [True]


def test_an_error_beside_an_odd_figure_hides_it_no_more_than_one_elsewhere(tmp_path: Path) -> None:
    both = ROW.replace("18939", "189390").replace("children: 18371", "children: много")
    error = refused(tmp_path, (TYUMEN, ROW, both))
    assert [one.key for one in error.complaints] == ["periods[6].children"]
    assert [one.key for one in error.remarks] == ["periods[6].per_head"]


@pytest.mark.parametrize(
    "edit",
    [
        (TYUMEN, "from: 2026-01-01, until", "from: скоро, until"),
        (TYUMEN, "sources:\n", "sources:\n  more: {title: Ещё, certainty: слух}\n"),
    ],
    ids=["a day that cannot be read", "a source that nobody cites"],
)
def test_what_follows_from_an_error_is_not_remarked_on(tmp_path: Path, edit: Edit) -> None:
    assert refused(tmp_path, edit).remarks == ()


# --- what nobody uses

MORE_FIGURES: Final = """\
parameters:
  more:
    unit: р
    cite: "minlabour: п. 1"
    values: [{from: 2020-01-01, value: 1}]
"""
MORE_CRITERIA: Final = """\
shared_criteria:
  - {id: more, check: office_decides, says: {open: Решит орган.}, cite: "minlabour: п. 1"}
"""
MORE_QUESTIONS: Final = "\nfacts:\n  more: {kind: yes_no, question: Ещё?, why: Просто так.}\n# "
UNUSED: Final[tuple[tuple[Edit, str, str], ...]] = (
    (
        (TYUMEN, "sources:\n", "sources:\n  more: {title: Ещё, certainty: press}\n"),
        f"{TYUMEN}: sources.more",
        "на источник «more» никто не ссылается.",
    ),
    (
        ("federal/_need.yaml", "parameters:\n", MORE_FIGURES),
        "federal/_need.yaml: parameters.more",
        "величину «more» ничто не использует.",
    ),
    (
        ("federal/_need.yaml", "shared_criteria:\n", MORE_CRITERIA),
        "federal/_need.yaml: shared_criteria[0]",
        "условие «more» не стоит ни в одной мере.",
    ),
    (
        ("vocabulary.yaml", "\nfacts:", MORE_QUESTIONS),
        "vocabulary.yaml: facts.more",
        "вопрос «more» никому не задают: его не читает ни одно условие.",
    ),
)


@pytest.mark.parametrize(("edit", "place", "words"), UNUSED, ids=[place for _, place, _ in UNUSED])
def test_what_nobody_uses_is_told_where_it_stands_and_once(tmp_path: Path, edit: Edit, place: str, words: str) -> None:
    [remark] = remarks(tmp_path, edit)
    assert re.sub(r":\d+", "", remark).startswith(f"{place}: {words}")


def test_a_figure_that_stands_for_information_says_why(tmp_path: Path) -> None:
    [remark] = remarks(tmp_path, ("federal/_training.yaml", "    checked:", "# "))
    assert "training_cap" in remark


# --- what ends one day


def ending(survey: Survey, on: date, horizon: int) -> set[tuple[str, date]]:
    return {(one.complaint.file, one.day) for one in survey.ending(on, horizon)}


@pytest.mark.parametrize(
    ("on", "told"), [(date(2026, 9, 2), False), (date(2026, 9, 3), True), (date(2027, 6, 1), True)]
)
def test_figures_without_a_next_row_are_told_from_the_horizon_on_for_as_long_as_they_are_missed(
    on: date, told: bool
) -> None:
    expected = {(f"subsistence/{region}.yaml", date(2027, 1, 1)) for region in RULES.regions}
    assert ending(RULES.survey, on, 120) == (expected if told else set())


def test_a_figure_of_rules_that_are_over_is_no_concern() -> None:
    """The second quarters of 2022 end before the regime that read them; both are past."""
    assert any(one.day < date(2026, 1, 1) for one in RULES.survey.endings)
    assert ending(RULES.survey, date(2026, 3, 1), 120) == set()
    assert ("subsistence/penza.yaml", date(2023, 1, 1)) in ending(RULES.survey, date(2023, 6, 1), 120)


def test_the_last_regime_of_a_measure_is_told_before_its_end_and_not_after(tmp_path: Path) -> None:
    end = ("federal/_regime.2026-01-01.yaml", "  from: 2026-01-01", "  from: 2026-01-01\n  until: 2026-10-01")
    survey = edited(tmp_path / "packs", end).survey
    days = {
        on: {one.kind for one in survey.ending(on, 120)}
        for on in (date(2026, 6, 2), date(2026, 6, 3), date(2026, 10, 1))
    }
    assert days == {date(2026, 6, 2): set(), date(2026, 6, 3): {Expiring.REGIME}, date(2026, 10, 1): set()}


SOURCE: Final = "  p133:\n"


def test_a_source_is_to_be_read_again_by_its_day(tmp_path: Path) -> None:
    survey = edited(
        tmp_path / "packs", (TYUMEN, SOURCE, f"{SOURCE}    read_on: 2026-01-10\n    check_by: 2026-07-01\n")
    ).survey
    [found] = [one for one in survey.endings if one.kind is Expiring.SOURCE]
    assert found.day == date(2026, 7, 1)
    assert str(found.complaint).startswith(f"{TYUMEN}:5: sources.p133.check_by: источник «p133» пора прочесть снова")
    assert (TYUMEN, date(2026, 7, 1)) in ending(survey, date(2026, 12, 1), 0), "until it is answered"


@pytest.mark.parametrize(("check_by", "sound"), [("2026-01-10", False), ("2026-01-11", True)])
def test_a_source_is_read_again_after_it_was_read(tmp_path: Path, check_by: str, sound: bool) -> None:
    folder = edited_folder(
        tmp_path / "packs", (TYUMEN, SOURCE, f"{SOURCE}    read_on: 2026-01-10\n    check_by: {check_by}\n")
    )
    if sound:
        load_rules(folder)
    else:
        with pytest.raises(PackError, match="не позже дня `read_on`"):
            load_rules(folder)


TITLE: Final = "    title: Постановление Правительства Тюменской области от 18.08.2020 № 531-п\n"
SLIDES: Final = "    title: Презентация «Оказание государственной социальной помощи в виде денежной выплаты"
OF_2020: Final = "tyumen/_regime.2020-04-06.yaml"


@pytest.mark.parametrize(("until", "told"), [("2020-07-01", False), ("2020-06-30", True), ("2020-04-01", True)])
def test_a_figure_that_outlives_its_act_is_remarked_on(tmp_path: Path, until: str, told: bool) -> None:
    """The row of the second quarter of 2020 ends on 1 July."""
    found = remarks(tmp_path, (TYUMEN, TITLE, f"{TITLE}    until: {until}\n"))
    assert [f"акт «p531» не действует с {until}, а это правило – и после." in one for one in found] == [True] * told


@pytest.mark.parametrize(("until", "told"), [("2021-04-01", False), ("2021-03-31", True)])
def test_a_rule_of_a_regime_that_outlives_its_act_is_remarked_on(tmp_path: Path, until: str, told: bool) -> None:
    found = remarks(tmp_path, (OF_2020, SLIDES, f"    until: {until}\n{SLIDES}"))
    assert all(f"акт «slides» не действует с {until}" in one for one in found)
    assert bool(found) is told
    assert ".cite: " in found[0] if told else True


def test_an_act_that_ends_under_rules_without_an_end_is_told_in_time_and_from_then_on(tmp_path: Path) -> None:
    title = "    title: Порядок Тверской области, п. 44\n"
    survey = edited(tmp_path / "packs", ("federal/_frame.yaml", title, f"{title}    until: 2027-02-01\n")).survey
    [found] = [one for one in survey.endings if one.kind is Expiring.ACT]
    assert (found.day, found.complaint.key) == (date(2027, 2, 1), "sources.tver.until")
    days = (date(2026, 11, 30), date(2026, 12, 1), date(2028, 1, 1))
    assert [found in survey.ending(day, 62) for day in days] == [False, True, True]


def test_of_several_ends_of_one_thing_the_last_counts() -> None:
    ledger, complaint = Ledger(), Complaint("a.yaml", 1, "", Worded("п."), Worded("с."))
    for day in (date(2026, 1, 1), date(2027, 1, 1), date(2025, 1, 1)):
        ledger.end(Ending(Expiring.FIGURE, day, complaint))
    assert [one.day for one in ledger.survey().endings] == [date(2027, 1, 1)]


# --- the line of the income rule

OWN_LINE: Final = 'income: {line: not_above, cite: "minlabour: доход не выше"}\n'


def own_file(folder: Path, text: str) -> Path:
    """The packs with a file of Tyumen's own that is laid over the frame of one measure."""
    edited_folder(folder, ("tyumen/job_search.2026-01-01.yaml", "_complaint]", "_complaint, _own]"))
    (folder / "tyumen" / "_own.yaml").write_text(text, encoding="utf-8")
    return folder


def line_remarks(folder: Path) -> list[str]:
    return [str(one) for one in load_rules(folder).survey.remarks]


@pytest.mark.parametrize("line", ["below", "not_above"])
def test_a_line_without_a_citation_of_its_own_is_remarked_on(tmp_path: Path, line: str) -> None:
    [found] = line_remarks(own_file(tmp_path / "packs", f"income: {{line: {line}}}\n"))
    assert found.startswith("tyumen/_own.yaml:1: income.line: правило о равном доходе (`line`) меняется без ссылки")


def test_a_line_with_its_citation_needs_no_other_sentence(tmp_path: Path) -> None:
    folder = own_file(tmp_path / "packs", OWN_LINE)
    assert line_remarks(folder) == []
    rules = load_rules(folder)
    pack = next(one for one in rules.of_region("tyumen") if one.ref.startswith("tyumen/job_search.2026"))
    poor = next(one for one in describe(rules, pack, translator("ru")).sections["criteria"] if one.id == "poor")
    assert [str(poor.fields[key]).partition("— ")[2].partition(" %")[0] for key in ("yes", "no")] == [
        "не выше порога",
        "выше порога",
    ]


def own_sentences(words: str) -> str:
    says = f"{{yes: {words}., no: Нет права., open: Нужен доход.}}"
    return f'shared_criteria: [{{id: poor, cite: "minlabour: доход", says: {says}}}]\n'


@pytest.mark.parametrize(
    ("words", "line", "told"),
    [
        ("Доход ниже порога", "", False), ("Доход не выше порога", "", True), ("Доход выше порога", "", True),
        ("Доход ниже порога", OWN_LINE, True), ("Доход Не ниже порога", OWN_LINE, True),
        ("Доход не выше порога", OWN_LINE, False), ("Доход выше порога", OWN_LINE, False),
        ("Доход %(line)s порога", OWN_LINE, False), ("Доход %(line)s порога", "", False),
    ],
)  # fmt: skip
def test_a_sentence_with_the_word_of_another_line_is_remarked_on(
    tmp_path: Path, words: str, line: str, told: bool
) -> None:
    found = line_remarks(own_file(tmp_path / "packs", line + own_sentences(words)))
    assert len(found) == told
    if told:
        said = ("ниже порога", "not_above", "не выше", "выше") if line else ("выше порога", "below", "ниже", "не ниже")
        wrong, name, yes, no = said
        assert found[0].partition(" Что сделать: ")[0] == (
            f"tyumen/_own.yaml:{2 if line else 1}: shared_criteria[0].says.yes: во фразе «{wrong}», а по правилу о"
            f" доходе (`line: {name}`) он {yes} порога или {no}."
        )
        assert "Напишите вместо слова место %(line)s – «— %(line)s порога %(limit)s» –" in found[0]


# --- what a case says it is about


def test_every_shipped_case_is_about_rules_of_its_region() -> None:
    assert list(unknown_cites(read_cases(CASES), RULES)) == []


@pytest.mark.parametrize(
    ("cites", "astray"),
    [
        ("poor", ()), ("income_proof", ()), ("training_cap", ()), ("decision", ()), ("budget_used_up", ()),
        ('"slides: слайд"', ()), ('"pp512: п. 1"', ()), ('"p133: I квартал 2019 года"', ()),
        ("nosuch_id", ("nosuch_id",)), ("pooor", ("pooor",)), ('"slydes: слайд"', ("slydes",)),
        ("order518", ()), ("law2505", ("law2505",)),
    ],
)  # fmt: skip
def test_a_name_that_no_rule_of_the_region_has_is_told(tmp_path: Path, cites: str, astray: tuple[str, ...]) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(
        f"- name: Проба\n  cites: [{cites}]\n  situation: {{region: tyumen, applied_on: 2020-09-15}}\n  expect: {{}}\n",
        encoding="utf-8",
    )
    found = list(unknown_cites(read_cases(path), RULES))
    assert tuple(one.problem.values["word"] for one in found) == astray
    assert all((one.file, one.line, one.key) == ("one.yaml", 1, "cites") for one in found)
