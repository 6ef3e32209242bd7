"""Reading ``originate`` and dial strings as FreeSWITCH does, with its quoting, quote for quote.

Follows the behaviour of ``switch_separate_string`` and ``switch_event_create_brackets``: text is
split at a delimiter outside single quotes, a backslash protects the next character from the split,
and each piece then loses one level of quotes and escapes. A variable of ``originate {...}`` loses
three levels: at the spaces of the command, at the commas, at its ``=``. Braces are matched by
depth alone: quotes do not protect them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from esl_dialer.simulator.figures import atoi

_UNESCAPED = {"n": "\n", "r": "\r", "t": "\t", "s": " "}
_KEPT, _ENDS = "\x01", "\x02"
"""Commas inside brackets: one that belongs to a value, one that ends a variable."""

MOST_ARGUMENTS = 10
MOST_VARIABLES = 1024


class DialStringError(Exception):
    """Braces or brackets that do not close."""


@dataclass(frozen=True, slots=True)
class DialString:
    """One leg to dial: ``variables`` of its ``{}`` and ``[]``, its endpoint, what follows it."""

    endpoint: str
    address: str
    variables: Mapping[str, str] = field(default_factory=dict)


Groups = tuple[tuple[DialString, ...], ...]
"""Legs to dial: those of a group at once, one group after the other; at least one of one leg."""


@dataclass(frozen=True, slots=True)
class OriginateCommand:
    groups: Groups
    extension: str
    dialplan: str = "XML"
    context: str = "default"
    timeout: int = 60


def parse_originate(text: str) -> OriginateCommand | None:
    """Read what follows ``originate``; None: FreeSWITCH answers with its usage line.

    Raises DialStringError.
    """
    arguments = separate_blank(text)
    if not 2 <= len(arguments) <= 7:
        return None
    given = dict(enumerate(argument for argument in arguments))
    timeout = given.get(6, "")
    return OriginateCommand(
        parse_dial_string(arguments[0]),
        arguments[1],
        dialplan=given.get(2, "XML"),
        context=given.get(3, "default"),
        timeout=atoi(timeout) if atoi(timeout) > 0 else 60,
    )


def parse_dial_string(text: str) -> Groups:
    """Read the legs of ``a,b|c``: ``a`` and ``b`` at once, then ``c``. Raises DialStringError.

    The variables of the braces are every leg's, and win over those of its own brackets.
    """
    variables, rest = _blocks(text.lstrip(" "), "{", "}", ",")
    groups = separate(rest.lstrip(" "), "|") or [""]
    return tuple(
        tuple(_leg(leg, variables) for leg in separate(_marked(group), ",") or [""])
        for group in groups
    )


def _leg(text: str, variables: Mapping[str, str]) -> DialString:
    own, rest = _blocks(text.replace(_KEPT, ","), "[", "]", _ENDS)
    endpoint, _, address = rest.partition("/")
    return DialString(endpoint, address, own | dict(variables))


def variables_of(text: str) -> dict[str, str]:
    """The variables of blocks in braces; of one that does not close there are none."""
    try:
        return _blocks(text, "{", "}", ",")[0]
    except DialStringError:
        return {}


def separate(text: str, delimiter: str, most: int = MOST_VARIABLES) -> list[str]:
    """Split at ``delimiter`` outside quotes; each piece loses one level of quoting."""
    text, delimiter = _own_delimiter(text, delimiter)
    return [_clean(piece, delimiter) for piece in _pieces(text, delimiter, most)]


def separate_blank(text: str, most: int = MOST_ARGUMENTS) -> list[str]:
    """Split at runs of blanks outside quotes; each piece loses one level of quoting.

    The last of ``most`` pieces is all that is left.
    """
    if text.startswith("^^") and len(text) > 3:
        return separate(text, " ", most)
    return [_clean(piece, "") for piece in _words(text, most)]


def _own_delimiter(text: str, delimiter: str) -> tuple[str, str]:
    if text.startswith("^^") and len(text) > 3:
        return text[3:], text[2]
    return text, delimiter


def _pieces(text: str, delimiter: str, most: int) -> Iterator[str]:
    start, quoted, count = 0, False, 1
    position = 0
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 1
        elif character == "'" and (quoted or "'" in text[position + 1 :]):
            quoted = not quoted
        elif character == delimiter and not quoted and count < most:
            yield text[start:position]
            start, count = position + 1, count + 1
        position += 1
    if start < len(text):
        yield text[start:]


def _words(text: str, most: int) -> Iterator[str]:
    """The last of ``most`` is all that is left, blanks included."""
    word, quoted, count = "", False, 1
    position = 0
    while position < len(text):
        character = text[position]
        if character == " " and not quoted:
            if word:
                yield word
                word, count = "", count + 1
        elif count >= most:
            word = text[position:]
            break
        else:
            quoted ^= character == "'"
            taken = 2 if character == "\\" else 1
            word += text[position : position + taken]
            position += taken - 1
        position += 1
    if word:
        yield word


def _clean(text: str, delimiter: str) -> str:
    """One level of quotes, escapes and outer blanks taken off."""
    out: list[str] = []
    quoted, end = False, 0
    text = text.lstrip(" ")
    position = 0
    while position < len(text):
        character, following = text[position], text[position + 1 : position + 2]
        if character == "\\" and _escapes(following, delimiter):
            out.append(_UNESCAPED.get(following, following))
            end = len(out)
            position += 1
        elif character == "'" and (quoted or "'" in text[position + 1 :]):
            quoted = not quoted
            end = len(out) if quoted else end
        else:
            out.append(character)
            end = len(out) if character != " " or quoted else end
        position += 1
    return "".join(out[:end])


def _escapes(following: str, delimiter: str) -> bool:
    return bool(following) and (
        following in {"'", '"', "\\"} or following == delimiter or following in _UNESCAPED
    )


def _blocks(text: str, opening: str, closing: str, delimiter: str) -> tuple[dict[str, str], str]:
    """Every leading block of variables, and what follows them."""
    variables: dict[str, str] = {}
    while text.startswith(opening):
        end = _closing(text, opening, closing)
        if end is None:
            raise DialStringError(text)
        variables |= _assignments(text[1:end], delimiter)
        text = text[end + 1 :]
    return variables, text


def _assignments(text: str, delimiter: str) -> dict[str, str]:
    pairs = (separate(item, "=", 2) for item in separate(text, delimiter))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def _closing(text: str, opening: str, closing: str) -> int | None:
    depth = 0
    for position, character in enumerate(text):
        depth += (character == opening) - (character == closing)
        if not depth:
            return position
    return None


def _marked(text: str) -> str:
    """The commas inside brackets marked, so that the split into legs leaves them alone."""
    out: list[str] = []
    end, quoted, own = -1, False, False
    for position, character in enumerate(text):
        if end < 0 and character == "[":
            end = position + (_closing(text[position:], "[", "]") or 0)
            quoted, own = False, text.startswith("^^", position + 1)
        quoted ^= character == "'"
        inside = position < end and character == "," and text[position - 1] != "\\"
        out.append((_KEPT if quoted or own else _ENDS) if inside else character)
        end = -1 if position == end else end
    return "".join(out)
