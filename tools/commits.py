"""Every new commit has a subject of at most 72 characters and a body that says why: `python -m tools.commits`.

New is what was committed since the rule came; what is older stays as it is. Ends with 1 and a line for each commit that
breaks the rule, with 0 also where there is no git or no history to look at.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

RULE_SINCE: Final = "2026-11-27T14:00:00+00:00"
MOST_OF_A_SUBJECT: Final = 72
_RECORD, _FIELD = "\x1e", "\x1f"


def main(folder: Path | None = None) -> int:
    complaints = list(complaints_of(log(folder or Path.cwd())))
    sys.stdout.writelines(f"{line}\n" for line in complaints)
    return 1 if complaints else 0


def log(folder: Path) -> str:
    """Hash, subject and body of each new commit, merges left out."""
    command = [
        "git",
        "log",
        "--no-merges",
        f"--since-as-filter={RULE_SINCE}",
        f"--format=%h{_FIELD}%s{_FIELD}%b{_RECORD}",
    ]
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""


def complaints_of(text: str) -> Iterator[str]:
    for record in filter(str.strip, text.split(_RECORD)):
        commit, subject, body = record.strip("\n").split(_FIELD)
        if len(subject) > MOST_OF_A_SUBJECT:
            yield f"{commit}: the subject has {len(subject)} characters, at most {MOST_OF_A_SUBJECT} fit: {subject}"
        if not body.strip():
            yield f"{commit}: no body says why: {subject}"


if __name__ == "__main__":
    sys.exit(main())
