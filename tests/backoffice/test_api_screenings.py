"""Screenings through the API: a situation in, a verdict out, nothing stored."""

import json
from pathlib import Path
from typing import Any

import pytest

from backoffice import schema
from backoffice.publishing import FILES
from screening.exchange.situation import situation_to_json
from tests.applications.values import large_family, rules
from tests.backoffice.conftest import Desk

SITUATION = situation_to_json(large_family())
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


@pytest.mark.asyncio
async def test_a_situation_gets_a_verdict_with_its_arithmetic_and_reasons(desk: Desk) -> None:
    answer = await desk.post("/screenings", SITUATION, key=None)
    assert answer.status == 200
    assert answer.json["income"]["threshold"] == "12069.00"
    measure = next(item for item in answer.json["measures"] if item["measure"] == "self_support")
    assert measure["outcome"] == "meets"
    assert all(finding["text"] for finding in measure["findings"])
    assert answer.json["preliminary"].startswith("Это предварительный ответ")


@pytest.mark.asyncio
async def test_a_situation_with_open_questions_names_them(desk: Desk) -> None:
    answer = await desk.post("/screenings", {"region": "tyumen", "applied_on": "2020-09-15"}, key=None)
    assert answer.status == 200
    assert "lives_in_region" in answer.json["measures"][0]["ask"]


@pytest.mark.asyncio
async def test_nothing_of_a_screening_is_stored(desk: Desk) -> None:
    await desk.post("/screenings", SITUATION, key=None)
    assert (await desk.get("/applications")).json == {"items": [], "next": None}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"region": "atlantis"}, "region"),
        ({"applied_on": "yesterday"}, "applied_on"),
        ({"applied_on": "1999-01-01"}, "applied_on"),
        ({"facts": {"favourite_colour": True}}, "facts.favourite_colour"),
        ({"facts": {"lives_in_region": "yes"}}, "facts.lives_in_region"),
        ({"household": []}, "household"),
        ({"household": [{"relation": "cousin"}]}, "household[0].relation"),
        ({"surname": "Ёлкина"}, "surname"),
    ],
)
async def test_bad_situation_is_refused_with_the_path_and_a_remedy(
    desk: Desk, change: dict[str, Any], path: str
) -> None:
    answer = await desk.post("/screenings", SITUATION | change, key=None)
    assert answer.status == 422
    assert path in [item["path"] for item in answer.json["problems"]]
    assert all(item["remedy"] for item in answer.json["problems"])
    assert "Ёлкина" not in answer.text


@pytest.mark.asyncio
async def test_sentences_follow_the_language_asked_for(desk: Desk) -> None:
    for wanted, given in (("en-US,en;q=0.9", "en"), ("ru", "ru"), ("tt", "ru")):
        answer = await desk.post("/screenings", SITUATION, key=None, **{"Accept-Language": wanted})
        assert answer.headers["Content-Language"] == given


@pytest.mark.parametrize(("file", "name"), FILES.items())
def test_published_schema_file_is_the_one_the_code_serves(file: str, name: str) -> None:
    """Write it anew with `python -m backoffice.publishing docs/schemas`."""
    assert json.loads((SCHEMAS / file).read_text(encoding="utf-8")) == json.loads(
        json.dumps(schema.published(name, rules()))
    )
