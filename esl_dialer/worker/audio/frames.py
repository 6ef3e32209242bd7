"""How a worker process is spoken to: a JSON head and a block of bytes, with their lengths first."""

import json
import struct
from typing import Any

_LENGTHS = struct.Struct("!II")
MAX_BYTES = 256 * 1024 * 1024


class FrameError(ValueError):
    """The other side does not speak this protocol."""


def encode(head: dict[str, Any], body: bytes = b"") -> bytes:
    text = json.dumps(head, ensure_ascii=False).encode()
    return _LENGTHS.pack(len(text), len(body)) + text + body


def decode(buffer: bytearray) -> tuple[dict[str, Any], bytes] | None:
    """Take one whole frame off the front, or nothing while it is not all there.

    Raises FrameError.
    """
    if len(buffer) < _LENGTHS.size:
        return None
    head, body = _LENGTHS.unpack_from(buffer)
    if head + body > MAX_BYTES:
        raise FrameError(f"a frame of {head + body} bytes")
    end = _LENGTHS.size + head + body
    if len(buffer) < end:
        return None
    text = bytes(buffer[_LENGTHS.size : _LENGTHS.size + head])
    blob = bytes(buffer[_LENGTHS.size + head : end])
    del buffer[:end]
    try:
        return json.loads(text), blob
    except ValueError as error:
        raise FrameError(f"a head that is not JSON: {error}") from error
