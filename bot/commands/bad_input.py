"""The error of every command whose input cannot be used."""


class BadInputError(Exception):
    """What was given cannot be used; each line names the place and the remedy."""
