"""A pack that changed under its old version is found, whatever file of it changed; what is no other rule is not."""

from pathlib import Path

import pytest

from screening.lawbook.silent import silent_changes
from screening.loader import PACKS
from screening.rulefiles import FolderFiles
from tests.rules import RULES
from tests.screening.editing import Edit, edited_folder

OWN = "tyumen/self_support.2020-04-06.yaml"
SHARED = "tyumen/_regime.2020-04-06.yaml"
FRAME = "federal/_business.yaml"
ALL = {"self_support", "training", "first_needs_training", "first_needs_job_search"}


def found(folder: Path, region: str = "tyumen") -> list[str]:
    kept = [RULES.edition(region)]
    return [f"{one.file}: {one.problem.values['ref']}" for one in silent_changes(FolderFiles(folder), region, kept)]


def test_nothing_is_found_where_nothing_changed() -> None:
    for region in RULES.regions:
        assert found(PACKS, region) == []


@pytest.mark.parametrize(
    ("edits", "refs"),
    [
        ([(OWN, "title:", "# Заметка.\ntitle:")], set()),
        ([(SHARED, "value: 100000", "value: 90000")], ALL),
        ([(OWN, "version: 2", "version: 3"), (OWN, "title: ", "title: Новая ")], set()),
        ([(OWN, "title: ", "title: Новая ")], {"self_support"}),
        ([(SHARED, "status: draft", "status: reviewed")], set()),
        ([("subsistence/tyumen.yaml", "able_bodied: 12069", "able_bodied: 12070")], set()),
    ],
)  # fmt: skip
def test_a_change_of_rules_asks_for_a_version(tmp_path: Path, edits: list[Edit], refs: set[str]) -> None:
    folder = edited_folder(tmp_path / "packs", *edits)
    assert set(found(folder)) == {f"tyumen/{name}.2020-04-06.yaml: tyumen/{name}.2020-04-06@2" for name in refs}


def test_a_changed_frame_is_told_of_each_pack_that_stands_on_it(tmp_path: Path) -> None:
    folder = edited_folder(tmp_path / "packs", (FRAME, "350000", "360000"))
    for region in RULES.regions:
        assert found(folder, region)
        assert all("/business" in one for one in found(folder, region))
