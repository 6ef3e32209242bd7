"""The headers of an event in JSON, each looked for in its text when it is asked for.

A channel's event has 100 to 200 headers, of which some six are asked for: to decode them all takes
several times as long. In JSON every quote inside a text has a backslash, so a name in its quotes
and a colon, after ``,`` or ``{``, is nowhere but before that header's value. What is not found so
plainly (a list, blanks between names) is looked up in the whole, decoded.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property

Value = str | list[str]

BODY = "_body"
"""The name under which an event's body stands among its headers."""

_decode = json.JSONDecoder(strict=False).decode
"""Made once: ``json.loads`` makes a decoder for each event."""


class JsonHeaders(Mapping[str, Value]):
    """``text`` is the event's, JSON as FreeSWITCH writes it: a colon follows a name at once.

    Of a header that is there twice ``get`` gives the first. ``error`` is raised where it is no JSON
    object: at once, or when that shows.
    """

    def __init__(self, text: str, error: type[Exception]) -> None:
        self._text, self._error = text, error
        if not (text.startswith('{"') and text.endswith("}")):
            self._whole  # noqa: B018

    @cached_property
    def _whole(self) -> dict[str, Value]:
        try:
            headers = _decode(self._text)
        except (ValueError, RecursionError) as error:
            raise self._error(f"not JSON: {error}") from error
        if not isinstance(headers, dict):
            raise self._error("not a JSON object")
        return headers

    @cached_property
    def decoded(self) -> dict[str, Value]:
        """All of them, for who asks for many."""
        headers = dict(self._whole)
        headers.pop(BODY, None)
        return headers

    def get(self, name: str, default: Value = "") -> Value:  # type: ignore[override]
        text = self._text
        at = text.find(f'"{name}":')
        if at < 0:
            return default
        start = at + len(name) + 4
        if text[at - 1] not in ",{" or text[start - 1] != '"':
            return self._whole.get(name, default)
        end = text.find('"', start)
        if end < 0 or text.find("\\", start, end) >= 0:
            return self._whole.get(name, default)
        return text[start:end]

    def __getitem__(self, name: str) -> Value:
        return self.decoded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.decoded)

    def __len__(self) -> int:
        return len(self.decoded)
