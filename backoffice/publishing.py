"""`python -m backoffice.publishing docs/schemas` writes the published JSON Schemas and the guide's table of events."""

import json
import sys
from pathlib import Path
from typing import Final

from backoffice.guide import renew
from backoffice.schema import published
from screening.loader import load_rules

FILES: Final = {"application.json": "Application", "event.json": "EventRequest"}
"""Those of a situation and of a verdict are written by `python -m screening.exchange.schema`."""


def write(folder: Path) -> None:
    """Write every published schema into the folder."""
    rules = load_rules()
    for file, name in FILES.items():
        text = json.dumps(published(name, rules), ensure_ascii=False, indent=2)
        (folder / file).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
    renew(Path(sys.argv[1]).parent / "api.md")
