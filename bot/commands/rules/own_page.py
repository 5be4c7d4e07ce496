"""`rules page --own`: what a lawyer reads beside the acts before `rules sign`, with a place to sign on paper."""

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bot.commands.bad_input import BadInputError
from bot.commands.installation import given_settings
from bot.commands.output import say, say_json
from bot.commands.rules.calendar_year import content_of, is_calendar, year_named
from bot.commands.rules.calendar_year import page as calendar_page
from locales import N_, Translator, translator
from screening.lawbook import lawwords
from screening.lawbook.ownrules import OwnField, OwnPlace, OwnRule, own_figures, own_rules
from screening.loader import PACKS, load_rules
from screening.rulefiles import INCOME_KINDS, SUBSISTENCE, FolderFiles, subsistence_of
from screening.text import CERTAINTY

_READ: Final = N_(
    "Прочитал(а) и сверил(а) с текстом акта: ____________________ (имя, должность)   «__» __________ 20__ г."
)
HEADINGS: Final[Mapping[str, str]] = {
    **lawwords.SECTIONS,
    "file": N_("Файл"),
    "in_force": N_("Когда действует"),
    "drop": N_("Убрано из того, что ниже"),
    "shared_criteria": N_("Условие"),
    "parameters": N_("Величина"),
    "sources": N_("Источник"),
    "periods": N_("Прожиточный минимум"),
    "quarters": N_("Прожиточный минимум за квартал"),
    "kinds": N_("Вид дохода"),
}
"""By the first word of a rule's path."""
_LABELS: Final[Mapping[str, str]] = {
    **lawwords.FIELDS,
    **lawwords.SECTIONS,
    "all_of": N_("нужно всё"),
    "any_of": N_("достаточно одного"),
    "by_day": N_("по какое число"),
    "certainty": N_("насколько мы уверены"),
    "done_by": N_("чем исполнен или снят"),
    "edition": N_("редакция"),
    "extends": N_("ложится на"),
    "reference": N_("на какой день"),
    "subsistence": N_("прожиточный минимум группы"),
    "times": N_("во сколько раз больше"),
    "version": N_("версия"),
    "per_head": N_("на душу населения"),
    "able_bodied": N_("трудоспособные"),
    "pensioners": N_("пенсионеры"),
    "children": N_("дети"),
}
"""Beside the key of the file, which stands alone where it has no words here."""
_ROW: Final = re.compile(r"\[\d+\]")
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "by": lawwords.ACTORS,
    **dict.fromkeys(("after", "before", "done_by", "restarted_by"), lawwords.EVENT_WORDS),
    "when_missed": lawwords.CONSEQUENCES,
    "every": lawwords.EVERY,
    "day_off": lawwords.DAYS_OFF,
    "family": lawwords.FAMILIES,
    "line": lawwords.LINES,
    "status": lawwords.STATUSES,
    "certainty": {one.value: words for one, words in CERTAINTY.items()},
}
"""The words of a closed list, by the key that holds them."""


def own_page(given: argparse.Namespace) -> int:
    """The region's own rules, each beside the act's clause; or a table of figures, or the days of a calendar."""
    if is_calendar(given.region):
        return _calendar_page(given)
    folder: Path = given.packs or given_settings().rules_folder or PACKS
    rules, files, t = load_rules(folder), FolderFiles(folder), translator(given.language)
    kind, _, region = given.region.partition("/")
    if given.region == INCOME_KINDS.removesuffix(".yaml"):
        title, found = t(N_("Какие доходы учитывают")), own_figures(files, INCOME_KINDS)
    elif kind == SUBSISTENCE and region in rules.regions:
        title = t(N_("Прожиточный минимум региона: %(title)s"), title=t(rules.regions[region].title))
        found = own_figures(files, subsistence_of(region))
    elif given.region in rules.regions:
        title = t(N_("Собственные правила региона: %(title)s"), title=t(rules.regions[given.region].title))
        found = own_rules(files, given.region)
    else:
        known = ", ".join(rules.regions)
        raise BadInputError(
            f"{given.region}: is not a region; use one of: {known}; or subsistence/REGION, income_kinds, calendar/YEAR"
        )
    if given.json:
        say_json({"region": given.region, "rules": [_as_json(one) for one in found]})
    else:
        say(_page(title, found, t))
        say(_figures_apart(given.region, t) if given.region in rules.regions else ())
        say((t(_READ),))
    return 0


def _calendar_page(given: argparse.Namespace) -> int:
    year, t = year_named(given.region), translator(given.language)
    if given.json:
        say_json({**content_of(year), "working_days": year.working_days})
    else:
        say((*calendar_page(year, t), t(_READ)))
    return 0


def _as_json(rule: OwnRule) -> dict[str, Any]:
    fields = {
        name: [
            {"key": one.key, **(_place_json(one.value) if isinstance(one.value, OwnPlace) else {"value": one.value})}
            for one in listed
        ]
        for name, listed in (("fields", rule.fields), ("below", rule.below))
    }
    places = [_place_json(one) for one in rule.places]
    return {"file": rule.file, "path": rule.path, **fields, "cites": places}


def _place_json(place: OwnPlace) -> dict[str, str]:
    return {"source": place.source, "clause": place.clause, "certainty": place.certainty.value}


def _page(title: str, rules: Sequence[OwnRule], t: Translator) -> Iterator[str]:
    yield from (title, "")
    file = ""
    for number, rule in enumerate(rules, start=1):
        if rule.file != file:
            yield from (rule.file, "-" * len(rule.file), "")
            file = rule.file
        yield f"{number}. {t(HEADINGS[rule.path.partition('.')[0]])}: {rule.path}"
        yield from (f"   {_field(one, t)}" for one in rule.fields)
        if rule.below:
            yield f"   {t(N_('остаётся из файлов, на которые этот ложится:'))}"
        yield from (f"      {_field(one, t)}" for one in rule.below)
        yield from (f"   [{_place(one, t)}]" for one in rule.places)
        if not rule.source:
            yield f"   {t(N_('верно ☐   неверно ☐   замечание:'))} ____________________"
        yield ""


def _figures_apart(region: str, t: Translator) -> Iterator[str]:
    yield t(N_("Прожиточный минимум подписывают отдельно, его страница: %(name)s"), name=f"{SUBSISTENCE}/{region}")
    yield ""


def _field(field: OwnField, t: Translator) -> str:
    """«не больше месяцев (at_most_months): 6»: in words for the lawyer, by its key for who corrects the file."""
    name = _ROW.sub("", field.key).rpartition(".")[2]
    label = f"{t(_LABELS[name])} ({field.key})" if name in _LABELS and not field.of_check else field.key
    return f"{label}: {_place(field.value, t) if isinstance(field.value, OwnPlace) else _value(name, field.value, t)}"


def _value(name: str, value: str, t: Translator) -> str:
    known = _WORDS.get(name, {})
    words = [t(known[one]) for one in value.split(", ") if one in known]
    if name in {"within", "within_if_extra_check"} and value.partition(" ")[2] in lawwords.UNITS:
        words = [lawwords.term(value, t)]
    return f"{', '.join(words)} ({value})" if words else value


def _place(place: OwnPlace, t: Translator) -> str:
    return f"{place.source}: {place.clause} ({t(CERTAINTY[place.certainty])})"
