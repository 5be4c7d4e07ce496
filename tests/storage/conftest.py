"""The same database and the same person in it as in the tests of the applications."""

from tests.applications.conftest import database, office

__all__ = ["database", "office"]
