"""Three-valued truth: no silent conversions."""

import pytest

from screening.truth import Truth


def test_a_truth_is_not_a_bool() -> None:
    with pytest.raises(TypeError, match="is not a bool"):
        bool(Truth.YES)


def test_kleene_and_is_min_and_or_is_max() -> None:
    assert min(Truth.YES, Truth.UNKNOWN) is Truth.UNKNOWN
    assert min(Truth.NO, Truth.UNKNOWN) is Truth.NO
    assert max(Truth.NO, Truth.UNKNOWN) is Truth.UNKNOWN
    assert max(Truth.YES, Truth.UNKNOWN) is Truth.YES
