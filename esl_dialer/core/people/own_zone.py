"""A time zone that somebody names for a person: one that there is, by its IANA name."""

import difflib
from functools import cache
from importlib.resources import files

from esl_dialer.core.people.zones import (
    EDMONTON,
    HALIFAX,
    REGINA,
    ST_JOHNS,
    TORONTO,
    VANCOUVER,
    WINNIPEG,
)
from esl_dialer.core.says import Says
from esl_dialer.core.text.folding import squashed
from esl_dialer.core.text.quoting import quoted

_CALLED = {
    TORONTO: "eastern|eastern time|est|edt|et|heure de l'est|hne|hae",
    WINNIPEG: "central|central time|cst|cdt|ct|heure du centre|hnc|hac",
    EDMONTON: "mountain|mountain time|mst|mdt|mt|heure des rocheuses|hnr|har",
    VANCOUVER: "pacific|pacific time|pst|pdt|pt|heure du pacifique|hnp|hap",
    HALIFAX: "atlantic|atlantic time|ast|adt|at|heure de l'atlantique|hna|haa",
    ST_JOHNS: "newfoundland|newfoundland time|nst|ndt|nt|heure de terre-neuve|hnt|hat",
    REGINA: "saskatchewan",
}
"""What people call a zone: not taken for it (EST has no summer time), but suggested."""

LIKE = 0.6
"""``difflib``: what is less like a zone's name is no suggestion."""


@cache
def zones() -> frozenset[str]:
    """Every place's zone, by IANA name: ``America/Toronto``. Not those that are offsets alone."""
    names = (files("tzdata") / "zones").read_text("utf-8").split()
    return frozenset(name for name in names if "/" in name and not name.startswith("Etc/"))


def zone_problem(name: str) -> Says | None:
    """None: there is such a zone, or none is named."""
    if not name or name in zones():
        return None
    if near := _near(name):
        return Says(
            "there is no time zone {name}: did you mean {near}?", name=quoted(name), near=near
        )
    return Says("there is no time zone {name}: write it as America/Toronto", name=quoted(name))


def _near(name: str) -> str:
    """The zone that was meant, if that can be guessed."""
    asked, written = squashed(name), _by_words()
    close = difflib.get_close_matches(asked, written, n=1, cutoff=LIKE)
    return written.get(asked) or (written[close[0]] if close else "")


@cache
def _by_words() -> dict[str, str]:
    """By what people call it, the whole name, and the place alone: those of America first."""
    ordered = sorted(zones(), key=lambda name: (not name.startswith("America/"), name))
    written = {squashed(one): zone for zone, words in _CALLED.items() for one in words.split("|")}
    for name in ordered:
        for words in (name, name.rpartition("/")[2]):
            written.setdefault(squashed(words), name)
    return written
