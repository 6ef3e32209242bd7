"""Texts made comparable: without accents, case and punctuation."""

import re
import unicodedata

_JUNK = re.compile(r"[^a-z0-9]+")


def unaccented(text: str) -> str:
    """``Prénom`` as ``Prenom``."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def squashed(text: str) -> str:
    """Letters and digits only, in lower case: ``Client Ref #`` as ``clientref``."""
    return _JUNK.sub("", unaccented(text).lower())
