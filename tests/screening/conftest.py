import pytest

from screening.rules import Rules
from tests.rules import RULES


@pytest.fixture(scope="session")
def rules() -> Rules:
    return RULES
