"""The texts of a folder of packs that a language lacks: remarks of `rules check`, and the work of `rules translate`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from locales import LANGUAGES, N_, SOURCE_LANGUAGE, translator
from locales.extract import texts_of_yaml
from screening.errors import Complaint
from screening.msgid import Worded
from screening.packfile.translations import FOLDER, TEXT
from screening.yamlfile import read


class ForeignText(NamedTuple):
    """A text that is missed in a language, and the line it stands in."""

    language: str
    text: str
    line: int


def missing(path: Path) -> Iterator[ForeignText]:
    """What the file's own texts lack in each language, once for each text."""
    texts: dict[str, int] = {}
    for text, line in texts_of_yaml(path.read_text("utf-8")):
        if text:
            texts.setdefault(text, line)
    for language in LANGUAGES:
        if language != SOURCE_LANGUAGE:
            knows = translator(language).knows
            yield from (ForeignText(language, text, line) for text, line in texts.items() if not knows(text))


def remarks(folder: Path) -> Iterator[Complaint]:
    """One for each file and language, at the first of its texts; the translations are known already."""
    problem = N_("нет перевода (%(language)s) – текстов: %(count)s, первый: «%(text)s».")
    remedy = N_("Допишите переводы в %(place)s; список составит `rules translate`.")
    for path in files(folder):
        found: dict[str, list[ForeignText]] = {}
        for one in missing(path):
            found.setdefault(one.language, []).append(one)
        name = path.relative_to(folder).as_posix()
        for language, texts in found.items():
            first = min(texts, key=lambda one: one.line)
            values = {"language": language, "count": len(texts), "text": first.text, "place": f"{FOLDER}/"}
            yield Complaint(name, first.line, "", Worded(problem, values), Worded(remedy, values))


def needless(folder: Path) -> Iterator[Complaint]:
    """The translations of words that stand nowhere in the rules any more: the Russian text was changed after them."""
    said = {text for path in files(folder) for text, _ in texts_of_yaml(path.read_text("utf-8"))}
    problem = N_("перевод лишний: текста «%(text)s» в правилах нет.")
    remedy = N_("Перенесите перевод к новому тексту или уберите его.")
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        for item in read(path).blocks("texts", required=False):
            text = item.take(TEXT, str)
            if text and text not in said:
                name = path.relative_to(folder).as_posix()
                yield Complaint(name, item.line, TEXT, Worded(problem, {"text": text}), Worded(remedy))


def files(folder: Path) -> Iterable[Path]:
    """Every rule file with texts for people."""
    return (path for path in sorted(folder.rglob("*.yaml")) if path.relative_to(folder).parts[0] != FOLDER)
