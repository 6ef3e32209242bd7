"""Instants as people say them: how long ago, how long still, and in which zone a clock is shown."""

from datetime import datetime

from flask import g

from esl_dialer.core.says import Says
from webui.text import language
from webui.text.language import translate as _

SECONDS = Says("s")
UNITS = ((86_400, Says("d")), (3_600, Says("h")), (60, Says("min")), (1, SECONDS))
"""Seconds of each unit; the names are translated."""

NOW_S = 2


def span(seconds: float) -> str:
    """The two largest units: 3 h 57 min, 2 d, 12 s."""
    left, parts = round(abs(seconds)), []
    for size, name in UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{language.number(count)}\u00a0{_(name)}")
        if len(parts) == 2 or (parts and not count):
            break
    return " ".join(parts) or f"0\u00a0{_(SECONDS)}"


def relative(value: datetime | None) -> str:
    """in 3 h 57 min, 12 s ago, now; a dash for no instant."""
    if value is None:
        return "–"
    seconds = (value - g.ctx.now()).total_seconds()
    if abs(seconds) < NOW_S:
        return _("now")
    if seconds > 0:
        return _("in {span}", span=span(seconds))
    return _("{span} ago", span=span(seconds))


def still(value: datetime) -> str:
    """How long until then."""
    return span((value - g.ctx.now()).total_seconds())


def zone_label() -> str:
    """The zone that clocks of the page are in, as it is called now: EST, HNE."""
    return language.zone_name(g.ctx.now().astimezone(language.zone()))
