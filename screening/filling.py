"""Sentences of the rule files that numbers and names are filled into: only `%(name)s` of what is there, and `%%`."""

import re
from collections.abc import Iterable

from screening.msgid import N_
from screening.yamlblock import YamlBlock


def tell_places(block: YamlBlock, key: str, text: str, supplied: Iterable[str] = ()) -> None:
    """Of a text that is filled only where it has a place: in any other a percent sign stands for itself."""
    if "%(" in text:
        tell_unfilled(block, key, text, supplied)


def tell_unfilled(block: YamlBlock, key: str, sentence: str, supplied: Iterable[str]) -> None:
    """Any other place would fail before the citizen, or print what nobody wrote; the text under the key was taken."""
    places = tuple(f"%({name})s" for name in supplied)
    known = "|".join(map(re.escape, ("%%", *places)))
    if re.fullmatch(f"(?:[^%]|{known})*", sentence) is None:
        problem = N_("во фразе есть место, которое здесь не заполняется.")
        remedy = N_("Здесь заполняются: %(known)s; знак процента пишут дважды.")
        block.tell(key, problem, remedy, known=places or ("–",))
