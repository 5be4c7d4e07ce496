"""Offices are data with a source and the day they were checked; a telephone stands only with the day of its page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from dialogs.offices import where_to_turn
from locales import translator
from screening.errors import PackError
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.packfile.offices import read_offices
from screening.situation import Situation
from screening.yamlfile import YamlBlock, read
from tests.rules import RULES

PLACE = """
offices:
  sources:
    page: {title: Страница, certainty: press}
  list:
    - {id: one, title: Управление, text: приём заявлений, checked: 2026-11-27, cite: "page: адрес"}
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], YamlBlock]:
    def write(text: str) -> YamlBlock:
        path = tmp_path / "regions.yaml"
        path.write_text(dedent(text), encoding="utf-8")
        return read(path)

    return write


def test_every_region_names_whom_to_turn_to_with_a_source_and_a_day() -> None:
    for region in RULES.regions.values():
        assert region.offices, region.id
        for one in region.offices:
            assert one.cite.clause, one.id
            assert one.checked >= date(2026, 1, 1)


def test_the_verdict_brings_them_and_what_is_not_known_of_them_is_absent() -> None:
    document = verdict_to_json(judge(RULES, Situation("penza", date(2026, 3, 10))), translator("ru"))
    ministry, city = document["offices"]
    assert "phone" not in ministry
    assert (city["phone"], city["phone_of"]) == ("52-23-57 (код города 8412)", "2025-11-01")


@pytest.mark.parametrize("phone", ["phone: 52-23-57", "phone_of: 2025-11-01"])
def test_a_telephone_without_its_day_is_refused(written: Callable[[str], YamlBlock], phone: str) -> None:
    block = written(PLACE.replace("checked:", f"{phone}, checked:"))
    with pytest.raises(PackError, match="пишутся вместе"):
        read_offices(block)


def test_a_region_without_offices_has_none(written: Callable[[str], YamlBlock]) -> None:
    assert read_offices(written("zone: Europe/Moscow\n")) == ()
    assert [one.id for one in read_offices(written(PLACE))] == ["one"]


def test_an_address_is_no_part_of_an_edition() -> None:
    assert "offices" not in RULES.edition("penza").files.block("regions.yaml").block("penza")


TERRITORIES = PLACE.replace("  list:", '  territories:\n    - {id: town, title: город, cite: "page: адрес"}\n  list:')


def test_an_office_may_serve_a_territory_of_its_own(written: Callable[[str], YamlBlock]) -> None:
    [whole] = read_offices(written(TERRITORIES))
    [towns] = read_offices(written(TERRITORIES.replace("checked:", "territory: town, checked:")))
    assert whole.territory is None
    assert towns.territory is not None
    assert (towns.territory.id, towns.territory.title) == ("town", "город")


def test_a_territory_that_is_not_listed_is_refused(written: Callable[[str], YamlBlock]) -> None:
    with pytest.raises(PackError, match="слова «village» здесь не бывает"):
        read_offices(written(TERRITORIES.replace("checked:", "territory: village, checked:")))


def test_whom_an_office_serves_is_said_beside_it(written: Callable[[str], YamlBlock]) -> None:
    places = read_offices(written(TERRITORIES.replace("checked:", "territory: town, checked:")))
    verdict = judge(RULES, Situation("penza", date(2026, 3, 10)))
    verdict.offices = places
    assert verdict_to_json(verdict, translator("ru"))["offices"][0]["territory"] == "город"
    lines = where_to_turn(replace(RULES.regions["penza"], offices=places), translator("ru"))
    assert [line.text for line in lines][1] == "Управление: приём заявлений. Для жителей: город."
