"""Decision 14 lists every doubt of the shipped packs, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from screening.loader import load_rules

PAGE: Final = (Path(__file__).parents[2] / "docs/decisions/0014-doubts-named.md").read_text("utf-8")


def _walk(node: Any) -> Iterator[Any]:
    yield node
    for part in getattr(node, "parts", ()):
        yield from _walk(part)


def test_the_decision_lists_every_doubt_and_no_other() -> None:
    told = {
        (criterion, doubt)
        for row in re.findall(r"^\| (`.+?) \| (`.+?) \|", PAGE, re.MULTILINE)
        for criterion in re.findall(r"`(\w+)`", row[0])
        for doubt in re.findall(r"`(\w+)`", row[1])
    }
    nodes = [node for measure in load_rules().all_measures for node in _walk(measure.criteria)]
    said = {(node.id, doubt.id) for node in nodes for doubts in node.doubts.values() for doubt in doubts}
    assert told == said
    assert f"{len(nodes) - len(load_rules().all_measures)} criteria" in PAGE
