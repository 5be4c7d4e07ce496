"""The skeleton of a new region on the federal frame: every file it needs, as text, to be filled in by people.

Nothing here invents law: every figure is a `blank:` with its reason, so a person is told «not decided yet» until a
figure with a source stands in its place.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import available_timezones

from screening.msgid import N_
from screening.packfile.translations import FOLDER as TRANSLATIONS
from screening.packfile.translations import TEXT
from screening.rulefiles import REGIONS, SUBSISTENCE
from screening.yamlfile import read

FRAME: Final = "federal"
BASE: Final = "_region"
_NO_ACT: Final = "_no_regional_act"
"""The federal base with the gaps of a region whose own act was not found."""
_ID: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")
_RESERVED: Final = frozenset({FRAME, SUBSISTENCE, TRANSLATIONS})
_BLANK: Final = N_("прожиточный минимум на эту дату ещё не внесён в правила")
_NO_SOURCE: Final = N_("Источник ещё не найден")
_NOT_CHECKED: Final = N_(
    "Правила региона с федеральной рамкой ещё не сверены; размеры, сроки и дополнительные условия уточните в органе"
    " социальной защиты."
)


class NotNew(ValueError):
    """The region cannot be laid; the message says why and what to do. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class NewRegion:
    """What to lay: the region's id, its names in the nominative and after «живёте», its IANA time zone."""

    id: str
    title: str
    title_in: str
    zone: str


def skeleton(folder: Path, region: NewRegion, last_year: int, languages: Iterable[str] = ()) -> dict[str, str]:
    """The whole text of every file to write, by its path below the packs folder; NotNew where it cannot be laid.

    The region's names are left to be translated into the `languages`. `last_year` is the last one to leave a row for,
    the current one as a rule. `regions.yaml` is among the files, with everything that stands in it kept. PackError
    where the folder's own files cannot be read.
    """
    _refuse(folder, region)
    frame = tuple(_frame(folder))
    if not frame:
        raise NotNew(f"there are no packs in {FRAME}/ of the folder; copy the shipped packs first: rules copy FOLDER")
    first_year = min(pack.start.year for pack in frame)
    years = range(first_year, max(first_year, last_year) + 1)
    rows = "".join(_ROW % {"year": year, "next": year + 1, "blank": _BLANK} for year in years)
    files = {
        REGIONS: _regions(folder, region),
        f"{SUBSISTENCE}/{region.id}.yaml": _SUBSISTENCE
        % {"title": region.title, "no_source": _NO_SOURCE, "rows": rows},
        f"{TRANSLATIONS}/{region.id}.yaml": _TRANSLATIONS
        % {
            "rows": "".join(untranslated(text, languages) for text in (region.title, region.title_in)),
        },
        f"{region.id}/{BASE}.yaml": _base(region, folder / FRAME / f"{_NO_ACT}.yaml"),
    }
    for pack in frame:
        files[f"{region.id}/_{pack.measure}.yaml"] = _OF_MEASURE % {"measure": pack.measure}
        files[f"{region.id}/{pack.file}"] = f"extends: [{', '.join((*pack.bases, BASE, f'_{pack.measure}'))}]\n"
    return files


class _FramePack(NamedTuple):
    """A federal pack: its file, its measure, its first day, and what a region's own pack extends in its place."""

    file: str
    measure: str
    start: date
    bases: tuple[str, ...]


def _refuse(folder: Path, region: NewRegion) -> None:
    if not _ID.fullmatch(region.id) or region.id in _RESERVED:
        raise NotNew(f"«{region.id}» is no id of a region; write 2 to 40 letters a-z, digits or _, a letter first")
    if region.zone not in available_timezones():
        raise NotNew(f"«{region.zone}» is not a time zone; write an IANA name like Europe/Moscow or Asia/Yekaterinburg")
    for name, text in (("--title", region.title), ("--title-in", region.title_in)):
        if not text.strip() or not text.isprintable():
            raise NotNew(f"{name} is empty or holds a control character; write the name in one line")
    if region.id in read(folder / REGIONS, REGIONS):
        raise NotNew(f"there is a region «{region.id}» already; rules list --region {region.id} shows it")
    for taken in (folder / region.id, folder / SUBSISTENCE / f"{region.id}.yaml"):
        if taken.exists():
            raise NotNew(f"{taken} is there already; remove it or take another id")


