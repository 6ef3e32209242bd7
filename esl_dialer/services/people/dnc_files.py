"""Files of do-not-call numbers: read as lists are, line by line, whatever they are written in.

A file of any size takes the memory of a chunk. Where its first line names phone columns beside
others, those columns count; else every number of every line does.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TypeVar

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.cells import clean, is_nothing
from esl_dialer.core.lists.csv_rows import rows_of
from esl_dialer.core.lists.headers import match_columns
from esl_dialer.core.lists.list_file import (
    NotAList,
    check_is_text,
    delimiter_of,
    encoding_of,
    lines_of,
)
from esl_dialer.core.lists.sampling import BLOCK
from esl_dialer.core.lists.sheets import unmarked
from esl_dialer.core.people.pasted_numbers import Pasted, numbers_in_line
from esl_dialer.core.people.stops import GLOBAL
from esl_dialer.core.says import Says, says_of
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from esl_dialer.services.lists.list_files import Readable, readable
from esl_dialer.services.lists.rejects import csv_line
from esl_dialer.services.people.dnc import CHUNK, put
from esl_dialer.services.people.lines_kept import LinesKept

T = TypeVar("T")

MOST_TOLD = 1000
"""Pieces that are no number and kept to be told; all lines that were not read go to ``unread``."""

HEAD = 20
"""Lines by which the delimiter is found out."""


@dataclass(slots=True)
class Imported:
    """``updated`` numbers were on the list; their reason is the new one."""

    added: int = 0
    updated: int = 0
    unreadable: list[str] = field(default_factory=list)
    """What is no number: words, dates, and what may have been one; the first of it."""
    missed: list[tuple[int, str]] = field(default_factory=list)
    """By line: what may have been a number, or stands on a line without any; the first of it."""
    unread: int = 0
    """Lines that were not read to their end."""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    """As it was given."""
    found: Pasted
    header: str = ""
    """The line that says what its columns are."""


def import_file(
    ctx: Context,
    content: IO[bytes],
    note: str,
    unread: LinesKept,
    of: int = GLOBAL,
    *,
    progress: Callable[[Imported], None] = lambda _: None,
) -> Imported:
    """Add every number of a file to a list, a chunk a transaction; again is harmless.

    ``unread`` keeps each line that was not read to its end. ``progress`` is called after each
    chunk. Raises NotFound, and Invalid when the
    file holds no number at all, or is none of numbers.
    """
    ctx.require(Permission.MANAGE_DNC)
    done = Imported()
    try:
        with _copied(content) as source, readable(source) as text:
            for keys in _chunks(_noted(_lines(text), done, unread)):
                updated = put(ctx, keys, note, of)
                done.updated += updated
                done.added += len(keys) - updated
                progress(done)
    except (NotAList, OSError) as error:
        raise Invalid({"file": says_of(error)}) from error
    if not done.added + done.updated:
        raise Invalid({"numbers": Says("no phone number in this text")})
    return done


@contextmanager
def _copied(content: IO[bytes]) -> Iterator[Path]:
    """What comes through a pipe is read twice: once for what it is."""
    with TemporaryDirectory(prefix="dnc-") as folder:
        path = Path(folder) / "numbers"
        with path.open("wb") as copy:
            shutil.copyfileobj(content, copy, BLOCK)
        yield path


def _noted(lines: Iterable[_Line], done: Imported, unread: LinesKept) -> Iterator[str]:
    """The keys of all lines; what was not read is noted."""
    for line in lines:
        _keep(done.unreadable, line.found.unreadable)
        if not line.found.is_whole:
            done.unread += 1
            _keep(done.missed, [(line.number, text) for text in line.found.unreadable])
            unread.add(*filter(None, (line.header, line.text)))
        yield from line.found.keys


def _keep(kept: list[T], more: Sequence[T]) -> None:
    kept.extend(more[: MOST_TOLD - len(kept)])


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    """Each key once in a chunk."""
    waiting: dict[str, None] = {}
    for key in keys:
        waiting[key] = None
        if len(waiting) == CHUNK:
            yield list(waiting)
            waiting.clear()
    if waiting:
        yield list(waiting)


def _lines(source: Readable) -> Iterator[_Line]:
    """Every line that is not blank. Raises NotAList, OSError."""
    with source.path.open("rb") as file:
        sample = file.read(BLOCK)
        check_is_text(sample)
        blocks = chain([sample], iter(lambda: file.read(BLOCK), b""))
        lines = lines_of(blocks, encoding_of(sample))
        head = list(islice(lines, HEAD))
        delimiter = delimiter_of(text for text, _ in head)
        columns = _phone_columns(head, delimiter)
        every = chain(head, lines)
        if columns:
            yield from _of_columns(every, delimiter, columns)
        elif source.sheet:
            yield from _of_sheet(every)
        else:
            yield from _of_text(every)


def _phone_columns(head: list[tuple[str, bool]], delimiter: str) -> list[int]:
    """Of a table with more than one column; none where the first line is no header."""
    first = next(rows_of(iter(head[:1]), delimiter), None)
    cells = first.cells if first else []
    if len(cells) < 2 or numbers_in_line(" ".join(cells)).keys:
        return []
    return [m.index for m in match_columns(cells) if m.key.startswith("phone_")]


def _of_columns(
    lines: Iterable[tuple[str, bool]], delimiter: str, columns: list[int]
) -> Iterator[_Line]:
    rows = rows_of(lines, delimiter)
    header = csv_line(next(rows).cells, delimiter).rstrip()
    for row in map(unmarked, rows):
        cells = [clean(row.cells[at]) for at in columns if at < len(row.cells)]
        given = [cell for cell in cells if not is_nothing(cell)]
        if given or row.problem:
            text = csv_line(row.cells, delimiter).rstrip()
            yield _Line(row.line, text, numbers_in_line("\n".join(given or row.cells)), header)


def _of_sheet(lines: Iterable[tuple[str, bool]]) -> Iterator[_Line]:
    for row in map(unmarked, rows_of(lines, ",")):
        if any(map(str.strip, row.cells)):
            text = csv_line(row.cells, ",").rstrip()
            yield _Line(row.line, text, numbers_in_line("\n".join(row.cells)))


def _of_text(lines: Iterable[tuple[str, bool]]) -> Iterator[_Line]:
    for number, (text, _) in enumerate(lines, 1):
        if text.strip():
            yield _Line(number, text.rstrip("\r\n"), numbers_in_line(text))
