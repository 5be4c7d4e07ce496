import pytest

from screening.loader import load_rules
from screening.rules import Rules


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules()
