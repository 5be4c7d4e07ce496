"""The same rule written a second time for openfisca-core (`benchmarks.openfisca_law`) comes to the same answers."""

import pytest

from tests.rules import RULES


def test_random_households_come_out_the_same_by_both() -> None:
    pytest.importorskip("openfisca_core")
    from benchmarks.openfisca_law import system  # noqa: PLC0415 - needs what may be missing
    from benchmarks.openfisca_side import agree, draw  # noqa: PLC0415

    _, near = agree(RULES, system(RULES), draw(RULES, 120))
    assert near <= 1, "too many are left out as too near to the threshold"
