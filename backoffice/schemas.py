"""`python -m backoffice.schemas docs/schemas` writes the published JSON Schemas from their source."""

import json
import sys
from pathlib import Path
from typing import Final

from backoffice.schema import published

FILES: Final = {
    "application.json": "Application",
    "event.json": "EventRequest",
    "situation.json": "Situation",
    "verdict.json": "Verdict",
}


def write(folder: Path) -> None:
    """Write every published schema into the folder."""
    for file, name in FILES.items():
        text = json.dumps(published(name), ensure_ascii=False, indent=2)
        (folder / file).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
