"""Percent-encoding, as FreeSWITCH does it."""

import re
from functools import lru_cache

_UNSAFE = re.compile(r"%(?![0-9A-F]{2})|[^0-9A-Za-z!$'()*,\-./_~%]+")


@lru_cache(maxsize=16_384)
def encoded(value: str) -> str:
    """What looks encoded already is left alone."""
    return _UNSAFE.sub(_escape, value)


def _escape(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode(errors="surrogateescape"))
