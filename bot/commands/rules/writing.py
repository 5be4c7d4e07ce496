"""`rules pages | copy | new`: what the `rules` commands write to the disk."""

import argparse
import shutil
from pathlib import Path
from typing import Final

from bot.commands.bad_input import BadInputError
from bot.commands.installation import given_settings
from bot.commands.output import given_rules, now, say, say_json
from locales import translator
from screening.lawbook.newregion import NewRegion, NotNew, skeleton
from screening.lawbook.pages.folder import pages
from screening.loader import PACKS, load_rules

_MARK: Final = "rules pages"
"""Stands in the index of a folder of pages: nothing is removed from a folder that has no such index."""


def write_pages(given: argparse.Namespace) -> int:
    """Write the page of every pack and the index; remove the pages of packs that are no more."""
    made = pages(given_rules(given), translator(given.language))
    folder: Path = given.folder
    index = folder / "README.md"
    ours = index.is_file() and _MARK in index.read_text(encoding="utf-8")
    try:
        stale = [path for path in folder.glob("*/*.md") if ours and path.relative_to(folder).as_posix() not in made]
        for path in stale:
            path.unlink()
        _write(folder, made)
    except OSError as error:
        raise BadInputError(f"{folder}: {error.strerror}; name a folder that can be written to") from error
    if given.json:
        say_json({"files": sorted(made)})
    else:
        say([f"{len(made)} pages written to {folder}, {len(stale)} removed"])
    return 0


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def copy_packs(given: argparse.Namespace) -> int:
    """Copy the packs to a folder that is not there yet, to edit them there."""
    source: Path = given.packs or given_settings().rules_folder or PACKS
    load_rules(source)
    if given.folder.exists():
        raise BadInputError(f"{given.folder}: is there already; name a folder that is not")
    try:
        shutil.copytree(source, given.folder)
    except OSError as error:
        raise BadInputError(
            f"{given.folder}: {error.strerror or error}; name a place that can be written to"
        ) from error
    if given.json:
        say_json({"folder": str(given.folder)})
    else:
        say([f"copied to {given.folder}; use it with --packs {given.folder}, or set SOTSKONTRAKT_RULES_FOLDER"])
    return 0


def new_region(given: argparse.Namespace) -> int:
    """Lay the skeleton of a region; on any refusal nothing is changed."""
    folder: Path = given.packs or given_settings().rules_folder or PACKS
    load_rules(folder)
    region = NewRegion(given.region, given.title, given.title_in, given.zone)
    try:
        files = skeleton(folder, region, (given.as_of or now().date()).year + 1)
    except NotNew as error:
        raise BadInputError(str(error)) from error
    _lay(folder, region.id, files)
    if given.json:
        say_json({"files": sorted(files)})
    else:
        packs = "" if folder == PACKS else f" --packs {folder}"
        say(["written:", *(f"  {folder / name}" for name in files)])
        say(
            [
                "next (docs/adding-a-region.md tells how):",
                f"  1. fill in subsistence/{region.id}.yaml: figures, sources, certainty",
                f"  2. sotskontrakt rules check{packs and f' {folder}'}",
                f"  3. sotskontrakt rules show {region.id}{packs}",
            ]
        )
    return 0


def _lay(folder: Path, region: str, files: dict[str, str]) -> None:
    """Write all of it or, where the disk refuses, nothing: the index of regions is the last to change."""
    regions = folder / "regions.yaml"
    before = regions.read_bytes()
    try:
        _write(folder, {name: text for name, text in files.items() if name != regions.name})
        _write(folder, {regions.name: files[regions.name]})
        load_rules(folder)
    except Exception as error:
        shutil.rmtree(folder / region, ignore_errors=True)
        (folder / "subsistence" / f"{region}.yaml").unlink(missing_ok=True)
        if regions.read_bytes() != before:
            regions.write_bytes(before)
        if isinstance(error, OSError):
            remedy = "copy the packs to a folder of yours (rules copy FOLDER) and add --packs FOLDER"
            raise BadInputError(f"{folder}: {error.strerror}; {remedy}") from error
        raise
