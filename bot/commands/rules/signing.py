"""`rules sign | page --own`: a lawyer reads the region's own rules beside the act, and answers for them by name."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from bot.commands.bad_input import BadInputError
from bot.commands.installation import given_settings
from bot.commands.output import now, say, say_json
from bot.commands.rules.calendar_year import content_of, is_calendar, year_named
from bot.commands.rules.calendar_year import page as calendar_page
from locales import N_, Translator, translator
from screening.citation import Certainty
from screening.ledger import Ledger
from screening.loader import PACKS, Files, load_rules
from screening.rulefiles import SIGNATURES, FolderFiles, base_name
from screening.signing import digest_of, unsure
from screening.text import CERTAINTY
from screening.yamlfile import plain

_HEAD: Final = (
    "# Кто и что подписал; пишет `rules sign`. Подпись действует, пока подписанное не изменилось: digest – отпечаток\n"
    "# того, что было прочитано. `accepts` – правила с ненадёжным источником, за которые подписавший отвечает.\n"
)
_READ: Final = N_(
    "Прочитал(а) и сверил(а) с текстом акта: ____________________ (имя, должность)   «__» __________ 20__ г."
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


# --- page --own


def own_page(given: argparse.Namespace) -> int:
    """The region's own rules, each beside the act's clause, with a place to sign on paper; or a calendar's days."""
    if is_calendar(given.region):
        return _calendar_page(given)
    folder: Path = given.packs or given_settings().rules_folder or PACKS
    rules, t = load_rules(folder), translator(given.language)
    if given.region not in rules.regions:
        raise BadInputError(f"{given.region}: is not a region; use one of: {', '.join(rules.regions)}")
    files = FolderFiles(folder)
    laid = [plain(block) for block in Files(files, Ledger()).packs(given.region).blocks]
    # A rule of the region may change a clause alone and keep the words of the frame.
    words = {rule: says for pack in laid for rule, says, *_ in _items(pack, pack["sources"]) if says}
    items = [
        (name, rule, says or words.get(rule, ""), source, clause, certainty)
        for name in files.packs(given.region)
        for rule, says, source, clause, certainty in _items(plain(files.block(name)), _sources(files, name))
    ]
    if given.json:
        keys = ("file", "id", "says", "source", "clause", "certainty")
        say_json({"region": given.region, "rules": [dict(zip(keys, item, strict=True)) for item in items]})
    else:
        say(_page(t(rules.regions[given.region].title), items, t))
    return 0


def _calendar_page(given: argparse.Namespace) -> int:
    year, t = year_named(given.region), translator(given.language)
    if given.json:
        say_json({**content_of(year), "working_days": year.working_days})
    else:
        say((*calendar_page(year, t), t(_READ)))
    return 0


OwnItem = tuple[str, str, str, str, str, str]
"""File, id, what it says, the source's title, the clause, how sure the source is."""


def _sources(files: FolderFiles, name: str) -> Mapping[str, Any]:
    """Of the file and of everything it extends."""
    block = files.block(name)
    found: dict[str, Any] = {}
    for extended in block.one_or_more_texts("extends"):
        found |= _sources(files, base_name(name, extended))
    return found | dict(plain(block).get("sources", {}))


def _items(content: Any, sources: Mapping[str, Any], name: str = "") -> Iterator[tuple[str, str, str, str, str]]:
    if isinstance(content, list):
        for item in content:
            yield from _items(item, sources)
    elif isinstance(content, dict):
        known = str(content.get("id", name))
        if "cite" in content:
            source, _, clause = str(content["cite"]).partition(":")
            about = sources.get(source, {})
            certainty = str(content.get("certainty", about.get("certainty", Certainty.INFERRED.value)))
            title = ", ".join(str(about[key]) for key in ("title", "edition") if key in about) or source
            yield known, _said(content), title, clause.strip(), certainty
        for key, value in content.items():
            if key not in {"sources", "says", "values"}:
                yield from _items(value, sources, key)


def _said(content: Mapping[str, Any]) -> str:
    """In the pack's own words: the sentence, the title, or the values."""
    says = content.get("says")
    if isinstance(says, dict):
        return " / ".join(str(text) for text in says.values())
    for key in ("text", "title", "note"):
        if key in content:
            return str(content[key])
    values = [_value(row) for row in content.get("values", []) if isinstance(row, dict)]
    return "; ".join(values) or ", ".join(
        str(content[key]) for key in ("check", "subsistence", "at_most_months") if key in content
    )


def _value(row: Mapping[str, Any]) -> str:
    value = row.get("value", row.get("blank", ""))
    number = value["$number"] if isinstance(value, dict) else value
    return f"{row.get('from', {}).get('$date', '')}: {number}"


def _page(title: str, items: list[OwnItem], t: Translator) -> Iterator[str]:
    yield t(N_("Собственные правила региона: %(title)s"), title=title)
    yield ""
    file = ""
    for number, (name, rule, says, source, clause, certainty) in enumerate(items, start=1):
        if name != file:
            yield from (name, "-" * len(name), "")
            file = name
        yield f"{number}. {rule}: {says}"
        yield f"   {source}: {clause} ({t(CERTAINTY[Certainty(certainty)])})"
        yield f"   {t(N_('верно ☐   неверно ☐   замечание:'))} ____________________"
        yield ""
    yield t(_READ)
