"""`python -m locales extract` renews the catalogues, `python -m locales check` says what they lack (exit code 1)."""

import sys
from pathlib import Path

from locales.catalogues import problems, renew
from locales.extract import template

ROOT = Path(__file__).parent.parent


def main(arguments: list[str]) -> int:
    if arguments not in (["extract"], ["check"]):
        sys.stderr.write("usage: python -m locales extract|check\n")
        return 2
    texts = template(ROOT)
    if arguments == ["extract"]:
        renew(texts)
    found = problems(texts)
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    sys.stdout.write(f"{len(texts)} texts, {len(found)} problems\n")
    return 1 if found and arguments == ["check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
