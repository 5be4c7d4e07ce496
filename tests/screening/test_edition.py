"""An edition holds all that a region's verdicts stand on: read back it judges the same, and it tells what changed."""

import json
from pathlib import Path

import pytest

from locales import translator
from screening.edition import Edition
from screening.errors import NoRules, PackError, SituationError
from screening.exchange.situation import situation_from_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.loader import rules_of
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
