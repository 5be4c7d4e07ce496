"""Reading one rule file: its blocks become values, and whatever is wrong is refused with file, line, key and remedy."""
