"""From a number to what is dialed."""

import re
from collections.abc import Container, Sequence
from functools import lru_cache


def dialed_digits(number: str) -> str:
    """E.164 without ``+``: ten digits are taken as North American."""
    digits = number.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        digits = "".join(str(int(ch)) for ch in number if ch.isdecimal())
    return f"1{digits}" if len(digits) == 10 else digits


def dial_string(pattern: str, number: str) -> str:
    """The dial string of a number: ``{number}`` in the pattern is replaced by its digits."""
    return pattern.replace("{number}", dialed_digits(number))


_CALLER_ID = re.compile(r"\+?[\d ().-]+")


def is_caller_id(text: str) -> bool:
    """Ten to fifteen digits (E.164's most), written with nothing but ``+ ( ) . -`` and spaces."""
    digits = sum(letter.isdigit() for letter in text)
    return bool(_CALLER_ID.fullmatch(text.strip())) and 10 <= digits <= 15


def rotated(choices: tuple[str, ...], turn: int) -> str:
    """The caller ID whose turn it is; empty when there is none."""
    return dialed_digits(choices[turn % len(choices)]) if choices else ""


@lru_cache
def kinds_of(text: str) -> tuple[str, ...]:
    """Types of phones as they are written: ``mobile, home``."""
    return tuple(part for part in re.split(r"[,;\s]+", text.lower()) if part)


OTHERS = 100
"""Between the places of two types of phones: more than a person has phones."""


def place_of(position: int, kind: str, order: Sequence[str], *, only: bool = False) -> int | None:
    """Where a phone comes in a campaign that dials types of phones in this order, the types that
    it does not name last, or (``only``) never: None."""
    if not order:
        return position
    if only and kind not in order:
        return None
    rank = order.index(kind) if kind in order else len(order)
    return rank * OTHERS + position


Phone = tuple[int, int, str]
"""(place, id, E.164)"""


def phone_to_dial(phones: tuple[Phone, ...], next_phone: int) -> tuple[int, str]:
    """The first good phone from that position on, round again: (id, number); (0, "") if none."""
    chosen = next((p for p in phones if p[0] >= next_phone), phones[0] if phones else None)
    return (chosen[1], chosen[2]) if chosen else (0, "")


def first_free(phones: tuple[Phone, ...], next_phone: int, held: Container[str]) -> int | None:
    """The position, from that one on and round again, of a number that is not held back."""
    ahead = [phone for phone in phones if phone[0] >= next_phone]
    behind = [phone for phone in phones if phone[0] < next_phone]
    free = (position for position, _, number in ahead + behind if number not in held)
    return next(free, None)
