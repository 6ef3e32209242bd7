"""XML as FreeSWITCH writes it: events, dumps of channels, lists. Two blanks a level."""

import re
from collections.abc import Iterable, Mapping

from esl_dialer.simulator.socket.percent import encoded

_MARKUP = re.compile(r"[&<>\r]|[^\x00-\x7f]")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"}
_INDENT = "  "


def event_xml(headers: Mapping[str, str], body: str | None = None, doubled: str = "") -> str:
    """An event or the dump of a channel: values percent-encoded, the body as it is.

    The header ``doubled`` comes twice.
    """
    twice = [(doubled, headers[doubled])] if doubled else []
    values = ((name, encoded(value)) for name, value in [*headers.items(), *twice])
    lines = [element(name, value, 2) for name, value in values]
    inside = parent("headers", lines, 1)
    if body:
        length = len(body.encode(errors="surrogateescape"))
        inside += element("Content-Length", str(length), 1) + element("body", body, 1)
    return parent("event", [inside], 0)


def table_xml(rows: Iterable[Mapping[str, str]]) -> str:
    """A list of ``show``; an empty one is its head alone."""
    shown = [
        parent("row", [element(name, value, 2) for name, value in row.items()], 1, row_id=at)
        for at, row in enumerate(rows, 1)
    ]
    if not shown:
        return '<result row_count="0"/>\n'
    return parent("result", shown, 0, row_count=len(shown))


def element(name: str, text: str, level: int) -> str:
    shown = _MARKUP.sub(_escaped, text)
    close = _INDENT * level if shown.endswith("\n") else ""
    return f"{_INDENT * level}<{name}>{shown}{close}</{name}>\n"


def parent(name: str, inside: Iterable[str], level: int, **attributes: int) -> str:
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    indent = _INDENT * level
    return f"{indent}<{name}{given}>\n{''.join(inside)}{indent}</{name}>\n"


def _escaped(found: re.Match[str]) -> str:
    """Bytes that are no UTF-8 have no place in XML: each becomes the sign for such."""
    point = ord(found[0])
    lone = 0xD800 <= point <= 0xDFFF
    return _NAMED.get(found[0]) or f"&#x{0xFFFD if lone else point:X};"
