"""Packs of rules, as files that a person names."""

from pathlib import Path

import click


def text_of(file: Path) -> str:
    """Raises UsageError."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file.name}: no UTF-8: {error}") from None
