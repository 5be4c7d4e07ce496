"""The published schemas: up to date, sound, and true of every case and every random situation."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from locales import LANGUAGES, translator
from screening.exchange.schema import VERSION, situation_schema, verdict_schema, write
from screening.exchange.situation import situation_from_json, situation_to_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.situation import Situation
from tests.screening.lawcases import read_cases
from tests.screening.strategies import RULES, situations
from tests.screening.test_situation_json import BAD, GALINA, edited
from tests.validating import validator

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas"
SITUATION, VERDICT = validator(situation_schema(RULES)), validator(verdict_schema())


@pytest.mark.parametrize("name", ["situation", "verdict"])
def test_the_published_files_are_what_the_code_says(name: str, tmp_path: Path) -> None:
    """Renew them with `python -m screening.exchange.schema docs/schemas` in the project's folder."""
    write(tmp_path)
    assert (PUBLISHED / f"{name}.json").read_text("utf-8") == (tmp_path / f"{name}.json").read_text("utf-8")


@pytest.mark.parametrize("schema", [situation_schema(RULES), verdict_schema()], ids=["situation", "verdict"])
def test_a_schema_is_sound_and_carries_its_version(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:sotskontrakt:{schema['title']}:{VERSION}"
    json.dumps(schema)


def test_the_words_of_the_schema_are_the_vocabulary() -> None:
    schema, words = situation_schema(RULES), RULES.vocabulary
    assert set(schema["properties"]["facts"]["properties"]) == set(words.facts)
    assert set(schema["$defs"]["member"]["properties"]) == {"relation", *words.members}
    assert schema["$defs"]["member"]["properties"]["relation"]["enum"] == list(words.relations)


def test_every_case_fits_the_schemas() -> None:
    for case in read_cases():
        if "refused" in case.expect:
            continue
        assert list(SITUATION.iter_errors(case.situation)) == [], case.name
        document = verdict_to_json(judge(RULES, situation_from_json(case.situation, RULES)), translator("ru"))
        assert list(VERDICT.iter_errors(document)) == [], case.name


@settings(max_examples=100, derandomize=True)
@given(situations())
def test_every_situation_and_its_verdict_fit_the_schemas(situation: Situation) -> None:
    assert list(SITUATION.iter_errors(situation_to_json(situation))) == []
    for language in LANGUAGES:
        document = json.loads(json.dumps(verdict_to_json(judge(RULES, situation), translator(language))))
        assert list(VERDICT.iter_errors(document)) == []


# What a schema cannot say and the reader does: rules by the day, windows, ages, absurd sums; and 6.0 is 6 to a schema.
BEYOND = {
    ("facts.course_months", 6.0),
    ("facts.last_self_support_year", 2021),
    ("facts.last_contract_ended_on", "9999-12-31"),
    ("applied_on", "9999-12-31"),
    ("applied_on", "2023-05-05"),
    ("household.0.birth_date", "2020-09-16"),
    ("household.0.birth_date", "1889-12-31"),
    ("household.0.incomes.0.month", "2020-09"),
    ("household.0.incomes.0.month", "2020-05"),
    ("household.0.incomes.0.amount", "100000000.01"),
}


@pytest.mark.parametrize(("path", "value"), [one[:2] for one in BAD], ids=[f"{one[0]}={one[1]!r:.30}" for one in BAD])
def test_what_the_reader_refuses_the_schema_refuses_as_far_as_it_can(path: str, value: Any) -> None:
    beyond = isinstance(value, float | int | str) and (path, value) in BEYOND
    assert SITUATION.is_valid(edited(path, value)) is beyond


def test_the_schema_wants_the_applicant_first_and_once() -> None:
    assert SITUATION.is_valid(GALINA)
    second = copy.deepcopy(GALINA)
    second["household"][1]["relation"] = "applicant"
    assert not SITUATION.is_valid(second)
