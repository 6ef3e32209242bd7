"""Whom a campaign's hours hold back, by gate and by the type of the phone that is dialed next."""

from collections import Counter
from collections.abc import Mapping

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.kind_hours import hours_by_kind
from esl_dialer.core.rules.why_not import Behind
from esl_dialer.core.words import DialOrder
from esl_dialer.store.calls import selection

SAMPLE = 200
"""Records of a gate that are looked at: types are counted nowhere. Of more it is an estimate, at
random, whose share is some hundredths off."""


def behind(campaign: Campaign, waiting: Mapping[str, int]) -> Counter[Behind]:
    """From how many wait behind each gate. Types without hours of their own are as none; of a gate
    where nobody is ready to be dialed no type is known."""
    hours = hours_by_kind(campaign.kind_hours)
    found: Counter[Behind] = Counter()
    for gate, count in waiting.items():
        for kind, its in _shares(campaign, gate, count, set(hours)).items():
            found[Behind(gate, kind)] += its
    return found


def _shares(campaign: Campaign, gate: str, count: int, kinds: set[str]) -> Counter[str]:
    if not kinds:
        return Counter({"": count})
    seen = selection.candidates(campaign.id, [gate], min(count, SAMPLE), DialOrder.RANDOM)
    counts = Counter(one.kind if one.kind in kinds else "" for one in seen)
    shares = Counter({kind: count * its // len(seen) for kind, its in counts.items()})
    shares[""] += count - shares.total()
    return +shares
