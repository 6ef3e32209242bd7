"""Which phone of a record is dialed in place of one that a rule holds back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from esl_dialer.core.calls.dialing import first_free
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.kind_hours import hours_by_kind
from esl_dialer.core.rules import windows
from esl_dialer.core.rules.record_rules import number_spent, phone_hours, stopped
from esl_dialer.core.rules.rule import Reason
from esl_dialer.store.calls import claims
from esl_dialer.store.calls.claims import Candidate
from esl_dialer.store.people import stops
from esl_dialer.store.system import settings

Refused = Sequence[tuple[Candidate, Reason]]
Numbers = frozenset[str]
NONE: Numbers = frozenset()


def other_numbers(refused: Refused, campaign: Campaign, now: datetime) -> dict[int, int]:
    """By record, the position of another of its numbers: not one that had all of its attempts."""
    spent = claims.spent_numbers([one for one, _ in refused], campaign)
    held = {
        **_not_stopped(refused, campaign),
        **_shut(refused, campaign, now),
        **{one.record: NONE for one in _by(refused, number_spent.__name__)},
    }
    places = {
        one.record: first_free(
            one.phones, one.next_phone, held[one.record] | spent.get(one.record, NONE)
        )
        for one, _ in refused
        if one.record in held
    }
    return {record: place for record, place in places.items() if place is not None}


def _by(refused: Refused, rule: str) -> list[Candidate]:
    return [one for one, reason in refused if reason.rule == rule]


def _not_stopped(refused: Refused, campaign: Campaign) -> Mapping[int, Numbers]:
    """By record, its numbers that do-not-call holds back: the global list, or one of the
    campaign's.

    Only where the setting says that a number on the list holds back itself and not the record.
    """
    found = [one for one in _by(refused, stopped.__name__) if one.mark is None]
    if not found or settings.read().dnc_scope != "number":
        return {}
    numbers = {number for candidate in found for _, _, number in candidate.phones}
    held = frozenset(stops.matching(numbers, campaign.dnc_lists))
    accounts = stops.matching_accounts(candidate.account for candidate in found)
    return {one.record: held for one in found if one.account not in accounts}


def _shut(refused: Refused, campaign: Campaign, now: datetime) -> Mapping[int, Numbers]:
    """By record, its numbers of types whose own hours are closed now."""
    hours = hours_by_kind(campaign.kind_hours)
    return {
        one.record: frozenset(
            number
            for _, phone, number in one.phones
            if (its := hours.get(one.kinds.get(phone, "")))
            and not windows.is_open(its, one.gate, now)
        )
        for one in _by(refused, phone_hours.__name__)
    }
