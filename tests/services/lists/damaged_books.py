"""Workbooks of people, and what spreadsheets and people do to them."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from esl_dialer.core.lists.sheets import Merge
from tests.core.lists.damage import Rows
from tests.services.lists.books import write_ods, write_xlsx

Sheet = list[list[object]]


class Book:
    """A list as a sheet, and what is to be done to it when it is written."""

    def __init__(self, rows: Rows) -> None:
        self.rows: Sheet = [list(row) for row in rows]
        self.cover: Sheet | None = None
        self.hidden: set[int] = set()
        self.merges: list[Merge] = []

    def write(self, path: Path, rng: Random) -> Path:
        sheets = {"Cover": self.cover} if self.cover else {}
        write = write_ods if rng.randrange(3) == 0 else write_xlsx
        return write(path, sheets | {"List": self.rows}, self.hidden, self.merges)

    def merge(self, merge: Merge) -> None:
        """Merged cells never lie over one another."""
        if not any(_meet(merge, other) for other in self.merges):
            self.merges.append(merge)


def _meet(one: Merge, other: Merge) -> bool:
    down = one.top <= other.bottom and other.top <= one.bottom
    return down and one.left <= other.right and other.left <= one.right


def cover(rng: Random, book: Book) -> None:
    book.cover = [["Placement of May"], ["Name", "ABC Financial"], ["Phone", "4165550199"]]


def filtered(rng: Random, book: Book) -> None:
    book.hidden |= {n for n in range(1, len(book.rows)) if rng.randrange(2)}


def merged_rows(rng: Random, book: Book) -> None:
    """One cell over several people."""
    top, column = rng.randrange(len(book.rows)), rng.randrange(len(book.rows[0]) or 1)
    bottom = min(top + rng.randrange(1, 4), len(book.rows) - 1)
    if bottom > top and column < len(book.rows[top]):
        for row in book.rows[top + 1 : bottom + 1]:
            _set(row, column, "")
        book.merge(Merge(top, column, bottom, column))


def merged_columns(rng: Random, book: Book) -> None:
    line = rng.choice((0, rng.randrange(len(book.rows))))
    left = rng.randrange(len(book.rows[line]) or 1)
    right = min(left + rng.randrange(1, 4), len(book.rows[line]) - 1)
    if right > left:
        for column in range(left + 1, right + 1):
            book.rows[line][column] = ""
        book.merge(Merge(line, left, line, right))


def blank_header(rng: Random, book: Book) -> None:
    _set(book.rows[0], rng.randrange(len(book.rows[0]) or 1), "")


def formulas(rng: Random, book: Book) -> None:
    for row in rng.sample(book.rows, min(2, len(book.rows))):
        _set(row, rng.randrange(len(row) or 1), "=A1&B1")


def numbers(rng: Random, book: Book) -> None:
    """Figures as numbers, as a spreadsheet types them."""
    for row in book.rows[1:]:
        for column, cell in enumerate(row):
            text = str(cell)
            if text.isdigit() and len(text) < 12 and not text.startswith("0"):
                row[column] = int(text)


def notes_beside(rng: Random, book: Book) -> None:
    row = rng.choice(book.rows)
    row += ["", "called twice", rng.choice(("4165550198", "ok"))]


def _set(row: list[object], column: int, value: object) -> None:
    if column < len(row):
        row[column] = value


ON_BOOKS: tuple[Callable[[Random, Book], None], ...] = (
    cover, filtered, merged_rows, merged_columns, blank_header, formulas, numbers, notes_beside,
)  # fmt: skip
