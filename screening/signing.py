"""Who has answered for the rules: a signature under each pack, and apart from it under the figures of a region.

`signatures.yaml`, beside the packs and written by `rules sign`, names what was signed, who signed it, in which post and
on which day, and the digest of what they read. A change of the rules leaves the signature behind: the pack is a draft
again until somebody signs anew. Cases that are under way are not touched: they go by the edition they were filed under.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from screening.citation import Certainty
from screening.msgid import N_
from screening.rulefiles import CALENDAR
from screening.yamlblock import YamlBlock

_NO_RULE: Final = frozenset({"status", "order", "extends", "version"})
"""How a pack is listed, named and put together, not what it says."""
_CARE: Final = frozenset({"checked", "read_on", "check_by", "used_up", "as_of"})
"""What those who keep the files note beside the rules, anywhere in them: no lawyer answers for it."""


@dataclass(frozen=True, slots=True)
class Signature:
    by: str
    post: str
    on: date
    digest: str
    """Of what was signed (`digest_of`)."""
    accepts: frozenset[str] = frozenset()
    """Ids of rules with an unsure source that the signer answers for: they are then said firmly."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """By name: `tyumen/self_support.2020-04-06` for a pack, `subsistence/tyumen` and `income_kinds` for figures,
    `calendar/2027` for a year of the production calendar."""

    given: Mapping[str, Signature]
    _blocks: Mapping[str, YamlBlock]
    sound: bool = True
    """False where some could not be read, which was told of: that a pack has none is then no news."""

    def over(self, name: str, content: Mapping[str, Any]) -> Signature | None:
        """The signature, where it is under this very content; a stale one is remarked on."""
        signature = self.given.get(name)
        if signature is None or not self.sound or signature.digest == digest_of(content):
            return signature
        problem = N_("подпись под «%(name)s» не действует: подписанное с тех пор изменилось.")
        remedy = N_("Прочтите изменённое и подпишите снова: `rules sign`; до тех пор это черновик.")
        self._blocks[name].remark("digest", problem, remedy, name=name)
        return None

    def refuse_strangers(self, known: frozenset[str]) -> None:
        """A signature under what is not there. Which years have a calendar, the files do not say."""
        for name, block in self._blocks.items():
            if name not in known and not name.startswith(f"{CALENDAR}/"):
                block.tell("", N_("«%(name)s» в этой папке нет."), N_("Уберите подпись или исправьте имя."), name=name)


UNSIGNED: Final = Signatures({}, {})


def said_alone(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a pack or a table says, as plain values (`screening.yamlfile.plain`): without the care that is taken of it,
    and of its sources only those that something stands on."""
    rules = {key: _without_care(value) for key, value in content.items() if key not in _NO_RULE}
    cited = set(_cited(rules))
    if "sources" in rules:
        rules["sources"] = {name: source for name, source in rules["sources"].items() if name in cited}
    return rules


def _without_care(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_care(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_care(item) for key, item in value.items() if key not in _CARE}
    return value


def _cited(value: Any) -> Iterator[str]:
    """The names of the sources that are cited."""
    for item in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from _cited(item)
    if isinstance(value, dict) and "cite" in value:
        yield str(value["cite"]).partition(":")[0]


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over what is signed: a pack with all its bases below it."""
    text = json.dumps(said_alone(content), ensure_ascii=False, sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()


def read_signatures(root: YamlBlock) -> Signatures:
    given: dict[str, Signature] = {}
    blocks = dict(root.block("signatures").items())
    root.finish()
    for name, block in blocks.items():
        given[name] = Signature(
            by=block.take("by", str),
            post=block.take("post", str),
            on=block.take("on", date),
            digest=block.take("digest", str),
            accepts=frozenset(block.texts("accepts", required=False)),
        )
        block.finish()
    return Signatures(given, blocks, sound=root.sound)


def unsure(content: Any, sources: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(id, certainty) of every rule of a pack that stands on an unsure source, in the pack's order.

    `content` is the pack as plain values, `sources` its `sources`; a rule without an id of its own is not listed.
    """
    if isinstance(content, list):
        for item in content:
            yield from unsure(item, sources)
    elif isinstance(content, dict):
        source = sources.get(str(content.get("cite", "")).partition(":")[0], {})
        certainty = str(content.get("certainty", source.get("certainty", "")))
        if "id" in content and "cite" in content and not Certainty(certainty).firm:
            yield str(content["id"]), certainty
        for key, value in content.items():
            if key != "sources":
                yield from unsure(value, sources)
