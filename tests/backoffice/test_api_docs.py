"""docs/api.md tells of everything the API has."""

from pathlib import Path

from applications.model import State
from backoffice import openapi
from backoffice.accounts import Scope
from backoffice.events import BODY_KINDS
from backoffice.guide import BEGIN, END, event_table
from tests.applications.values import rules

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_path_scope_state_event_and_status_is_in_the_guide() -> None:
    paths = openapi.document(rules())["paths"]
    statuses = {
        status for path in paths.values() for name, operation in path.items() if name != "parameters"
        for status in operation["responses"] if status >= "400"
    }  # fmt: skip
    words = {*paths, *Scope, *(state.value for state in State), *BODY_KINDS, *statuses}
    assert [word for word in sorted(words) if word not in GUIDE] == []


def test_the_guides_table_of_events_is_the_one_made_of_the_rows() -> None:
    table = GUIDE.partition(BEGIN)[2].partition(END)[0].strip()
    assert table == event_table(), "run: python -m backoffice.publishing docs/schemas"
