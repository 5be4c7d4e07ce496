"""Reads, renews and checks the `.po` files. `ru.po` holds only texts with a count: the msgids are Russian."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from locales import LANGUAGES, SOURCE_LANGUAGE

FOLDER: Final = Path(__file__).parent
POT: Final = "messages.pot"

_PLACE: Final = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*([a-z])")


def read(language: str, folder: Path = FOLDER) -> Catalog:
    with (folder / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def renew(template: Catalog, folder: Path = FOLDER) -> None:
    """Write the template and bring every catalogue up to it: kept translations stay, unused ones go."""
    _write(template, folder / POT, header={})
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        old = read(language, folder) if path.exists() else Catalog(locale=language)
        new = Catalog(locale=language, charset="utf-8")
        for message in _wanted(template, language):
            known = old.get(message.id)
            new.add(message.id, known.string if known else None, locations=message.locations)
        _write(new, path, header={"Language": language, "Plural-Forms": get_plural(language).plural_forms})


def problems(template: Catalog, folder: Path = FOLDER) -> list[str]:
    """One sentence for each text that is missing, left over, unsure or filled in wrongly; empty when all is well."""
    found = []
    for language in LANGUAGES:
        catalog = read(language, folder)
        wanted = {message.id for message in _wanted(template, language)}
        present = {message.id for message in catalog if message.id}
        found += [f"{language}.po: missing {msgid!r}" for msgid in wanted - present]
        found += [f"{language}.po: no longer used {msgid!r}" for msgid in present - wanted]
        found += [f"{language}.po: obsolete {msgid!r}" for msgid in catalog.obsolete]
        for message in catalog:
            if message.id in wanted:
                found += [f"{language}.po: {problem} {message.id!r}" for problem in _faults(message, catalog)]
    return sorted(found)


def _wanted(template: Catalog, language: str) -> Iterator[Message]:
    return (message for message in template if message.id and (language != SOURCE_LANGUAGE or message.pluralizable))


def _faults(message: Message, catalog: Catalog) -> Iterator[str]:
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string or "",)
    if not all(forms) or (message.pluralizable and len(forms) != catalog.num_plurals):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy"
    sources = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    if any(_places(form) != _places(sources[-1]) for form in forms):
        yield "other %(places)s in the translation of"


def _places(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(_PLACE.findall(text))


def _write(catalog: Catalog, path: Path, *, header: dict[str, str]) -> None:
    """With a header of ours: babel's own carries the time of writing, so every run would be a change."""
    fields = {"MIME-Version": "1.0", "Content-Type": "text/plain; charset=utf-8", **header}
    with path.open("wb") as file:
        file.write(b'msgid ""\nmsgstr ""\n')
        file.writelines(f'"{name}: {value}\\n"\n'.encode() for name, value in fields.items())
        file.write(b"\n")
        write_po(file, catalog, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
