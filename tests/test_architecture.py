"""The arrows between the packages, and the few places that may touch a messenger or a clock."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tools.module_graph import picture

ROOT = Path(__file__).parents[1]
PACKAGES = ("applications", "backoffice", "bot", "dialogs", "locales", "notifications", "screening", "storage", "web")

CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
}
"""Owner and name of what gives the present moment; the module `time` may not even be imported elsewhere."""


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno}: a relative import"
            yield node.module or ""


def clock_calls_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            owner = node.value
            holder = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            # `loop.time()`, however the loop was come by; nothing else of ours is asked for its `time`.
            if (holder, node.attr) in CLOCKS or node.attr == "time":
                yield f"{name_of(path)}:{node.lineno}: {ast.unparse(node)}"
    if "time" in imports_of(path):
        yield f"{name_of(path)}: imports time"


def test_the_arrows_of_the_architecture_hold() -> None:
    check = "from importlinter.cli import lint_imports_command as check; check(['--no-cache'])"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("depth", [1, 2, 3, None], ids=["package", "room", "folder", "module"])
def test_nothing_imports_itself_over_others(depth: int | None) -> None:
    """A circle has no below and above: none of what stands in it can be read, tested or moved alone.

    Modules without a circle may still stand in rooms that have one, so every depth of folders is tried. Imports inside
    functions and those for types alone count too, for they only hide a circle.
    """
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    below: dict[str, set[str]] = {}
    for module in graph.modules:
        room = ".".join(module.split(".")[:depth])
        imported = {".".join(other.split(".")[:depth]) for other in graph.find_modules_directly_imported_by(module)}
        below.setdefault(room, set()).update(imported - {room})
    try:
        TopologicalSorter(below).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(reversed(error.args[1]))}")


def test_the_picture_of_the_packages_is_what_the_imports_say() -> None:
    published = (ROOT / "docs" / "assets" / "modules.svg").read_text("utf-8")
    assert published == picture(), "the imports have changed: make generated"


def test_only_the_telegram_channel_imports_aiogram() -> None:
    users = {name_of(path) for path in sources() if any(name.split(".")[0] == "aiogram" for name in imports_of(path))}
    assert users
    assert {user for user in users if not user.startswith("bot/telegram/")} == set()


def test_a_channel_is_known_to_its_own_folder_and_the_composition_root_alone() -> None:
    """What the secure form, the commands and the other channels need of one is in the contract, `bot/channels.py`."""
    graph = grimp.build_graph("bot", cache_dir=None)
    channels = {f"bot.{path.parent.name}" for path in (ROOT / "bot").glob("*/channel.py")}
    assert {"bot.telegram", "bot.webchat"} <= channels
    users = {
        user
        for channel in channels
        for module in {channel, *graph.find_descendants(channel)}
        for user in graph.find_modules_that_directly_import(module)
        if not f"{user}.".startswith(f"{channel}.")
    }
    assert users == {"bot.composition"}


def types_of(path: Path) -> Iterator[str]:
    """The classes of a module, and what it gives a class's name to: `Line = tuple[Inline, ...]`, `T = TypeVar("T")`."""
    tree = ast.parse(path.read_text("utf-8"))
    yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    for node in tree.body:
        # `type Line = …`, of later Pythons than the oldest we run on, keeps its name in the field `name`.
        given = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", getattr(node, "name", None))]
        for one in given:
            if isinstance(one, ast.Name) and re.fullmatch("_*[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*", one.id):
                yield one.id


def test_one_class_name_has_one_meaning_in_the_whole_house() -> None:
    """A reader who knows a name from one room may trust it in the next; `_Lane` is read as `Lane` is."""
    places: dict[str, set[str]] = {}
    for path in sources():
        for name in types_of(path):
            places.setdefault(name.lstrip("_"), set()).add(name_of(path))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


BY_PLACE = {
    "Table": "SQLAlchemy takes a table's columns by place",
    "Finding": "on the way of every screening: by keyword each takes two thirds more (screening/tree.py)",
}


def test_six_arguments_or_more_go_by_keyword() -> None:
    """By place, two texts can change seats unseen, by the type checker too."""
    calls = {
        f"{name_of(path)}:{node.lineno}: {ast.unparse(node.func)} takes {len(node.args)} by place"
        for path in sources()
        if "migrations/versions" not in path.as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and len(node.args) > 5 and ast.unparse(node.func) not in BY_PLACE
    }
    assert calls == set()


def test_only_the_clock_reads_the_machines_clock() -> None:
    """Neither the day nor the seconds that only grow: to wait is asyncio's, to count how long one waited is ours."""
    calls = [call for path in sources() for call in clock_calls_of(path)]
    assert [call for call in calls if not call.startswith("bot/process/clock.py:")] == []
    assert calls, "the clock itself is seen"


def test_the_process_without_telegram_does_not_import_aiogram() -> None:
    """The import costs seconds and a hundred megabytes."""
    check = "import sys, bot.composition; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_is_printed_or_left_for_later(package: str) -> None:
    """T20 of ruff holds prints; a mark of unfinished work has no rule of its own."""
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    for path in sorted((ROOT / package).rglob("*.py")):
        text = path.read_text("utf-8")
        assert not any(mark in text for mark in marks), name_of(path)
