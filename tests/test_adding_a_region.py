"""`docs/adding-a-region.md` is done step by step as it is written: its files, its cases, its list of errors."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from bot.cli import main
from screening.pack import Certainty, Provision, Status
from screening.rules import PACKS

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = (ROOT / "docs" / "adding-a-region.md").read_text("utf-8")
BLOCK: Final = re.compile(r"^```yaml (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEW: Final = (
    *("rules", "new", "prirechye", "--title", "Приреченская область"),
    *("--title-in", "в Приреченской области", "--zone", "Europe/Moscow"),
)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The folder of step 2: a copy of the packs with the new region laid in it."""
    folder = Path(shutil.copytree(PACKS, tmp_path / "my-rules"))
    assert main([*NEW, "--packs", str(folder)]) == 0
    return folder


def test_the_laid_region_passes_the_check_before_anything_is_written_in_it(packs: Path) -> None:
    assert main(["rules", "check", str(packs)]) == 0


def test_the_files_of_the_guide_load_and_its_cases_pass(
    packs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = dict(BLOCK.findall(PAGE))
    assert len(blocks) == 6
    for name, text in blocks.items():
        path = (tmp_path if name.startswith("cases/") else packs) / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert main(["rules", "check", str(packs)]) == 0
    capsys.readouterr()
    assert main(["rules", "test", str(tmp_path / "cases"), "--packs", str(packs)]) == 0, capsys.readouterr().out
    assert capsys.readouterr().out in PAGE


def test_the_commands_that_the_guide_lays_a_region_with_are_those_of_this_test() -> None:
    written = re.sub(r"\\\n\s*", "", PAGE)
    quoted = " ".join(f'"{word}"' if " " in word else word for word in NEW)
    assert f"$ sotskontrakt {quoted} --packs my-rules" in written


def test_the_words_of_a_pack_that_the_guide_lists_are_all_there_are() -> None:
    certainties = re.findall(r"^\| `(\w+)` \|", PAGE.partition("## 3.")[2].partition("## 4.")[0], re.MULTILINE)
    assert certainties == [one.value for one in Certainty]
    for word in (*Provision, *(one.value for one in Status)):
        assert f"`{word}`" in PAGE or f"status: {word}`" in PAGE, word


def problems() -> set[str]:
    """What the loader and the reader of cases can complain of, with … for what is filled in."""
    found: set[str] = set()
    for path in sorted((ROOT / "screening").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            found.update(_of_call(node))
            found.update(_of_defect(node))
    return found


def _of_call(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = {"error": 1, "PackError": 3}.get(name)
        if place is not None and len(node.args) > place:
            yield from _text(node.args[place])


def _of_defect(node: ast.AST) -> Iterator[str]:
    """`dated.first_defect` gives (index, problem, remedy)."""
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 3:
        problem = [*_text(node.value.elts[1])]
        if problem and problem[0].endswith("."):
            yield problem[0]


def _text(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)


def test_the_guide_explains_every_error_and_no_other() -> None:
    explained = set(re.findall(r"^\| (.+?) \| .+ \|$", PAGE.partition("## 10.")[2], re.MULTILINE)) - {
        "сообщение",
        "---",
    }
    assert explained == problems()
