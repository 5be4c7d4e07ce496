"""`rules page --own`: what a lawyer signs has every key of the region's own files, each source by its title."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands.cli import main
from bot.commands.rules.own_page import HEADINGS
from screening.lawbook.fileschema import SCHEMAS
from screening.loader import PACKS
from screening.rulefiles import FolderFiles
from screening.yamlfile import plain
from tests.platform.test_rules_cli import run
from tests.rules import RULES
from tests.screening.editing import edited_folder
from tests.test_adding_a_region import NEW, written

__all__ = ["run"]
GUIDE = "prirechye"


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide's region, written as the guide says."""
    folder = tmp_path_factory.mktemp("guide")
    packs = Path(shutil.copytree(PACKS, folder / "my-rules"))
    assert main([*NEW, "--packs", str(packs)]) == 0
    written(packs, folder)
    return packs


def leaves(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """(key, text) of everything below; a citation is its clause alone."""
    if isinstance(value, dict) and not value.keys() & {"$date", "$number"}:
        for name, below in value.items():
            yield from leaves(name, below)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(key, item)
    elif key in {"cite", "cite_also"}:
        yield "", value.partition(":")[2].strip()
    else:
        text = next(iter(value.values())) if isinstance(value, dict) else value
        yield key, str(text).lower() if isinstance(text, bool) else str(text)


def sections(page: str, files: list[str]) -> dict[str, str]:
    """The page's text by file."""
    parts = re.split(r"^(\S+\.yaml)\n-+\n", page, flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert [*found] == files
    return found


def missing(page: str, packs: Path, files: list[str]) -> list[tuple[str, str, str]]:
    stored, text = FolderFiles(packs), sections(page, files)
    everything = [(file, *leaf) for file in files for leaf in leaves("", plain(stored.block(file)))]
    assert len(everything) > len(files)
    # An item's certainty, where it is a citation's, is said in words.
    return [
        (file, key, value)
        for file, key, value in everything
        if key != "certainty" and (key not in text[file] or value not in text[file])
    ]


@pytest.mark.parametrize("region", [*RULES.regions, GUIDE])
def test_every_key_of_every_own_file_is_on_the_page_to_sign(run: Any, guide: Path, region: str) -> None:
    page = run("rules", "page", region, "--own", "--packs", guide).out
    assert missing(page, guide, FolderFiles(guide).packs(region)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["income_kinds", *(f"subsistence/{one}" for one in (*RULES.regions, GUIDE))])
def test_every_key_of_the_figures_is_on_their_page(run: Any, guide: Path, name: str) -> None:
    page = run("rules", "page", name, "--own", "--packs", guide).out
    assert missing(page, guide, [f"{name}.yaml"]) == []


@pytest.mark.parametrize("region", [*RULES.regions, GUIDE])
def test_no_citation_is_left_with_the_bare_name_of_its_source(run: Any, guide: Path, region: str) -> None:
    rules = run("rules", "page", region, "--own", "--packs", guide, "--json").json["rules"]
    fields = [field for rule in rules for field in (*rule["fields"], *rule["below"]) if "source" in field]
    places = [place for rule in rules for place in rule["cites"]]
    bare = [place for place in (*places, *fields) if re.fullmatch(r"[a-z_0-9]*", place["source"])]
    assert places
    assert bare == []


PRESS = """\
sources:
  paper:
    title: Районная газета
    certainty: press
"""


def test_a_source_of_another_file_of_the_pack_gives_title_and_certainty(run: Any, tmp_path: Path) -> None:
    folder = edited_folder(tmp_path / "packs", ("sevastopol/_order518.yaml", "sources:\n", PRESS))
    path = folder / "sevastopol" / "_job_search.yaml"
    text = path.read_text("utf-8")
    cited = 'cite: "paper: с. 2"\n    cite_also: ["paper: с. 3"]\n'
    path.write_text(f"{text}duties:\n  - id: visit\n    text: Приходить раз в месяц.\n    {cited}", "utf-8")
    done = run("rules", "page", "sevastopol", "--own", "--packs", folder)
    assert done.code == 0, done.err
    assert "[Районная газета: с. 2 (сообщение печати)]" in done.out
    assert "[Районная газета: с. 3 (сообщение печати)]" in done.out


@pytest.mark.parametrize(
    "line",
    [
        "доход, равный порогу (line): не выше (not_above)",
        "не меньше месяцев (at_least_months): 3",
        "не больше месяцев (at_most_months): 6",
        "продлить не больше чем на половину срока (extended_by_half): true",
        "по какое число (by_day): 5",
        "of: next_month",
        "как часто (every): каждый месяц (month)",
        "ближайший рабочий день после него (next_working_day)",
        "срок (within): рабочих дней: 10 (10 working_days)",
        "Чего нет в источниках (gaps): terms, refusal_grounds",
        "значение (values[1].value): 220000",
        "not.check: applicant_occupation",
        "достаточно одного (any_of): home_damaged, disabled_member, property_lost, minor_parents",
    ],
)
def test_the_fields_are_said_in_words_and_by_their_keys(run: Any, guide: Path, line: str) -> None:
    assert f"{line}\n" in run("rules", "page", GUIDE, "--own", "--packs", guide).out


def test_a_rule_that_changes_a_clause_alone_stands_beside_what_it_keeps(run: Any) -> None:
    [amount] = [
        rule
        for rule in run("rules", "page", "sevastopol", "--own", "--json").json["rules"]
        if (rule["file"], rule["path"]) == ("sevastopol/_business.yaml", "parameters.business_cap")
    ]
    assert amount["fields"] == []
    assert {"key": "values[0].value", "value": "350000"} in amount["below"]


def test_the_page_of_a_region_names_the_page_of_its_figures(run: Any) -> None:
    assert "subsistence/penza" in run("rules", "page", "penza", "--own").out
    figures = run("rules", "page", "subsistence/penza", "--own")
    assert figures.out.startswith("Прожиточный минимум региона: Пензенская область\n")
    assert run("rules", "page", "subsistence/atlantis", "--own").code == 2


def test_every_key_of_a_file_that_holds_rules_has_its_heading() -> None:
    for name in ("pack", "subsistence", "income_kinds"):
        make, _ = SCHEMAS[name]
        known = make(RULES)["properties"]
        held = {key for key, one in known.items() if one.get("type") in {"object", "array"} or "$ref" in one}
        assert held - {"extends"} <= HEADINGS.keys(), name
