"""A plugin of pytest: what costs least runs first, for a mutant is dead at the first failure."""

from typing import Final

import pytest

CHEAPEST_FIRST: Final = (
    "screening/test_truth",
    "screening/unit",
    "mutation/battery",
    "screening/test_values_by_date",
    "screening/test_change",
    "screening/test_schema",
    "screening/test_situation_json",
    "screening/test_coverage_of_law",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    ranks = (rank for rank, part in enumerate(CHEAPEST_FIRST) if part in item.nodeid)
    return next(ranks, len(CHEAPEST_FIRST))
