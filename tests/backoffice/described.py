"""Holds every answer of the API to its own OpenAPI description."""

import json
import re
from functools import cache
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, FormatChecker

from backoffice import openapi
from tests.applications.values import rules


class Answer(NamedTuple):
    """An answer of the API as a client sees it."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@cache
def description() -> dict[str, Any]:
    return openapi.document(rules())


def check(method: str, path: str, answer: Answer) -> None:
    """Fail unless the description promises this status with this content type and this shape."""
    template = _template(path)
    operation = description()["paths"][template][method.lower()]
    assert str(answer.status) in operation["responses"], f"{method} {template} does not promise {answer.status}"
    content_type = answer.headers["Content-Type"].partition(";")[0]
    content = operation["responses"][str(answer.status)]["content"]
    assert content_type in content, f"{method} {template} {answer.status} does not promise {content_type}"
    schema = content[content_type]["schema"]
    # The whole description is the schema's document, so that «#/components/…» resolves.
    validator = Draft202012Validator({**description(), **schema}, format_checker=FormatChecker())
    problems = [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(answer.json)]
    assert not problems, problems


def _template(path: str) -> str:
    path = path.partition("?")[0]
    for template in description()["paths"]:
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path):
            return template
    raise AssertionError(f"{path} is not described")
