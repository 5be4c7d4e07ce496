"""A conversation over a real SQLite database."""

import pytest

from storage.database import Database
from tests.applications.conftest import database, office
from tests.dialogs.chat import Chat

__all__ = ["chat", "database", "office"]


@pytest.fixture
def chat(database: Database) -> Chat:
    return Chat(database)
