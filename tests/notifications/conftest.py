"""A real database with one person, and a worker over it whose seconds pass without waiting."""

import pytest

from tests.applications.conftest import database, office
from tests.applications.values import Office
from tests.notifications.desk import Desk

__all__ = ["database", "office"]


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)
