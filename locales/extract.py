"""Finds the texts to translate: in Python, in the page templates and in the rule packs.

Babel's own extractors know neither `t.n(...)`, a method call, nor YAML; a syntax tree shows both exactly.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml
from babel.messages.catalog import Catalog
from jinja2 import Environment, nodes

PACKAGES: Final = ("applications", "backoffice", "bot", "dialogs", "notifications", "screening", "storage", "web")
PACKS: Final = Path("screening/packs")

_SINGULAR: Final = frozenset({"N_", "t", "translate", "speak"})
_PLURAL: Final = "n"
_TEXT_KEYS: Final = frozenset(
    [
        "text",
        "unit",
        "question",
        "why",
        "never",
        "title",
        "title_in",
        "summary",
        "note",
        "because",
        "alternatives",
        "hint",
        "label",
        "blank",
        "reason",
        "edition",
        "says",
    ]
)
_CITE_KEYS: Final = frozenset({"cite", "cite_also"})

MsgId = str | tuple[str, str]


def template(root: Path) -> Catalog:
    """The catalogue of every text below `root`, each with the files that use it."""
    readers = {".py": from_python, ".html": from_template}
    files = [
        (path, readers[path.suffix])
        for package in PACKAGES
        for path in sorted((root / package).rglob("*"))
        if path.suffix in readers
    ]
    files += [(path, from_yaml) for path in sorted((root / PACKS).rglob("*.yaml"))]
    catalog = Catalog(charset="utf-8")
    for path, reader in files:
        for msgid in reader(path.read_text("utf-8")):
            if msgid:
                catalog.add(msgid, locations=[(path.relative_to(root).as_posix(), 0)])
    return catalog


def from_python(source: str) -> Iterator[MsgId]:
    """Texts of `N_("…")`, `t("…")`, `self.t("…")` and `t.n("…", "…", …)`; only literal ones can be found."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            yield from _of_call(name, literals)


def from_template(source: str) -> Iterator[MsgId]:
    """The same calls in a Jinja template."""
    tree = Environment(autoescape=True, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(source)
    for call in tree.find_all(nodes.Call):
        literals = [arg.value for arg in call.args if isinstance(arg, nodes.Const) and isinstance(arg.value, str)]
        name = call.node.name if isinstance(call.node, nodes.Name) else getattr(call.node, "attr", "")
        yield from _of_call(name, literals)


def _of_call(name: str, literals: list[str]) -> Iterator[MsgId]:
    match literals:
        case [singular, plural, *_] if name == _PLURAL:
            yield singular, plural
        case [msgid, *_] if name in _SINGULAR:
            yield msgid


def from_yaml(source: str) -> Iterator[MsgId]:
    """Texts under the keys a citizen is shown. Read as nodes, because YAML turns the keys yes and no into booleans."""
    yield from (text for text, _ in texts_of_yaml(source))


def texts_of_yaml(source: str) -> Iterator[tuple[str, int]]:
    """The same, each with its line, from 1."""
    document = yaml.compose(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if document is not None:
        yield from _of_node(document, key="")


def _of_node(node: yaml.Node, key: str) -> Iterator[tuple[str, int]]:
    """`key` is the nearest one above that says what the texts below it are."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            known = name.value in _TEXT_KEYS or name.value in _CITE_KEYS
            yield from _of_node(value, name.value if known else key)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _of_node(item, key)
    elif key in _CITE_KEYS:
        # A citation is written «source: clause»; the source's title stands where the sources are.
        yield node.value.partition(": ")[2], node.start_mark.line + 1
    elif key and node.tag == "tag:yaml.org,2002:str":
        yield node.value, node.start_mark.line + 1
