"""The packs of rules that come with the dialer."""

from functools import cache
from importlib.resources import files

from esl_dialer.core.law.law import Law
from esl_dialer.core.law.pack_reader import read_pack
from esl_dialer.core.law.rules import Pack

FOLDER = "packs"


@cache
def shipped_packs() -> tuple[Pack, ...]:
    """Read once. Raises Rejected: a release has none that are."""
    folder = files("esl_dialer.core.law") / FOLDER
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=str)
    return tuple(read_pack(one.name, one.read_text("utf-8")) for one in found)


@cache
def shipped_law() -> Law:
    """Those rules as they are shipped."""
    return Law(shipped_packs())
