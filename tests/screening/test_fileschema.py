"""The schemas of the rule files: true of every shipped file, and the same keys as the program's own reading takes."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from jsonschema import Draft202012Validator

from screening.errors import PackError
from screening.lawbook.checkwords import CHECKS
from screening.lawbook.fileschema import SCHEMAS, file_schema, parameters_of, write
from screening.loader import PACKS, rules_of
from screening.rulefiles import FolderFiles
from screening.yamlfile import FastLoader, block_of
from tests.rules import RULES
from tests.screening.lawcases import CASES
from tests.screening.test_loader import BROKEN, Broken
from tests.validating import validator

PUBLISHED: Final = Path(__file__).parents[2] / "docs" / "schemas"
VALIDATORS: Final = {name: validator(file_schema(name, RULES)) for name in SCHEMAS}
OF_FILE: Final = {"vocabulary.yaml": "vocabulary", "regions.yaml": "regions", "income_kinds.yaml": "income_kinds"}


class TextDays(yaml.SafeLoader):
    """As an editor reads YAML 1.2: a day is a text, and `yes` and `no` are words."""


TextDays.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in found if tag.rpartition(":")[2] not in {"timestamp", "bool"}]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
TextDays.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def kind_of(file: str) -> str:
    return OF_FILE.get(file) or {"subsistence": "subsistence", "translations": "translations"}.get(
        file.partition("/")[0], "pack"
    )


def complaints(file: str, content: str) -> list[str]:
    document = yaml.load(content, TextDays)  # noqa: S506 - a safe loader
    return [f"{file}: {one.json_path}: {one.message}" for one in VALIDATORS[kind_of(file)].iter_errors(document)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_files_are_what_the_code_says(name: str, tmp_path: Path) -> None:
    """Renew them with `make generated`."""
    write(tmp_path, RULES)
    assert (PUBLISHED / f"{name}.json").read_text("utf-8") == (tmp_path / f"{name}.json").read_text("utf-8")
    Draft202012Validator.check_schema(json.loads((tmp_path / f"{name}.json").read_text("utf-8")))


def test_every_shipped_file_fits_its_schema() -> None:
    for path in sorted(PACKS.rglob("*.yaml")):
        assert complaints(path.relative_to(PACKS).as_posix(), path.read_text("utf-8")) == []


def test_every_shipped_case_fits_its_schema() -> None:
    for path in sorted(CASES.rglob("*.yaml")):
        document = yaml.load(path.read_text("utf-8"), TextDays)  # noqa: S506 - a safe loader
        assert [one.json_path for one in VALIDATORS["cases"].iter_errors(document)] == []


STRUCTURE: Final = (
    "поля с таким именем здесь не бывает.",
    "не подходит: здесь",
    "слова «",
    "это ни верное число",
    "– не квартал.",
    "– не срок.",
    "список пуст.",
    "в списке есть",
    "после имени поля ничего нет.",
    "такого поля здесь нет",
)
"""Complaints about one file by itself. What is missing may lie below; of other files an editor knows nothing."""


def structural() -> Iterator[Broken]:
    for case in BROKEN:
        of_others = "vocabulary.yaml" in case.words or case.key.endswith(".use")
        if any(words in case.words for words in STRUCTURE) and not of_others:
            yield case


@pytest.mark.parametrize("case", [*structural()], ids=lambda case: case.name)
def test_every_defect_of_shape_is_seen_by_the_schema_too(case: Broken) -> None:
    content = (PACKS / case.file).read_text("utf-8").replace(case.old, case.new, 1)
    found = complaints(case.file, content)
    assert found, case.name


# --- the same keys as the reading takes

STRANGE: Final = "key_of_nobody"
Place = tuple[str, str]
"""A file and the path of a block in it."""


def _word(text: str, beside: yaml.Node) -> yaml.Node:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, beside.start_mark, beside.end_mark)


class Strangers:
    """The shipped files, with one key that nobody knows in every block whose keys are fixed."""

    def __init__(self) -> None:
        self._files, self.places = FolderFiles(PACKS), dict[Place, frozenset[str]]()
        self._spoilt: dict[str, yaml.Node] = {}
        for name in self._files.names():
            node = yaml.compose((PACKS / name).read_text("utf-8"), Loader=FastLoader)
            schema = VALIDATORS[kind_of(name)].schema
            self._spoil(name, "", node, schema, schema.get("$defs", {}))
            self._spoilt[name] = node

    def _spoil(self, file: str, path: str, node: Any, schema: Mapping[str, Any], defs: Mapping[str, Any]) -> None:
        if "$ref" in schema:
            schema = defs[schema["$ref"].rpartition("/")[2]]
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._spoil(file, f"{path}[{index}]", item, schema.get("items", {}), defs)
        elif isinstance(node, yaml.MappingNode):
            keys = schema.get("properties", {})
            for key, value in node.value:
                below = keys.get(key.value, schema.get("additionalProperties"))
                if isinstance(below, dict):
                    self._spoil(file, f"{path}.{key.value}" if path else key.value, value, below, defs)
            if keys and schema.get("additionalProperties") is False and "drop" not in path:
                self.places[file, path] = frozenset(keys)
                # What two places share by an alias is one node.
                if all(key.value != STRANGE for key, _ in node.value):
                    node.value.append((_word(STRANGE, node), _word("x", node)))

    def __contains__(self, name: str, /) -> bool:
        return name in self._files

    def names(self) -> Any:
        return self._files.names()

    def packs(self, region: str) -> Any:
        return self._files.packs(region)

    def block(self, name: str, ledger: Any = None) -> Any:
        return block_of(self._spoilt[name], name, ledger)


def test_the_reading_takes_exactly_the_keys_of_the_schema() -> None:
    """Every block is given a key that nobody knows, and the remedy names those that may be there."""
    strangers = Strangers()
    with pytest.raises(PackError) as error:
        rules_of(strangers)
    said = {
        (one.file, one.key.removesuffix(STRANGE).rstrip(".")): frozenset(one.remedy.values["known"])
        for one in error.value.complaints
        if one.key.endswith(STRANGE)
    }
    unequal = {
        place: (sorted(strangers.places[place] - known), sorted(known - strangers.places[place]))
        for place, known in said.items()
        if not _same(place, strangers.places[place], known)
    }
    assert unequal == {}
    kinds = {(kind_of(file), _without_names(path)) for file, path in strangers.places}
    told = {(kind_of(file), _without_names(path)) for file, path in said}
    # What a term depends on is a list of words, and is told of as such.
    assert kinds - told == {("pack", "deadlines.only_if"), ("pack", "deadlines.restart_unless")}


PARAMETERS: Final = frozenset(name for one in CHECKS.values() for name in parameters_of(one.example))
GROUPS: Final = frozenset({"all_of", "any_of", "not", "use", "check"})


def _same(place: Place, schema: frozenset[str], known: frozenset[str]) -> bool:
    """A criterion has keys by its check, a row without a citation has nothing said of one, and what the office decides
    is only said to be open: each of these stands as a condition in the schema."""
    if "check" in schema:
        return known <= schema and (schema - known) <= PARAMETERS | GROUPS | {
            "id",
            "says",
            "doubts",
            "cite",
            "cite_also",
            "certainty",
        }
    if place[1].endswith(".says"):
        return known in {schema, frozenset({"open"})}
    return known in {schema, schema - {"certainty", "cite_also"}} if {"from", "cite"} <= schema else known == schema


def _without_names(path: str) -> str:
    named = re.sub(r"^(sources|parameters|kinds|relations|occupations|income_kinds|facts|members)\.\w+", r"\1.*", path)
    return re.sub(r"\[\d+\]", "", named)


@pytest.mark.parametrize("words", CHECKS.values(), ids=lambda words: words.name)
def test_a_parameter_of_another_check_is_no_key_of_this_one(words: Any) -> None:
    criterion: dict[str, Any] = {"id": "one", "check": words.name}
    good = yaml.load(f"{{{words.example}}}", TextDays) if words.example else {}  # noqa: S506 - a safe loader
    fits = VALIDATORS["pack"].is_valid
    assert fits({"criteria": [{**criterion, **good}]})
    for other in sorted(PARAMETERS - {*parameters_of(words.example)}):
        value = [] if other in {"relations", "occupations", "income_kinds"} else "x"
        assert not fits({"criteria": [{**criterion, **good, other: value}]}), other
