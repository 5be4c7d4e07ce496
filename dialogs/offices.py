"""Where to turn: the region's bodies and centres, each with the day on which its page was looked at."""

from collections.abc import Iterator

from dialogs.screens import Line, Style
from locales import Translator
from screening.rules import Region


def where_to_turn(region: Region | None, t: Translator) -> Iterator[Line]:
    """Nothing where no office of the region is known."""
    for number, one in enumerate(region.offices if region else ()):
        if number == 0:
            yield Line(t("Куда обращаться"), Style.TITLE)
        said = {"title": t(one.title), "about": t(one.text)}
        if one.territory is None:
            yield Line(t("%(title)s: %(about)s.", **said), Style.LIST)
        else:
            where = t(one.territory.title)
            yield Line(t("%(title)s: %(about)s. Для жителей: %(territory)s.", territory=where, **said), Style.LIST)
        known = [one.address, one.site]
        if one.phone and one.phone_of is not None:
            known.append(t("тел. %(phone)s (страница от %(day)s)", phone=one.phone, day=t.day(one.phone_of)))
        told = "; ".join(filter(None, known))
        checked = t("проверено %(day)s", day=t.day(one.checked))
        yield Line(f"{told}; {checked}" if told else checked, Style.NOTE)
