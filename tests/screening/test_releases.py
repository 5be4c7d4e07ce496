"""The editions of every release stay readable, answer as they did, and clock their cases as they did."""

from datetime import date
from pathlib import Path

import pytest

from screening.edition import Edition
from screening.loader import rules_of
from screening.shipped import RELEASES, shipped_editions
from tests.rules import RULES
from tests.screening.releasing import FOLDER, answer, kept, terms
from tools.release import release

EDITIONS = list(shipped_editions())
DAYS = sorted(path.name.removesuffix(".json.gz") for path in FOLDER.glob("*.json.gz"))


def test_every_release_has_its_people() -> None:
    assert sorted(path.name for path in RELEASES.iterdir() if path.is_dir()) == DAYS
    assert DAYS


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda one: f"{one.region}-{one.digest[:8]}")
def test_an_edition_is_read_by_this_program_and_is_still_itself(edition: Edition) -> None:
    assert rules_of(edition.files).edition(edition.region).digest == edition.digest


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("region", RULES.regions)
def test_a_release_answers_and_clocks_as_it_did(day: str, region: str) -> None:
    document = kept(FOLDER / f"{day}.json.gz")[region]
    edition = next(one for one in EDITIONS if one.digest == document["digest"])
    rules = rules_of(edition.files)
    assert terms(rules) == document["terms"]
    assert [answer(one, rules) for one, _ in document["people"]] == [before for _, before in document["people"]]


def test_a_release_keeps_only_editions_that_no_release_has_and_always_to_the_same_bytes(tmp_path: Path) -> None:
    first = release(date(2026, 12, 1), tmp_path)
    assert [path.name for path in first] == [f"{region}.json.gz" for region in RULES.regions]
    bytes_of = [path.read_bytes() for path in first]
    assert release(date(2026, 12, 2), tmp_path) == []
    for path in first:
        path.unlink()
    assert [path.read_bytes() for path in release(date(2026, 12, 1), tmp_path)] == bytes_of
    assert {one.digest for one in shipped_editions(tmp_path)} == {RULES.edition_digest(name) for name in RULES.regions}
