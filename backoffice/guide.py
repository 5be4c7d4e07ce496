"""The table of events in `docs/api.md`, made of the rows that the API itself is made of."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from applications.event_fields import FieldType, FreeText, OneOf, SumWithinCap, YesNo
from applications.events import EventRow, Recorder, recorded_by

BEGIN: Final = "<!-- events: written by `python -m backoffice.publishing` -->"
END: Final = "<!-- end of events -->"


def event_table() -> str:
    """A row for each event that the API takes: when it is allowed, and its data."""
    lines = ["| kind | when allowed | data |", "|---|---|---|"]
    for row in recorded_by(Recorder.API):
        allowed = ", ".join(state.value for state in row.moves)
        lines.append(f"| `{row.kind.value}` | {allowed} | {'; '.join(_data(row))} |")
    return "\n".join(lines)


def _data(row: EventRow) -> Iterator[str]:
    if not row.fields:
        yield "nothing"
    for field in row.fields:
        optional = "" if field.required or row.one_at_least else "optional"
        held = ", ".join(filter(None, (optional, _values(field.type))))
        yield f"`{field.name}`{f' ({held})' if held else ''}: {field.described}"
    if row.one_at_least:
        yield "at least one of them"
    if row.described:
        yield row.described


def _values(of: FieldType) -> str:
    match of:
        case YesNo():
            return "true or false"
        case OneOf(labels):
            return " or ".join(f"`{word}`" for word in labels)
        case SumWithinCap():
            return 'a string like `"100000.00"`'
        case FreeText(most):
            return f"up to {most} characters"
    return ""


def renew(page: Path) -> None:
    """Put the table in its place in the guide."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{event_table()}\n{END}{after}", encoding="utf-8")
