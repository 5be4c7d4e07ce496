"""`python -m tools.release DAY`: keep the editions of the shipped packs, so that the cases filed under them go on.

To be run when a release is made: whatever later programs do with the packs, these stay readable and are judged in the
tests. An edition that an earlier release has is not kept twice.
"""

import gzip
import sys
from datetime import date
from pathlib import Path

from screening.loader import load_rules
from screening.shipped import RELEASES, shipped_editions


def release(day: date, folder: Path = RELEASES) -> list[Path]:
    """The files that were written into `folder`, one for each edition that no release has yet."""
    kept, rules, written = {edition.digest for edition in shipped_editions(folder)}, load_rules(), []
    for region in rules.regions:
        edition = rules.edition(region)
        if edition.digest not in kept:
            path = folder / day.isoformat() / f"{region}.json.gz"
            path.parent.mkdir(parents=True, exist_ok=True)
            # Without a time inside, so that the same edition is the same bytes.
            path.write_bytes(gzip.compress(edition.text.encode(), 9, mtime=0))
            written.append(path)
    return written


if __name__ == "__main__":
    sys.stdout.writelines(f"{path}\n" for path in release(date.fromisoformat(sys.argv[1])))
