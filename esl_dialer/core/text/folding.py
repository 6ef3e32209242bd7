"""Texts made comparable: without accents, case and punctuation."""

import re
import unicodedata

_JUNK = re.compile(r"[^a-z0-9]+")
_ACCENTS = re.compile("[\u0300-\u0304\u0306-\u030c\u0327\u0328]+")
"""The commonest of what combines."""


class _Bare(dict[int, int | None]):
    """For ``translate``: what combines with another letter goes, all else stays."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_BARE = _Bare()


def unaccented(text: str) -> str:
    """``Prénom`` as ``Prenom``."""
    if text.isascii():
        return text
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return text if text.isascii() else text.translate(_BARE)


def squashed(text: str) -> str:
    """Letters and digits only, in lower case: ``Client Ref #`` as ``clientref``."""
    return _JUNK.sub("", unaccented(text).lower())
