"""What every listing of a verdict's criteria says alike."""

from typing import Final

from screening.citation import Citation
from screening.finding import Finding

MARKS: Final = {"yes": "✓", "no": "✗", "unknown": "?"}
"""By the truth of a criterion, as the verdict's JSON names it."""


def cited(finding: Finding) -> tuple[Citation, ...]:
    """Where the criterion stands, and where the figure that it compares with stands, each once."""
    return tuple(dict.fromkeys(one for one in (finding.cite, finding.figure) if one is not None))
