"""`make` finds a Python, or says what is missing in one sentence."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKE = shutil.which("make")
TOOLS = ("sh", "cat", "cksum", "rm", "echo")

pytestmark = pytest.mark.skipif(MAKE is None, reason="no make on this machine")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what make reads, in a folder with a space and Cyrillic letters in its name."""
    folder = tmp_path / "Мой проект"
    (folder / "requirements").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements/runtime.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def machine(folder: Path, **programs: str) -> dict[str, str]:
    """The environment of a machine that has the basic tools and these programs, each a shell script."""
    programs_folder = folder.parent / "bin"
    programs_folder.mkdir()
    for tool in TOOLS:
        (programs_folder / tool).symlink_to(str(shutil.which(tool)))
    for name, script in programs.items():
        program = programs_folder / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    return {**{name: value for name, value in os.environ.items() if name != "PYTHON"}, "PATH": str(programs_folder)}


def make(folder: Path, env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(MAKE), "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_without_python_it_says_so_and_makes_nothing(folder: Path) -> None:
    done = make(folder, machine(folder), "runtime")
    assert done.returncode != 0
    assert "Python 3.11 or newer was not found" in done.stderr
    assert not (folder / ".venv").exists()


def test_an_old_python_is_passed_over(folder: Path) -> None:
    done = make(folder, machine(folder, python3="exit 1"), "runtime")
    assert "Python 3.11 or newer was not found" in done.stderr


def test_a_python_without_venv_is_named_with_the_remedy(folder: Path) -> None:
    done = make(folder, machine(folder, python3='case "$2" in *venv*) exit 1;; esac'), "runtime")
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stderr


def test_what_is_installed_already_is_not_installed_again(folder: Path) -> None:
    """The stamps match, so neither pip nor a network is needed; a changed requirement would run pip."""
    env = machine(folder)
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$@" >> "{folder.parent}/ran"\n')
    python.chmod(0o755)
    assert make(folder, env, "runtime").returncode == 0
    installed = (folder.parent / "ran").read_text()
    assert "--require-hashes -r requirements/runtime.txt" in installed
    assert "--no-index --no-deps --no-build-isolation --editable ." in installed
    (folder.parent / "ran").unlink()
    assert make(folder, env, "runtime").returncode == 0
    assert "pip install" not in (folder.parent / "ran").read_text()


def test_after_a_move_only_the_project_itself_is_installed_again(folder: Path) -> None:
    test_what_is_installed_already_is_not_installed_again(folder)
    moved = folder.rename(folder.with_name("Другой проект"))
    (folder.parent / "ran").unlink()
    assert make(moved, {**os.environ, "PATH": str(folder.parent / "bin")}, "runtime").returncode == 0
    ran = (folder.parent / "ran").read_text()
    assert "--editable ." in ran
    assert "requirements/runtime.txt" not in ran


def test_the_first_target_is_help(folder: Path) -> None:
    assert "make run" in make(folder, machine(folder)).stdout
