"""The editions of the rules that a process has at hand: today's, and those that cases were filed under."""

from collections.abc import Iterable

from applications.model import Application, CaseSummary
from applications.ports import UnitOfWorkFactory
from screening.edition import Edition
from screening.loader import rules_of
from screening.rules import Rules


class EditionsAtHand:
    """`applications.ports.Editions`: a case goes on by what it was filed under, whatever is screened by today.

    A case that names no edition goes by today's rules, as long as they hold its pack. Where a case's edition is not at
    hand (another process has kept it a moment ago) it can be shown, but neither judged nor clocked.
    """

    def __init__(self, current: Rules, kept: Iterable[Edition] = ()) -> None:
        self.current = current
        """May be replaced at any time: who asks next gets the new one."""
        self._texts = {edition.digest: edition for edition in kept}
        """Not asked for yet; made into rules at the first case (0.08 s and 0.4 MB each)."""
        self._loaded: dict[str, Rules] = {}

    def of(self, case: Application | CaseSummary, /) -> Rules:
        digest = case.edition
        if digest is None or self._is_current(digest, case.region):
            return self.current
        if digest in self._texts:
            self._loaded[digest] = rules_of(self._texts.pop(digest).files)
        return self._loaded.get(digest) or Rules(self.current.regions, self.current.vocabulary, ())

    def _is_current(self, digest: str, region: str) -> bool:
        return region in self.current.regions and digest == self.current.edition_digest(region)

    async def learn(self, uow_factory: UnitOfWorkFactory) -> None:
        """Fetch the editions that are kept in the database and not at hand yet."""
        async with uow_factory(write=False) as uow:
            for one in await uow.editions.kept():
                if one.digest not in self._texts and one.digest not in self._loaded:
                    self._texts[one.digest] = await uow.editions.get(one.digest)