def _frame(folder: Path) -> Iterator[_FramePack]:
    """The federal packs, in the order of names."""
    for path in sorted((folder / FRAME).glob("[!_]*.yaml")):
        measure, _, start = path.stem.partition(".")
        block = read(path)
        bases = block.one_or_more_texts("extends")
        parts = bases if bases and not block.left() else (path.stem,)
        # Without the gaps of a region whose act was not found: those are the region's own.
        own = tuple(f"../{FRAME}/{name}" for name in parts if name != _NO_ACT)
        yield _FramePack(path.name, measure, date.fromisoformat(start), own)


def _regions(folder: Path, region: NewRegion) -> str:
    """The file as it is, comments and all, with the new region at its end."""
    text = (folder / REGIONS).read_text(encoding="utf-8")
    line = "" if text.endswith("\n") else "\n"
    names = {"title": region.title, "title_in": region.title_in, "zone": region.zone}
    return f"{text}{line}{region.id}:\n" + "".join(f"  {key}: {quoted(value)}\n" for key, value in names.items())


def quoted(text: str) -> str:
    """A YAML text in double quotes, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def untranslated(text: str, languages: Iterable[str]) -> str:
    """Lines of a file of translations that wait for somebody."""
    return f"  - {TEXT}: {quoted(text)}\n" + "".join(f"    {language}:\n" for language in languages)


def _base(region: NewRegion, no_act: Path) -> str:
    gaps = {"region_not_checked": _NOT_CHECKED}
    if no_act.is_file():
        gaps |= {gap.take("id", str): gap.take("text", str) for gap in read(no_act).blocks("gaps", required=False)}
    rows = "".join(f"  - id: {name}\n    text: {quoted(text)}\n" for name, text in gaps.items())
    return _BASE % {"title": region.title, "gaps": rows}


_ROW: Final = """\
  - {from: %(year)s-01-01, until: %(next)s-01-01, blank: %(blank)s, cite: "unknown: нет сведений"}
"""

_SUBSISTENCE: Final = """\
# Прожиточный минимум: %(title)s, рублей в месяц. Каждая строка – один период с одними и теми же величинами.
# Когда величины найдены, впишите источник в sources и замените строку с blank на такую (ваши числа и ваш источник):
#   - from: 2026-01-01
#     until: 2027-01-01
#     per_head: 10000
#     able_bodied: 11000
#     pensioners: 9000
#     children: 10500
#     cite: "act2026: пункт 1"
# Если среди года величина меняется, разделите год на две строки: until первой – это from второй.
# certainty – насколько мы уверены: act_text (прочитан текст акта), authority_statement (сообщение органа власти),
# seed (документ региона, который вам передали), press_of_authority (новость со слов органа), mirror (похожее правило
# другого региона), press (новость), draft_act (проект акта), title_only (прочитан только заголовок), inferred (вывод).
# Причину после blank видит человек: пока величины нет, порог и размеры для него «пока не решены».
sources:
  unknown:
    title: %(no_source)s
    certainty: inferred
#  act2026:
#    title: Постановление ... от ... № ...
#    url: https://...
#    certainty: act_text
periods:
%(rows)s"""

_TRANSLATIONS: Final = """\
# Тексты региона на других языках: text – как написано в правилах, слово в слово, ниже перевод. Пока его нет, текст
# говорится по-русски. Недостающие дописывает сюда команда rules translate.
texts:
%(rows)s"""

_BASE: Final = """\
# Свои правила поверх федеральной рамки: %(title)s.
# Этот файл действует для всех мер региона и всех дат; файл с именем меры, например _job_search.yaml, – для одной меры
# и всех её дат; файл меры с датой – для одной меры с этой даты. Действует только файл, названный в чьём-то extends.
# Списки сливаются по id: в пункте с тем же id меняются названные поля, пункт с новым id добавляется; строки values
# заменяются все сразу. Пункт рамки, вместо которого у региона есть своё правило, убирают так:
#   drop: {gaps: [terms], procedure: [decision_term, signing_term]}
gaps:
  # Уберите или перепишите то, что выяснили.
%(gaps)s"""

_OF_MEASURE: Final = """\
# Свои правила меры %(measure)s для всех её дат. Пока их нет, действует федеральная рамка и _region.yaml.
# Строка ниже нужна, пока других нет: файл из одних пояснений не читается.
gaps: []
"""
