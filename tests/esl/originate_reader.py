"""How FreeSWITCH reads ``originate``'s arguments: the oracle for the quoting.

A model of what its source does: split outside apostrophes and not after a backslash, then, piece by
piece, undo backslashes and apostrophes. A FreeSWITCH 1.11.3 was given 3,400 hostile values, those
of test_commands among them, and had each in its channel as this says.
"""

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "s": " "}


def read_originate(arguments: str) -> tuple[dict[str, str], str, list[str]]:
    """The variables, the dial string after the braces, and the other arguments."""
    leg, *others = split(arguments, " ", 10)
    assert ":_:" not in leg, "two calls instead of one"
    end = _end_of_braces(leg)
    variables: dict[str, str] = {}
    inside = leg[1:end]
    assert not inside.startswith("^^")
    for pair in split(inside, ",", 1024):
        parts = split(pair, "=", 2)
        if len(parts) == 2:
            assert "${" not in parts[1], "refused by originate: a variable inside"
            assert not parts[1].startswith("ARRAY::"), "a list instead of a value"
            variables[parts[0]] = parts[1]
    return variables, leg[end + 1 :], others


def _end_of_braces(text: str) -> int:
    assert text[0] == "{"
    depth = 0
    for place, letter in enumerate(text):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0:
            return place
    raise AssertionError("the braces never close")


def split(text: str, separator: str, most: int) -> list[str]:
    pieces: list[str] = []
    rest = text
    while rest and len(pieces) < most:
        size = len(rest) if len(pieces) == most - 1 else _next_cut(rest, separator)
        pieces.append(rest[:size])
        rest = rest[size + 1 :]
        if separator == " ":
            rest = rest.lstrip(" ")
    return [_clean(piece, "" if separator == " " else separator) for piece in pieces]


def _next_cut(text: str, separator: str) -> int:
    quoted = False
    place = 0
    while place < len(text):
        letter = text[place]
        if letter == "\\":
            place += 1
        elif letter == "'" and (separator == " " or quoted or "'" in text[place + 1 :]):
            quoted = not quoted
        elif letter == separator and not quoted:
            return place
        place += 1
    return len(text)


def _clean(piece: str, separator: str) -> str:
    text = piece.lstrip(" ")
    out: list[str] = []
    kept = 0
    quoted = False
    place = 0
    while place < len(text):
        letter, after = text[place], text[place + 1 : place + 2]
        if letter == "\\" and after and (after in "'\"\\" + separator or after in _ESCAPES):
            out.append(_ESCAPES.get(after, after))
            kept = len(out)
            place += 1
        elif letter == "'" and (quoted or "'" in text[place + 1 :]):
            quoted = not quoted
            kept = len(out) if quoted else kept
        else:
            out.append(letter)
            kept = len(out) if letter != " " or quoted else kept
        place += 1
    return "".join(out[:kept])
