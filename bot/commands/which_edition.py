"""An edition of the law by the first digits of its digest."""

from collections.abc import Collection
from typing import Final

FEWEST_DIGITS: Final = 8


def whole_digest(option: str, digits: str, digests: Collection[str]) -> str:
    """The one digest that begins so; ValueError names the option and the remedy."""
    found = [digest for digest in digests if digest.startswith(digits)] if len(digits) >= FEWEST_DIGITS else []
    if len(found) != 1:
        remedy = f"give {FEWEST_DIGITS} or more digits of one that `sotskontrakt rules editions` lists"
        raise ValueError(f"{option} {digits}: {'several editions begin so' if found else 'no such edition'}; {remedy}")
    return found[0]
