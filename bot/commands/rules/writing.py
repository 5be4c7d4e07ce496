"""`rules pages | copy | new | translate`: what the `rules` commands write to the disk."""

import argparse
import shutil
from pathlib import Path
from typing import Final

from bot.commands.bad_input import BadInputError
from bot.commands.installation import given_settings
from bot.commands.output import given_folder, given_rules, now, say, say_json
from bot.commands.rules.untranslated import files, missing
from locales import LANGUAGES, N_, SOURCE_LANGUAGE, translator
from screening.lawbook.newregion import NewRegion, NotNew, skeleton, untranslated
from screening.lawbook.pages.folder import pages
from screening.loader import PACKS, load_rules
from screening.packfile.translations import FOLDER as TRANSLATIONS
from screening.packfile.translations import TEXT
from screening.yamlfile import read

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
    folder: Path | None = given.packs or given_settings().rules_folder
    if folder is None or folder.resolve() == PACKS.resolve():
        raise BadInputError(
            "--packs: name a folder of your own (rules copy FOLDER makes one); what came with the program is left alone"
        )
    load_rules(folder)
    foreign = tuple(language for language in LANGUAGES if language != SOURCE_LANGUAGE)
    region = NewRegion(given.region, given.title, given.title_in, given.zone)
    try:
        laid = skeleton(folder, region, (given.as_of or now().date()).year + 1, foreign)
    except NotNew as error:
        raise BadInputError(str(error)) from error
    _lay(folder, region.id, laid)
    if given.json:
        say_json({"files": sorted(laid)})
    else:
        say(["written:", *(f"  {folder / name}" for name in laid)])
        say(
            [
                "next (docs/adding-a-region.md tells how):",
                f"  1. fill in subsistence/{region.id}.yaml: figures, sources, certainty",
                f"  2. fill in the translations in translations/{region.id}.yaml",
                f"  3. sotskontrakt rules check {folder}",
                f"  4. sotskontrakt rules show {region.id} --packs {folder}",
            ]
        )
    return 0


def translate(given: argparse.Namespace) -> int:
    """Add what a language lacks to `translations/<region>.yaml`, to be filled in; what stands there is kept."""
    rules, folder = given_rules(given), given_folder(given)
    if given.region not in rules.regions:
        raise BadInputError(f"«{given.region}» is not a region; use one of: {', '.join(rules.regions)}")
    if folder.resolve() == PACKS.resolve():
        raise BadInputError("--packs: name a folder of your own; the shipped packs are translated in locales/")
    path = folder / TRANSLATIONS / f"{given.region}.yaml"
    before = path.read_text(encoding="utf-8") if path.is_file() else "texts:\n"
    others = [region for region in rules.regions if region != given.region]
    found = [
        one
        for file in files(folder)
        if not {*file.relative_to(folder).with_suffix("").parts} & {*others}
        for one in missing(file)
    ]
    waiting = {item.take(TEXT, str) for item in read(path).blocks("texts", required=False)} if path.is_file() else set()
    lacking: dict[str, list[str]] = {}
    for one in found:
        if one.text not in waiting:
            lacking.setdefault(one.text, []).append(one.language)
    rows = "".join(untranslated(text, languages) for text, languages in lacking.items())
    _write(folder, {path.relative_to(folder).as_posix(): f"{before.rstrip()}\n{rows}"})
    if given.json:
        say_json({"file": str(path), "added": len(lacking)})
    else:
        t = translator(given.language)
        said = N_("дописано текстов: %(count)s, файл %(file)s; впишите в него переводы")
        say([t(said, count=len(lacking), file=path)])
    return 0


def _lay(folder: Path, region: str, laid: dict[str, str]) -> None:
    """Write all of it or, where the disk refuses, nothing: the index of regions is the last to change."""
    regions = folder / "regions.yaml"
    before = regions.read_bytes()
    try:
        _write(folder, {name: text for name, text in laid.items() if name != regions.name})
        _write(folder, {regions.name: laid[regions.name]})
        load_rules(folder)
    except Exception as error:
        shutil.rmtree(folder / region, ignore_errors=True)
        for name in laid:
            if name != regions.name:
                (folder / name).unlink(missing_ok=True)
        if regions.read_bytes() != before:
            regions.write_bytes(before)
        if isinstance(error, OSError):
            remedy = "copy the packs to a folder of yours (rules copy FOLDER) and add --packs FOLDER"
            raise BadInputError(f"{folder}: {error.strerror}; {remedy}") from error
        raise
