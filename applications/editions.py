"""The editions of the rules that a process has at hand: today's, and those that cases were filed under."""

from collections.abc import Iterable

import structlog

from applications.model import Application, CaseSummary
from applications.ports import UnitOfWork, UnitOfWorkFactory
from screening.edition import Edition
from screening.errors import PackError
from screening.loader import rules_of
from screening.rules import Rules

_log = structlog.get_logger(__name__)


class EditionsAtHand:
    """`applications.ports.Editions`: a case goes on by what it was filed under, whatever is screened by today.

    A case that names no edition goes by today's rules, as long as they hold its pack. Where a case's edition is not at
    hand (another process has kept it a moment ago, its text is damaged, or of a later program) it can be shown, but
    neither judged nor clocked.
    """

    def __init__(self, current: Rules, kept: Iterable[Edition] = ()) -> None:
        self.current = current
        """May be replaced at any time: who asks next gets the new one."""
        self._texts = {edition.digest: edition for edition in kept}
        """Not asked for yet; made into rules at the first case (0.08 s and 0.4 MB each)."""
        self._loaded: dict[str, Rules] = {}
        self._unreadable: set[str] = set()
        """Digests of those that were told of and are not asked for again."""

    def of(self, case: Application | CaseSummary, /) -> Rules:
        digest = case.edition
        if digest is None or self._is_current(digest, case.region):
            return self.current
        if digest in self._texts:
            try:
                self._loaded[digest] = rules_of(self._texts.pop(digest).files)
            except PackError as error:
                self._unreadable.add(digest)
                _tell(digest, error)
        return self._loaded.get(digest) or Rules(self.current.regions, self.current.vocabulary, ())

    def _is_current(self, digest: str, region: str) -> bool:
        return region in self.current.regions and digest == self.current.edition_digest(region)

    async def learn(self, uow_factory: UnitOfWorkFactory) -> None:
        """Fetch the editions that are kept in the database and not at hand yet; one that cannot be read is told of."""
        async with uow_factory(write=False) as uow:
            known = {*self._texts, *self._loaded, *self._unreadable}
            for digest in await uow.editions.digests():
                if digest in known:
                    continue
                edition = await fetched(uow, digest)
                if edition is None:
                    self._unreadable.add(digest)
                else:
                    self._texts[digest] = edition


async def fetched(uow: UnitOfWork, digest: str) -> Edition | None:
    """The kept edition; None, and a line in the log, where it cannot be read."""
    try:
        return await uow.editions.get(digest)
    except LookupError as error:
        _tell(digest, error)
        return None


def _tell(digest: str, error: Exception) -> None:
    _log.error("edition_unreadable", key=digest[:12], error=type(error).__name__)
