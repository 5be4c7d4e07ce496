"""Small made-up rules on which the best interview can be found by a full search: trees of yes/no facts."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any, Final

import yaml

from screening.loader import PACKS, load_rules
from screening.rules import Rules
from screening.situation import FactValue, Situation

ON: Final = date(2026, 3, 2)
FACTS: Final = ("a", "b", "c", "d", "e", "f")
Tree = str | tuple[Any, ...]
"""`a` is «a is true», `-a` «a is false»; ("all", …) and ("any", …) are groups, ("not", one) turns one round."""

_WRITTEN: Final[Mapping[str, Mapping[str, Tree]]] = {
    "ladder": {"one": ("all", "a", "b", ("any", "c", "d"), ("any", "-e", "f"))},
    "shared": {
        "one": ("all", "a", "b"),
        "two": ("all", "a", "-b", "c"),
        "three": ("all", "a", ("any", "c", "d")),
    },
    "exceptions": {
        "one": ("all", "a", ("any", ("all", "b", "c"), "d")),
        "two": ("all", ("any", "b", "e"), ("any", "-d", "f")),
    },
    "repeats": {
        "one": ("all", "a", "b", "-d"),
        "two": ("all", "a", "b", "-e"),
        "three": ("all", "a", ("any", "b", "c"), "-f"),
    },
    "turned": {
        "one": ("all", ("not", ("any", "a", "-b")), ("not", "c")),
        "two": ("all", ("any", ("not", ("all", "c", ("any", "d", "e"))), "f"), ("not", ("not", "a"))),
    },
    "turned_by_hand": {
        "one": ("all", ("all", "-a", "b"), "-c"),
        "two": ("all", ("any", ("any", "-c", ("all", "-d", "-e")), "f"), "a"),
    },
    "crossed": {
        "one": ("all", "f", ("any", ("all", "a", "b"), ("all", "-a", "c"))),
        "two": ("all", "b", ("any", "c", "d", "e")),
    },
}


def _backwards(tree: Tree) -> Tree:
    return tree if isinstance(tree, str) else (tree[0], *(_backwards(part) for part in reversed(tree[1:])))


def _drawn(random: Random) -> Mapping[str, Tree]:
    """One to three measures of three levels at most, each «all of» at the top."""

    def group(kind: str, levels: int) -> Tree:
        other = "any" if kind == "all" else "all"
        parts = random.choice((2, 2, 3))
        return (kind, *(group(other, levels - 1) if levels and random.random() < 0.5 else leaf() for _ in range(parts)))

    def leaf() -> str:
        return random.choice(("", "", "-")) + random.choice(FACTS)

    return {name: group("all", 2) for name in ("one", "two", "three")[: random.choice((1, 2, 2, 3))]}


DRAWN: Final = 20
SMALL: Final[Mapping[str, Mapping[str, Tree]]] = {
    **_WRITTEN,
    **{
        f"{region}_backwards": {name: _backwards(tree) for name, tree in reversed([*measures.items()])}
        for region, measures in _WRITTEN.items()
    },
    **{f"drawn{number}": _drawn(Random(number)) for number in range(DRAWN)},  # noqa: S311 - no secret
}
"""By region; the written ones have three to six facts and stand once more with their criteria the other way round."""
SHARES: Final[Mapping[str, tuple[float, ...]]] = {
    "even": (0.5,) * 6,
    "mostly fits": (0.9, 0.8, 0.6, 0.3, 0.2, 0.1),
    "rare": (0.2,) * 6,
}
"""How many people say yes to each fact."""
FOUR_OF_FIVE: Final = 0.8


def usual(shares: tuple[float, ...]) -> dict[str, bool]:
    """What an editor would call usual: the answer of four people in five."""
    return {
        name: share > 0.5 for name, share in zip(FACTS, shares, strict=True) if max(share, 1 - share) >= FOUR_OF_FIVE
    }


def load_small(folder: Path, hints: Mapping[str, bool] = MappingProxyType({})) -> Rules:
    """The rules of `SMALL`, written as packs into a new or empty folder and read as any others."""
    folder.mkdir(exist_ok=True)
    shutil.copy(PACKS / "income_kinds.yaml", folder)
    words = yaml.safe_load((PACKS / "vocabulary.yaml").read_text(encoding="utf-8"))
    words["facts"] = {name: {"kind": "yes_no", "question": f"{name}?", "why": name} for name in FACTS}
    for name, answer in hints.items():
        words["facts"][name]["usual"] = answer
    _write(folder / "vocabulary.yaml", words)
    regions = {name: {"title": name, "title_in": name, "zone": "Europe/Moscow"} for name in SMALL}
    _write(folder / "regions.yaml", regions)
    for region, measures in SMALL.items():
        table = {"sources": _SOURCES, "periods": [{"from": date(2026, 1, 1), "per_head": 1, "cite": "made: up"}]}
        _write(folder / f"subsistence/{region}.yaml", table)
        for order, (measure, tree) in enumerate(measures.items(), 1):
            _write(folder / f"{region}/{measure}.2026-01-01.yaml", _pack(measure, order, tree))
    return load_rules(folder)


def small_people(region: str, shares: tuple[float, ...], random: Random, number: int) -> tuple[Situation, ...]:
    """Random people of a small region, each fact drawn by its share."""
    used = [name for name in FACTS if name in _facts_of(*SMALL[region].values())]
    drawn: Iterator[dict[str, FactValue]] = (
        {name: random.random() < shares[FACTS.index(name)] for name in used} for _ in range(number)
    )
    return tuple(Situation(region, ON, facts) for facts in drawn)


def _facts_of(*trees: Tree) -> set[str]:
    return {one for tree in trees for one in ([tree[-1]] if isinstance(tree, str) else _facts_of(*tree[1:]))}


_SOURCES: Final = {"made": {"title": "made up", "certainty": "inferred"}}
_SAYS: Final = {"yes": "yes", "no": "no", "open": "open"}


def _pack(measure: str, order: int, tree: Tree) -> dict[str, Any]:
    ids = (f"part{number}" for number in count())
    return {
        "sources": _SOURCES,
        "in_force": {"from": date(2026, 1, 1), "cite": "made: up"},
        "status": "draft",
        "measure": measure,
        "order": order,
        "version": 1,
        "title": measure,
        "summary": measure,
        "criteria": [_criterion(part, ids) for part in tree[1:]],
        "amount": {"note": "none", "cite": "made: up"},
        "documents": [{"id": "form", "by": "citizen", "title": "form", "because": "always", "cite": "made: up"}],
        "refusal_grounds": [{"id": "none", "text": "none", "cite": "made: up"}],
    }


def _criterion(tree: Tree, ids: Iterator[str]) -> dict[str, Any]:
    shape = _condition(tree)
    if not isinstance(tree, str) and tree[0] != "not":
        shape = {f"{tree[0]}_of": [_criterion(part, ids) for part in tree[1:]]}
    return {"id": next(ids), "cite": "made: up", "says": _SAYS, **shape}


def _condition(tree: Tree) -> dict[str, Any]:
    if isinstance(tree, str):
        return {"check": "is_false" if tree.startswith("-") else "is_true", "fact": tree.removeprefix("-")}
    if tree[0] == "not":
        return {"not": _condition(tree[1])}
    return {f"{tree[0]}_of": [_condition(part) for part in tree[1:]]}


def _write(path: Path, document: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
