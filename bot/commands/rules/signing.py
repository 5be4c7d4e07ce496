"""`rules sign`: a lawyer who has read a pack, figures or a calendar beside the act answers for it by name."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from bot.commands.bad_input import BadInputError
from bot.commands.installation import given_settings
from bot.commands.output import now, say, say_json
from bot.commands.rules.calendar_year import content_of, is_calendar, year_named
from locales import N_, Translator, translator
from screening.citation import Certainty
from screening.ledger import Ledger
from screening.loader import PACKS, Files, load_rules
from screening.rulefiles import SIGNATURES, FolderFiles
from screening.signing import digest_of, unsure
from screening.text import CERTAINTY
from screening.yamlfile import plain

_HEAD: Final = (
    "# Кто и что подписал; пишет `rules sign`. Подпись действует, пока подписанное не изменилось: digest – отпечаток\n"
    "# того, что было прочитано. `accepts` – правила с ненадёжным источником, за которые подписавший отвечает.\n"
)


def sign(given: argparse.Namespace) -> int:
    """Put a signature under a pack, figures or a year of the calendar; nothing is written where something is wrong."""
    folder: Path | None = given.packs or given_settings().rules_folder
    if folder is None:
        raise BadInputError(
            f"the shipped packs ({PACKS}) are the program's own; `rules copy FOLDER`, then --packs FOLDER"
        )
    load_rules(folder)
    files, t = FolderFiles(folder), translator(given.language)
    content = _content(files, given.name)
    for option in ("by", "post"):
        if not str(getattr(given, option)).strip():
            raise BadInputError(f"--{option}: is empty; write who signs, and in which post")
    doubtful = dict(unsure(content, content.get("sources", {})))
    strangers = sorted(set(given.accept) - set(doubtful))
    if strangers:
        known = ", ".join(doubtful) or "none"
        raise BadInputError(
            f"--accept {strangers[0]}: is no rule with an unsure source of {given.name}; there are: {known}"
        )
    on = given.as_of or now().date()
    entry: dict[str, Any] = {"by": given.by.strip(), "post": given.post.strip(), "on": on, "digest": digest_of(content)}
    if given.accept:
        entry["accepts"] = sorted(given.accept)
    _write(folder / SIGNATURES, given.name, entry)
    left = {name: certainty for name, certainty in doubtful.items() if name not in given.accept}
    if given.json:
        say_json({"name": given.name, **entry, "on": on.isoformat(), "still_said": left})
    else:
        say(_signed(given.name, entry, left, t))
    return 0


def _content(files: FolderFiles, name: str) -> Mapping[str, Any]:
    region = name.partition("/")[0]
    if is_calendar(name):
        return content_of(year_named(name))
    for block in Files(files, Ledger()).packs(region).blocks:
        if block.file == f"{name}.yaml":
            return plain(block)
    figures = name == "income_kinds" or region == "subsistence"
    if figures and f"{name}.yaml" in files:
        return plain(files.block(f"{name}.yaml"))
    raise BadInputError(
        f"{name}: nothing of this name can be signed; write region/measure.DATE, subsistence/REGION, income_kinds"
        " or calendar/YEAR"
    )


def _write(path: Path, name: str, entry: Mapping[str, Any]) -> None:
    """Beside the signatures that stand there; the file is replaced whole, never half written."""
    known = yaml.safe_load(path.read_text("utf-8"))["signatures"] if path.exists() else {}
    text = yaml.safe_dump(
        {"signatures": dict(sorted({**known, name: dict(entry)}.items()))},
        allow_unicode=True,
        sort_keys=False,
        width=110,
    )
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.write_text(_HEAD + text, encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}; name a folder that can be written to") from error


def _signed(name: str, entry: Mapping[str, Any], left: Mapping[str, str], t: Translator) -> Iterator[str]:
    yield t(
        N_("Подписано: %(name)s. %(by)s, %(post)s, %(on)s."),
        name=name,
        by=entry["by"],
        post=entry["post"],
        on=t.day(entry["on"]),
    )
    if left:
        yield t(N_("С оговоркой об источнике по-прежнему звучат:"))
        yield from (f"  {rule} ({t(CERTAINTY[Certainty(certainty)])})" for rule, certainty in left.items())
        yield t(N_("За правило отвечают поимённо: `--accept ИМЯ`, по одному."))
