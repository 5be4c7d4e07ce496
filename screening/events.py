"""The events of a case, by the names in which a pack's procedure counts its terms."""

from enum import StrEnum
from typing import Final


class EventKind(StrEnum):
    """In the order of a case's life. What each one allows, carries and says is its row in `applications.events`."""

    SUBMITTED = "submitted"
    RECEIVED = "received"
    REGISTERED = "registered"
    CHECKED = "checked"
    GRANTED = "granted"
    REFUSED = "refused"
    SOLE_TRADER_REGISTERED = "sole_trader_registered"
    CONTRACT_SIGNED = "contract_signed"
    PAID = "paid"
    REPORT_RECEIVED = "report_received"
    EXTENDED = "extended"
    CONTRACT_ENDED = "contract_ended"
    FINAL_REPORT_RECEIVED = "final_report_received"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    EDITION_MOVED = "edition_moved"
    RECOUNTED = "recounted"


DECIDED: Final = "decided"
"""What a term may be counted from besides: the decision, whichever way it went."""
DECISIONS: Final = frozenset({EventKind.GRANTED, EventKind.REFUSED})
AGREED_AHEAD: Final = frozenset({EventKind.CONTRACT_ENDED.value})
"""Whose day is agreed on before it comes: a term may be counted from it, and up to it, beforehand."""
UNCOUNTED: Final = frozenset({EventKind.RECEIVED, EventKind.EDITION_MOVED, EventKind.RECOUNTED})
"""Seen by this program alone: the law knows no such event, so no term starts with it and its day binds no other's."""
COUNTED: Final = frozenset(kind.value for kind in EventKind if kind not in UNCOUNTED)
"""What a pack may name: a term starts with it, starts anew with it, or is fulfilled by it."""
