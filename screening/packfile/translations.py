"""Reading the translations that packs carry: `translations/<region>.yaml` beside the folders of the regions.

The catalogues of the program hold what is shipped with it. A region that somebody adds has names, questions and
sentences of its own; they are translated where they are kept. A text is found by its own words, so a translation of
words that have since been changed is no translation any more, and `rules check` says so.
"""

import re
from collections.abc import Iterable
from typing import Final

from screening.msgid import N_
from screening.yamlblock import YamlBlock

FOLDER: Final = "translations"
TEXT: Final = "text"
"""The key of the words as the rules have them; every other key is a language."""
_PLACE: Final = re.compile(r"%\(\w+\)s")
Translations = dict[str, dict[str, str]]
"""By language and the Russian text."""


def read_translations(files: Iterable[YamlBlock]) -> Translations:
    """Of all the files; a text that two of them translate differently is told of, for only one could be said."""
    found: Translations = {}
    for root in files:
        for item in root.blocks("texts", required=False):
            text = item.take(TEXT, str)
            for language in item:
                said = None if language == TEXT else item.take(language, str, None)
                if said and item.sound:
                    _add(found.setdefault(language, {}), item, language, text, said)
        root.finish()
    return found


def _add(known: dict[str, str], item: YamlBlock, language: str, text: str, said: str) -> None:
    if sorted(_PLACE.findall(said)) != sorted(_PLACE.findall(text)):
        problem = N_("в переводе не те места, что в русском тексте.")
        remedy = N_("Перенесите в перевод места вида %%(region_in)s без перемен: %(known)s.")
        item.tell(language, problem, remedy, known=tuple(_PLACE.findall(text)) or ("–",))
    elif known.setdefault(text, said) != said:
        problem = N_("этот текст уже переведён иначе: «%(word)s».")
        item.tell(language, problem, N_("Оставьте один перевод."), word=known[text])
