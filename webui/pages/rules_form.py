"""Rules of what follows, on forms: after an outcome, or after a disposition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g

from esl_dialer.core.calls.dispositions import CALLS_AGAIN
from esl_dialer.core.campaigns.checks import RETRIED
from esl_dialer.core.says import Says
from esl_dialer.services.calls import dispositions
from webui.pages.dispositions import title_of
from webui.text.language import say, word

OF_OUTCOMES = "outcome_rules"

RULES: dict[str, dict[str, Says]] = {
    OF_OUTCOMES: {
        "": Says("at the next number"),
        "again": Says("at the same number"),
        "final": Says("final: not again in this run"),
        "stop": Says("stopped: in no later run either"),
    },
    "disposition_rules": {
        "": Says("as the disposition says"),
        "again": Says("at the same number"),
        "next_number": Says("at the next number"),
        "final": Says("final: not again in this run"),
        "bad_number": Says("this number not again"),
        "stop": Says("onto the do-not-call list"),
    },
}
"""By field, what may be chosen."""


@dataclass(frozen=True, slots=True)
class Offered:
    """``keys`` with their titles; ``minutes``: whether a rule takes them."""

    keys: list[tuple[str, str]]
    rules: list[tuple[str, str]]
    minutes: bool


def offered(name: str, values: Mapping[str, Any]) -> Offered:
    """What a form has of the field: of dispositions, all that there are, and those of the form."""
    rules = [(value, say(told)) for value, told in RULES[name].items()]
    if name == OF_OUTCOMES:
        return Offered([(key, word(key).capitalize()) for key in RETRIED], rules, minutes=False)
    titles = {one.key: one.disposition.title for one in dispositions.every(g.ctx)}
    keys = [(key, title_of(key, titles)) for key in titles]
    return Offered(keys, rules, minutes=True)


def said(name: str, values: Mapping[str, Any], problems: Mapping[str, Says]) -> bool:
    """Whether something is chosen of the field, or wrong with it."""
    within = (part for part in (*values, *problems) if part.partition(".")[0] == name)
    return any(values.get(part) or part in problems for part in within)


def told(name: str, key: str, rule: str) -> str:
    """One rule, as a campaign's page shows it."""
    word_, _, minutes = rule.partition(":")
    if name == OF_OUTCOMES:
        title = word(key).capitalize()
    else:
        title = title_of(key, dispositions.titles(g.ctx))
    what = RULES[name].get(word_)
    said_ = say(what) if what else rule
    after = Says("{count} {count:minute|minutes}", count=int(minutes)) if minutes else None
    again = f" ({say(after)})" if after and word_ in CALLS_AGAIN else ""
    return f"{title}: {said_}{again}"
