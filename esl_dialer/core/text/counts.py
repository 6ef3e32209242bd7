"""Counts as people read them."""

from esl_dialer.core.says import Says


def counted(count: int, noun: str) -> str:
    """``1 record``, ``2 records``: for the nouns that take an s."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def records(count: int) -> Says:
    """The same of records, as a part of a sentence."""
    return Says("{count} {count:record|records}", count=count)
