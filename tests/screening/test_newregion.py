"""The skeleton of a new region: loads at once, invents nothing, and keeps what was there."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from locales import translator
from screening.errors import PackError
from screening.exchange.situation import situation_from_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.lawbook.newregion import NewRegion, NotNew, skeleton
from screening.loader import load_rules
from screening.rules import Rules
from screening.verdict import Outcome
from tests.screening.editing import edited_folder

REGION: Final = NewRegion("prirechye", "Приреченская область", "в Приреченской области", "Asia/Omsk")
PERSON: Final = {
    "region": "prirechye",
    "applied_on": "2026-03-10",
    "facts": {"lives_in_region": True, "last_contract_ended_on": None},
    "household": [{"relation": "applicant", "incomes": []}],
}


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return edited_folder(tmp_path / "packs")


def lay(packs: Path, region: NewRegion = REGION) -> Rules:
    for name, text in skeleton(packs, region, 2027).items():
        path = packs / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_rules(packs)


def test_the_new_region_has_every_measure_and_regime_of_the_frame(packs: Path) -> None:
    rules = lay(packs)
    frame = {path.stem for path in (packs / "federal").glob("[!_]*.yaml")}
    assert {one.ref.partition("/")[2].partition("@")[0] for one in rules.of_region("prirechye")} == frame
    assert rules.regions["prirechye"].title_in == "в Приреченской области"
    assert str(rules.regions["prirechye"].zone) == "Asia/Omsk"


def test_whoever_asks_is_told_that_the_figure_is_not_there_yet(packs: Path) -> None:
    rules = lay(packs)
    verdict = judge(rules, situation_from_json(PERSON, rules))
    document = verdict_to_json(verdict, translator("ru"))
    of_the_poor = [one for one in document["measures"] if any(part["id"] == "poor" for part in one["findings"])]
    assert len(of_the_poor) == 4
    for measure in of_the_poor:
        assert measure["outcome"] == Outcome.UNDECIDED.value
        [poor] = [part for part in measure["findings"] if part["id"] == "poor"]
        assert "прожиточный минимум на эту дату ещё не внесён в правила" in poor["text"]
        assert any("ещё не сверены" in gap for gap in measure["gaps"])


def test_every_year_from_the_first_regime_to_the_last_asked_has_a_row_to_fill_in(packs: Path) -> None:
    text = skeleton(packs, REGION, 2027)["subsistence/prirechye.yaml"]
    assert text.count("blank:") == len(range(2024, 2028))
    assert "{from: 2027-01-01, until: 2028-01-01, blank:" in text


def test_the_file_of_regions_keeps_its_comments_and_order(packs: Path) -> None:
    before = (packs / "regions.yaml").read_text("utf-8")
    lay(packs)
    after = (packs / "regions.yaml").read_text("utf-8")
    assert after.startswith(before)
    assert list(load_rules(packs).regions)[-1] == "prirechye"


def test_a_last_line_without_its_end_is_not_run_into(packs: Path) -> None:
    path = packs / "regions.yaml"
    path.write_text(path.read_text("utf-8").rstrip("\n"), encoding="utf-8")
    assert "prirechye" in lay(packs).regions


def test_a_name_is_kept_whatever_signs_it_holds(packs: Path) -> None:
    title = 'Область «Край: "новый" #1» \\ остальное'
    assert lay(packs, replace(REGION, title=title)).regions["prirechye"].title == title


def test_what_the_region_finds_out_can_be_taken_from_its_own_gaps(packs: Path) -> None:
    """The frame's gaps of a region whose act was not found are laid in the region's own file, where they can go."""
    lay(packs)
    path = packs / "prirechye" / "_region.yaml"
    path.write_text("gaps: []\n", encoding="utf-8")
    gaps = {gap.id for one in load_rules(packs).of_region("prirechye") for gap in one.gaps}
    assert {"regional_act", "region_not_checked"} & gaps == set()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"id": "tyumen"}, "there is a region «tyumen» already"),
        ({"id": "Prirechye"}, "is no id of a region"),
        ({"id": "приречье"}, "is no id of a region"),
        ({"id": "1st"}, "is no id of a region"),
        ({"id": "a/b"}, "is no id of a region"),
        ({"id": "../x"}, "is no id of a region"),
        ({"id": ""}, "is no id of a region"),
        ({"id": "federal"}, "is no id of a region"),
        ({"id": "subsistence"}, "is no id of a region"),
        ({"zone": "Europe/Prirechye"}, "is not a time zone"),
        ({"zone": ""}, "is not a time zone"),
        ({"title": " "}, "--title is empty"),
        ({"title_in": "в\nобласти"}, "--title-in is empty or holds a control character"),
    ],
)
def test_what_cannot_be_laid_is_refused_with_the_reason(packs: Path, changed: dict[str, str], words: str) -> None:
    with pytest.raises(NotNew, match=words):
        skeleton(packs, replace(REGION, **changed), 2027)


def test_a_folder_or_file_that_is_in_the_way_is_not_overwritten(packs: Path) -> None:
    (packs / "prirechye").mkdir()
    with pytest.raises(NotNew, match="is there already"):
        skeleton(packs, REGION, 2027)


def test_a_folder_without_a_frame_or_an_index_is_told_so(packs: Path, tmp_path: Path) -> None:
    for path in (packs / "federal").glob("[!_]*.yaml"):
        path.unlink()
    with pytest.raises(NotNew, match="no packs in federal/"):
        skeleton(packs, REGION, 2027)
    (packs / "regions.yaml").write_text("- list\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"regions\.yaml"):
        skeleton(packs, REGION, 2027)
