"""The rule for new commits, on a repository of the test's own."""

import subprocess
from pathlib import Path

import pytest

from tools.commits import main


def commit(folder: Path, message: str, day: str) -> None:
    names = {f"GIT_{who}_{what}": "x@y.z" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    command = ["git", "-c", "commit.gpgsign=false", "commit", "-q", "--allow-empty", "-m", message]
    subprocess.run(
        command, cwd=folder, check=True, env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **names, **dates}
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


def test_a_new_commit_without_a_body_or_with_a_long_subject_is_named(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, "Old habits", "2026-11-01")
    commit(repository, "Good\n\nBecause.", "2026-12-01")
    commit(repository, "Bare", "2026-12-01")
    commit(repository, f"{'L' * 73}\n\nBecause.", "2026-12-01")
    assert main(repository) == 1
    assert [line.split(": ", 1)[1][:20] for line in capsys.readouterr().out.splitlines()] == [
        "the subject has 73 c",
        "no body says why: Ba",
    ]


def test_where_there_is_nothing_to_look_at_nothing_is_wrong(tmp_path: Path, repository: Path) -> None:
    commit(repository, "Old habits", "2026-11-01")
    assert main(repository) == 0
    elsewhere = tmp_path.parent / "not-a-repository"
    elsewhere.mkdir(exist_ok=True)
    assert main(elsewhere) == 0
