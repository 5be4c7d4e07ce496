"""An edition holds all that a region's verdicts stand on: read back it judges the same, and it tells what changed."""

import json
from pathlib import Path

import pytest

from locales import translator
from screening.edition import Edition, signed_for
from screening.errors import NoRules, PackError, SituationError
from screening.exchange.situation import situation_from_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.loader import rules_of
from screening.rulefiles import KeptFiles
from screening.rules import Rules
from tests.rules import RULES
from tests.screening.editing import edited
from tests.screening.lawcases import read_cases

RU = translator("ru")


@pytest.mark.parametrize("region", RULES.regions)
def test_an_edition_read_back_is_the_same_edition_and_gives_the_same_verdicts(region: str) -> None:
    again = rules_of(RULES.edition(region).files)
    assert again.edition(region) == RULES.edition(region)
    cases = [case for case in read_cases() if case.situation["region"] == region]
    assert cases
    for case in cases:
        assert answered(case.situation, again) == answered(case.situation, RULES)


def answered(document: object, rules: Rules) -> object:
    """The verdict but for the offices, which are no part of an edition."""
    try:
        verdict = verdict_to_json(judge(rules, situation_from_json(document, rules)), RU)
        return {key: value for key, value in verdict.items() if key != "offices"}
    except (SituationError, NoRules) as refusal:
        return str(refusal)


def test_an_edition_knows_its_own_region_only() -> None:
    assert list(rules_of(RULES.edition("penza").files).regions) == ["penza"]
    with pytest.raises(LookupError):
        RULES.edition("moscow")


def digests(rules: Rules) -> dict[str, str]:
    return {region: rules.edition(region).digest for region in rules.regions}


@pytest.mark.parametrize(
    ("file", "old", "new", "regions"),
    [
        ("subsistence/penza.yaml", "sources:", "# Переписано.\nsources:", set()),
        ("tyumen/_regime.2020-04-06.yaml", "100000", "120000", {"tyumen"}),
        ("federal/_need.yaml", "    title:", "    # Основа.\n    title:", set()),
        ("federal/_business.yaml", "350000", "360000", {"tyumen", "penza", "sevastopol"}),
        ("income_kinds.yaml", "counted: true", "counted: false", {"tyumen", "penza", "sevastopol"}),
        ("regions.yaml", "в Севастополе", "в городе Севастополе", {"sevastopol"}),
        ("vocabulary.yaml", "Вы живёте %", "Живёте ли вы %", {"tyumen", "penza", "sevastopol"}),
    ],
)
def test_another_text_of_the_law_is_another_edition_of_the_regions_it_bears_on_and_of_no_other(
    tmp_path: Path, file: str, old: str, new: str, regions: set[str]
) -> None:
    now, before = digests(edited(tmp_path / "packs", (file, old, new))), digests(RULES)
    assert {region for region in before if now[region] != before[region]} == regions


def test_an_edition_of_a_later_program_is_refused_with_a_remedy() -> None:
    document = json.loads(RULES.edition("penza").text) | {"format": 99}
    with pytest.raises(PackError, match="Запустите версию программы, которая её сделала"):
        rules_of(Edition("penza", json.dumps(document)).files)


@pytest.mark.parametrize(
    ("name", "signed"),
    [
        ("tyumen/job_search.2026-01-01", True),
        ("subsistence/tyumen", True),
        ("income_kinds", True),
        ("tyumen_north/job_search.2026-01-01", False),
        ("subsistence/tyumen_north", False),
        ("calendar/2027", False),
    ],
)
def test_a_region_whose_id_begins_anothers_takes_no_signature_of_it(name: str, *, signed: bool) -> None:
    assert signed_for("tyumen", name) is signed


def test_a_file_in_a_folder_of_the_region_is_no_pack_when_read_back() -> None:
    """As `FolderFiles` has it: a base may stand in a folder, and the edition must stay readable."""
    files = KeptFiles({"penza/parts/base.yaml": {}, "penza/need.yaml": {}, "penza_north/need.yaml": {}})
    assert list(files.packs("penza")) == ["penza/need.yaml"]
