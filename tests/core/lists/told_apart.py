"""Lists whose cells tell which line they are from, in every style of writing, and read again.

A person's texts hold their number (``t00012t``), their phones and amounts are like no other's.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from esl_dialer.core.lists.layout import BY_KEY, COLUMNS, HEADERS, KEYS, CellKind
from esl_dialer.core.lists.list_rows import ListRow, RowReader, RowResult
from esl_dialer.core.lists.reading_plan import Options
from esl_dialer.core.lists.sampling import BLOCK, plan_of, planned_rows

REQUIRED = tuple(column.key for column in COLUMNS if column.required)
OPTIONAL = tuple(key for key in KEYS[: len(COLUMNS)] if key not in REQUIRED)
NASTY = (
    *("{0}", "{0}", "{0}", "{0}, Jr", 'Say "{0}"', '"{0}"', '{0} 19"', "{0} 6' 2\"", "{0}; {0}"),
    *(
        "{0}\nApt 4",
        "{0}\r\nToronto, ON",
        ", {0}",
        '",{0}"',
        "\n{0}",
        "{0}\n",
        '"',
        '""',
        ",",
        '",',
    ),
    *("{0} | {0}", "O'{0}", "{0}\tB", "", "", "", "Zoé {0}"),
)
"""Texts of free cells, by what they do to a reader."""


@dataclass
class Listed:
    """A list as it was before anything happened to it. ``rows`` are people, by number from 0."""

    header: list[str]
    keys: list[str]
    rows: list[list[str]]


def made_list(rng: Random, people: int, first: int = 0) -> Listed:
    """Columns in any order, free columns among them, texts that hurt in the free cells."""
    keys = [*REQUIRED, *rng.sample(OPTIONAL, rng.randrange(len(OPTIONAL)))]
    keys += [f"phone_{n}" for n in range(1, rng.choice((1, 1, 2, 3, 6, 20)) + 1)]
    if rng.randrange(3):
        keys += ["notes"]
    if not rng.randrange(3):
        rng.shuffle(keys)
    header = [dict(zip(KEYS, HEADERS, strict=True)).get(key, "Notes") for key in keys]
    made = Listed(header, keys, [])
    for number in range(first, first + people):
        made.rows.append(_person(rng, made, number))
    return made


def _person(rng: Random, made: Listed, number: int) -> list[str]:
    """A good row, whatever is in its free cells."""
    tag, cells = f"t{number:05}t", []
    for place, key in enumerate(made.keys):
        kind = BY_KEY[key].kind if key in BY_KEY else None
        if key == "account_number":
            text = f"A{number:05}"
        elif key in ("first_name", "last_name", "full_name"):
            text = rng.choice((f"{tag}", f"Ann {tag}", f"{tag}, Jr", f"O'{tag}"))
        elif key == "province":
            text = rng.choice(("ON", "Ontario"))
        elif key == "postal_code":
            text = "M5V 2T6"
        elif key == "tfn":
            text = "8002709938"
        elif key.startswith("phone_"):
            text = _phone(rng, number * 50 + place, wanted=key == "phone_1")
        elif kind is CellKind.AMOUNT:
            text = _amount(rng, number * 50 + place)
        elif kind is CellKind.DATE:
            text = f"2026-01-{number % 28 + 1:02}"
        elif kind is CellKind.PERCENT:
            text = rng.choice(("60", "", "60 %"))
        elif kind is CellKind.LINE:
            text = rng.choice(("4169013704", ""))
        else:
            text = rng.choice(NASTY).format(tag)
        cells.append(text)
    return cells


def _phone(rng: Random, cell: int, wanted: bool) -> str:
    if not wanted and rng.randrange(3):
        return ""
    digits = f"416{200 + cell // 10_000}{cell % 10_000:04}"
    return rng.choice((digits, digits, f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"))


def _amount(rng: Random, cell: int) -> str:
    """Above a thousand, so that no part of one is another."""
    dollars = cell + 1000.37
    return rng.choice((f"{dollars:.2f}", f"{dollars:,.2f}", f"${dollars:,.2f}", ""))


@dataclass(frozen=True)
class Style:
    """How a program writes CSV. ``bare``: quotes inside of cells stay as they are, unquoted."""

    delimiter: str = ","
    end: str = "\r\n"
    quoting: int = csv.QUOTE_MINIMAL
    bare: bool = False
    trimmed: bool = False
    tail: int = 0
    """Empty cells that every row has more, after the header's."""
    encoding: str = "utf-8"


def any_style(rng: Random, trimmed: bool = False) -> Style:
    return Style(
        delimiter=rng.choice(",,,;\t|"),
        end=rng.choice(("\r\n", "\n")),
        quoting=rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)),
        bare=not rng.randrange(3),
        trimmed=trimmed,
        tail=rng.choice((0, 0, 0, 1, 3)) if not trimmed else 0,
    )


def written(listed: Listed, style: Style) -> str:
    """The list as a file's text."""
    return text_of([listed.header, *listed.rows], style)


def text_of(rows: Sequence[Sequence[str]], style: Style) -> str:
    """Rows, the header first, as a file's text."""
    body = ([*row, *[""] * style.tail] for row in rows[1:])
    cut = map(_trimmed, body) if style.trimmed else body
    return "".join(_line(row, style) for row in [rows[0], *cut])


def _trimmed(row: Sequence[str]) -> list[str]:
    filled = max((place for place, cell in enumerate(row, 1) if cell), default=0)
    return list(row[:filled])


def _line(row: Sequence[str], style: Style) -> str:
    if style.bare:
        breaks = ("\n", "\r", style.delimiter)
        bare = [not any(b in cell for b in breaks) and not cell.startswith('"') for cell in row]
        parts = [
            c if b else '"' + c.replace('"', '""') + '"' for c, b in zip(row, bare, strict=True)
        ]
        return style.delimiter.join(parts) + style.end
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=style.delimiter,
        quoting=style.quoting,
        lineterminator=style.end,  # type: ignore[arg-type]
    )
    writer.writerow(row)
    return out.getvalue()


def read(data: bytes) -> Iterator[RowResult]:
    """As an import reads it. Raises NotAList."""
    plan = plan_of(data[:BLOCK], Options())
    reader = RowReader(plan)
    blocks = (data[at : at + BLOCK] for at in range(0, len(data), BLOCK))
    for raw in planned_rows(blocks, plan):
        if raw.problem or any(map(str.strip, raw.cells)):
            yield reader.read(raw)


def records(data: bytes) -> list[ListRow]:
    return [result.row for result in read(data) if result.row]
