"""An edition: everything the law's files say for one region, as one text that stays readable when the files change.

A case goes on by the rules and figures that it was filed under, whatever becomes of the packs and of this program. So
what a verdict stood on is kept whole: the region's packs with their bases, its subsistence minima, the kinds of income
and the words of a situation. The production calendar is no part of it: days are counted by the newest one.

`version` in a pack is for people; the digest is for machines: equal texts have equal digests, and nothing else has.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from screening.errors import PackError, about_file
from screening.msgid import N_
from screening.rulefiles import (
    INCOME_KINDS,
    REGIONS,
    SIGNATURES,
    SUBSISTENCE,
    VOCABULARY,
    KeptFiles,
    RuleFiles,
    base_name,
    subsistence_of,
)
from screening.yamlfile import plain

FORMAT: Final = 1
"""Of the text. A change of the pack language that could not read an older text raises it and teaches `Edition.files`
the old one: a kept edition is never rewritten, or its digest would no longer be its own."""


@dataclass(frozen=True)
class Edition:
    region: str
    text: str
    """Canonical JSON: `{"format": 1, "region": "tyumen", "files": {name: content}}`, files by name."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text, 64 hexadecimal digits."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def files(self) -> KeptFiles:
        """PackError where the text is of a later program."""
        document = json.loads(self.text)
        if document["format"] != FORMAT:
            problem = N_("запись сделана в формате %(found)s, а эта программа читает формат %(known)s.")
            remedy = N_("Запустите версию программы, которая её сделала, или более новую.")
            name, values = f"edition {self.digest[:12]}", {"found": document["format"], "known": FORMAT}
            raise PackError(about_file(name, problem, remedy, **values))
        return KeptFiles(document["files"])


def edition_of(files: RuleFiles, region: str) -> Edition:
    """The region's edition. The files must be whole (`screening.loader.rules_of` has read them)."""
    content: dict[str, Any] = {name: plain(files.block(name)) for name in sorted(_read_for(files, region))}
    # The other regions' names and zones are no part of what this one's verdicts stand on.
    # An address is no law: whom an old case is sent to is looked up in today's files.
    content[REGIONS] = {region: {key: value for key, value in content[REGIONS][region].items() if key != "offices"}}
    if SIGNATURES in files:
        signed = plain(files.block(SIGNATURES))["signatures"].items()
        signatures = {name: one for name, one in signed if signed_for(region, name)}
        if signatures:
            content[SIGNATURES] = {"signatures": signatures}
    document = {"format": FORMAT, "region": region, "files": content}
    return Edition(region, json.dumps(document, ensure_ascii=False, separators=(",", ":")))


def signed_for(region: str, name: str) -> bool:
    """Whether what is signed under this name stands behind the region's verdicts."""
    folder, _, last = name.rpartition("/")
    return folder == region or (folder, last) == (SUBSISTENCE, region) or name == INCOME_KINDS.removesuffix(".yaml")


class EditionShelf:
    """The editions of one set of files, made at the first question (0.1 s for three regions); then the files go."""

    def __init__(self, files: RuleFiles, regions: Iterable[str]) -> None:
        self._files: RuleFiles | None = files
        self._regions = tuple(regions)
        self._made: Mapping[str, Edition] = {}

    def of(self, region: str) -> Edition:
        """LookupError for an unknown region."""
        if self._files is not None:
            files = self._files
            self._made = {name: edition_of(files, name) for name in self._regions}
            self._files = None
        return self._made[region]


def _read_for(files: RuleFiles, region: str) -> set[str]:
    found = {VOCABULARY, REGIONS, INCOME_KINDS, subsistence_of(region), *files.packs(region)}
    return found | {base for name in files.packs(region) for base in _bases(files, name)}


def _bases(files: RuleFiles, name: str) -> Iterator[str]:
    for extended in files.block(name).one_or_more_texts("extends"):
        base = base_name(name, extended)
        yield base
        yield from _bases(files, base)
