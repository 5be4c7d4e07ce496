"""A folder of situations (JSON files) through both sides of a comparison of rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.commands.given_file import ONE_OBJECT, read_situation
from screening.errors import SituationError
from screening.exchange.strict_json import BadJson
from screening.lawbook.whatif import Flip
from screening.rules import Rules
from screening.situation import Situation


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that was not screened, and why; each line names the place and the remedy."""

    file: str
    problems: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """What came of a folder of situations."""

    screened: int = 0
    flipped: int = 0
    """Situations in which some outcome flips."""
    other_amounts: int = 0
    """Situations in which no outcome flips, but some amount differs."""
    elsewhere: int = 0
    """Situations of other regions: not screened."""
    broken: list[Broken] = field(default_factory=list)
    flips: list[tuple[str, Situation, tuple[Flip, ...]]] = field(default_factory=list)

    def add(self, file: str, situation: Situation, flips: tuple[Flip, ...]) -> None:
        self.screened += 1
        if flips:
            outcome = any(flip.outcome for flip in flips)
            self.flipped += outcome
            self.other_amounts += not outcome
            self.flips.append((file, situation, flips))


def files_of(folder: Path) -> tuple[Path, ...]:
    """Every JSON file below the folder, in the order of names."""
    return tuple(sorted(path for path in folder.rglob("*.json") if path.is_file()))


def situations(paths: tuple[Path, ...], folder: Path, *rules: Rules) -> Iterator[tuple[str, Situation | Broken]]:
    """Each file's name with its situation, read by the first rules that know its words, or with what is wrong: of
    several readings the one with the fewest problems."""
    for path in paths:
        name, broken = path.relative_to(folder).as_posix(), list[Broken]()
        for one in rules:
            found = _situation(path, name, one)
            if isinstance(found, Situation):
                yield name, found
                break
            broken.append(found)
        else:
            yield name, min(broken, key=lambda one: len(one.problems))


def _situation(path: Path, name: str, rules: Rules) -> Situation | Broken:
    try:
        return read_situation(path.read_bytes(), rules)
    except OSError as error:
        return Broken(name, (f"{error.strerror}; make the file readable or move it elsewhere",))
    except BadJson as error:
        return Broken(name, (f"{error}; {ONE_OBJECT}",))
    except SituationError as error:
        return Broken(name, tuple(map(str, error.problems)))
