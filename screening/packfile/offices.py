"""Reading a region's `offices:`: where to turn, each entry with its source and the day on which it was checked."""

from datetime import date

from screening.msgid import N_
from screening.office import Office
from screening.packfile.values import SourceList
from screening.yamlblock import YamlBlock


def read_offices(region: YamlBlock) -> tuple[Office, ...]:
    """The `offices:` of a region in `regions.yaml`; none where it names none."""
    if not region.has("offices"):
        return ()
    block = region.block("offices")
    sources = SourceList(block.block("sources"))
    found = tuple(item.whole(lambda one: _office(one, sources)) for item in block.blocks("list"))
    block.finish()
    return found


def _office(block: YamlBlock, sources: SourceList) -> Office:
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
    )
