"""What happens to lists between the program that wrote them and the dialer that reads them."""

from collections.abc import Callable
from random import Random

from tests.core.lists.told_apart import Style

Rows = list[list[str]]
"""The header first."""


def footers(rng: Random, rows: Rows) -> None:
    last = [
        [f"Total: {len(rows) - 1}"], ["Total", "", "", str(len(rows) - 1)], ["End of report"],
        ["", "", "Confidential, do not copy"], ["Page 1 of 1"], ["\x1a"], ["Printed 2026-01-15"],
    ]  # fmt: skip
    rows += rng.sample(last, rng.randrange(1, 4))


def titles(rng: Random, rows: Rows) -> None:
    above = [["Placement of May"], [], ["ABC Financial", "", "list 2"], ["", ""]]
    rows[:0] = rng.sample(above, rng.randrange(1, 4))


def header_again(rng: Random, rows: Rows) -> None:
    for at in sorted(rng.sample(range(1, len(rows) + 1), min(2, len(rows))), reverse=True):
        rows.insert(at, list(rows[0]))


def page_break(rng: Random, rows: Rows) -> None:
    at = rng.randrange(1, len(rows) + 1)
    rows[at:at] = [[], [f"Page {at}"], list(rows[0])]


def shifted_right(rng: Random, rows: Rows) -> None:
    """A cell more in a row, as "insert a cell" does in a spreadsheet; what is beyond is lost."""
    row = rng.choice(rows)
    if len(row) > 1:
        row.insert(rng.randrange(len(row)), "")
        row.pop()


def shifted_left(rng: Random, rows: Rows) -> None:
    row = rng.choice(rows)
    if len(row) > 1:
        del row[rng.randrange(len(row))]
        row.append("")


def longer(rng: Random, rows: Rows) -> None:
    row = rng.choice(rows)
    row.insert(rng.randrange(len(row) + 1), rng.choice(("", "x", "Jr")))


def shorter(rng: Random, rows: Rows) -> None:
    row = rng.choice(rows)
    if row:
        del row[rng.randrange(len(row)) :]


def merged_down(rng: Random, rows: Rows) -> None:
    """Cells merged over several rows, as CSV has them: the first holds the text."""
    top = rng.randrange(len(rows))
    column = rng.randrange(len(rows[top]) or 1)
    for row in rows[top + 1 : top + rng.randrange(2, 5)]:
        if column < len(row):
            row[column] = ""


def merged_across(rng: Random, rows: Rows) -> None:
    row = rng.choice(rows)
    left = rng.randrange(len(row) or 1)
    for column in range(left + 1, min(left + rng.randrange(2, 4), len(row))):
        row[column] = ""


def twice(rng: Random, rows: Rows) -> None:
    rows.insert(rng.randrange(1, len(rows) + 1), list(rng.choice(rows)))


def quote_put_in(rng: Random, text: str, _: Style) -> str:
    return _put_in(rng, text, '"')


def quote_taken_out(rng: Random, text: str, _: Style) -> str:
    return _taken_out(rng, text, '"')


def delimiter_put_in(rng: Random, text: str, style: Style) -> str:
    return _put_in(rng, text, style.delimiter)


def delimiter_taken_out(rng: Random, text: str, style: Style) -> str:
    return _taken_out(rng, text, style.delimiter)


def quotes_doubled(rng: Random, text: str, _: Style) -> str:
    """One line went through a second writer."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    lines[at] = '"' + lines[at].replace('"', '""') + '"'
    return "\n".join(lines)


def quotes_made_curly(rng: Random, text: str, _: Style) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at : at + 200].replace('"', "”") + text[at + 200 :]


def line_end_put_in(rng: Random, text: str, style: Style) -> str:
    return _put_in(rng, text, style.end)


def line_end_taken_out(rng: Random, text: str, style: Style) -> str:
    """Two lines become one; but for a line of one cell, which then is a part of another's text: no
    reader can tell."""
    at = text.find(style.end, rng.randrange(len(text) + 1))
    if at < 0:
        return text
    above, below = text[:at], text[at + len(style.end) :]
    beside = above.rpartition(style.end)[2], below.partition(style.end)[0]
    return above + below if all(style.delimiter in line for line in beside) else text


def line_ends_of_two_kinds(rng: Random, text: str, style: Style) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at:].replace(style.end, rng.choice(("\r", "\n", "\r\n")))


def spaces_around(rng: Random, text: str, style: Style) -> str:
    return text.replace(style.delimiter, rng.choice((" {} ", "{} ", " {}")).format(style.delimiter))


def cut_off(rng: Random, text: str, _: Style) -> str:
    return text[: rng.randrange(len(text) // 2, len(text) + 1)]


def lines_in_another_encoding(rng: Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    for at in rng.sample(range(len(lines)), min(2, len(lines))):
        text = lines[at].decode("utf-8", "replace")
        lines[at] = text.encode(rng.choice(("cp1252", "mac_roman", "cp850")), "replace")
    return b"\n".join(lines)


def mark_inside(rng: Random, data: bytes) -> bytes:
    """Two files put together: the second one's byte order mark is inside."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    lines[at] = b"\xef\xbb\xbf" + lines[at]
    return b"\n".join(lines)


def whole_in_another_encoding(rng: Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    encoding = rng.choice(("utf-16", "utf-16-le", "cp1252", "mac_roman", "utf-8-sig"))
    return text.encode(encoding, "replace")


def encoded_twice(rng: Random, data: bytes) -> bytes:
    return data.decode("cp1252", "replace").encode("utf-8") if rng.randrange(2) else data


def bytes_lost(rng: Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) or 1)
    return data[:at] + rng.choice((b"", b"\x00", b"\xff", b"\x1a", b"?")) + data[at + 1 :]


def _put_in(rng: Random, text: str, what: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + what + text[at:]


def _taken_out(rng: Random, text: str, what: str) -> str:
    found = [at for at, letter in enumerate(text) if letter == what]
    if not found:
        return text
    at = rng.choice(found)
    return text[:at] + text[at + 1 :]


OnRows = Callable[[Random, Rows], None]
OnText = Callable[[Random, str, Style], str]
OnBytes = Callable[[Random, bytes], bytes]

ON_ROWS: tuple[OnRows, ...] = (
    footers, titles, header_again, page_break, shifted_right, shifted_left, longer, shorter,
    merged_down, merged_across, twice,
)  # fmt: skip
ON_TEXT: tuple[OnText, ...] = (
    quote_put_in, quote_put_in, quote_taken_out, quote_taken_out, delimiter_put_in,
    delimiter_taken_out, quotes_doubled, quotes_made_curly, line_end_put_in,
    line_end_taken_out,    line_ends_of_two_kinds, spaces_around, cut_off,
)  # fmt: skip
ON_BYTES: tuple[OnBytes, ...] = (
    lines_in_another_encoding, mark_inside, whole_in_another_encoding, encoded_twice, bytes_lost,
)  # fmt: skip
