"""A lawyer's edited copy of the packs: the shipped files with something replaced."""

import shutil
from pathlib import Path

from screening.loader import PACKS, load_rules
from screening.rules import Rules

Edit = tuple[str, str, str]
"""A file of the packs folder, a text of it, and what to write in its place."""


def edited_folder(folder: Path, *edits: Edit) -> Path:
    shutil.copytree(PACKS, folder)
    for file, old, new in edits:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} has no «{old}»"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def edited(folder: Path, *edits: Edit) -> Rules:
    return load_rules(edited_folder(folder, *edits))
