"""Reading a region's `offices:`: where to turn, each entry with its source and the day on which it was checked."""

from collections.abc import Iterator, Mapping
from datetime import date

from screening.msgid import N_
from screening.office import Office, Territory
from screening.packfile.values import SourceList
from screening.yamlblock import YamlBlock


def read_offices(region: YamlBlock) -> tuple[Office, ...]:
    """The `offices:` of a region in `regions.yaml`; none where it names none."""
    if not region.has("offices"):
        return ()
    block = region.block("offices")
    sources = SourceList(block.block("sources"))
    territories = {one.id: one for one in _territories(block, sources)}
    found = tuple(item.whole(lambda one: _office(one, sources, territories)) for item in block.blocks("list"))
    block.finish()
    return found


def _territories(block: YamlBlock, sources: SourceList) -> Iterator[Territory]:
    for item in block.blocks("territories", required=False):
        yield item.whole(lambda one: Territory(one.take("id", str), one.take("title", str), sources.cite(one)))


def _office(block: YamlBlock, sources: SourceList, territories: Mapping[str, Territory]) -> Office:
    phone, phone_of = block.take("phone", str, ""), block.take("phone_of", date, None)
    if bool(phone) is (phone_of is None):
        problem = N_("телефон и день, когда он стоял на странице, пишутся вместе.")
        block.tell("phone", problem, N_("Допишите `phone_of:` с этим днём или уберите телефон."))
    return Office(
        block.take("id", str),
        block.take("title", str),
        block.take("text", str),
        block.take("checked", date),
        sources.cite(block),
        site=block.take("site", str, ""),
        address=block.take("address", str, ""),
        phone=phone,
        phone_of=phone_of,
        territory=territories.get(block.word("territory", territories)) if block.has("territory") else None,
    )
