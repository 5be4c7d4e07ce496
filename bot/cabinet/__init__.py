"""The applicant's own pages on the operator's server: what they must read and a messenger must not carry."""

from bot.cabinet.app import register
from bot.cabinet.context import Cabinet
from bot.cabinet.links import WordsLinks

__all__ = ["Cabinet", "WordsLinks", "register"]
