"""Rules of one record, its campaign's own and the hours aside."""

from datetime import datetime, timedelta

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.rules.rule import Reason, Subject
from esl_dialer.core.words import CLAIMED_STATUSES, DIALABLE_STATUSES, RecordAudio

NUMBER_WAIT = timedelta(seconds=5)
"""Before a number that is being called for somebody else is looked at again."""


def in_progress(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if subject.status not in CLAIMED_STATUSES:
        return None
    return Reason("in_progress", "it is being called now", "live calls")


def final(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if subject.status in DIALABLE_STATUSES:
        return None
    return Reason("final", f"it is finished: {subject.status}", "outcome of its last attempt")


def stopped(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if not subject.stopped:
        return None
    return Reason("stopped", f"a stop protects it: {subject.stopped}", "do-not-call list")


def audio_missing(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if subject.audio is RecordAudio.READY:
        return None
    return Reason("audio_missing", f"its message is not spoken ({subject.audio})", "audio")


def no_phone(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if subject.number:
        return None
    return Reason("no_phone", "none of its phones can be dialed", "phones")


def no_transfer_number(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    connects = subject.has_transfer or campaign.transfer_number
    if connects or not campaign.flow.needs_transfer:
        return None
    return Reason("no_transfer_number", "key 1 has nowhere to go: no DID", "transfer number")


def not_yet(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    due = subject.scheduled_for or subject.not_before
    if due is None or due <= now:
        return None
    return Reason("not_yet", "it waits for its next attempt", "retry rule", due)


def number_in_progress(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if not subject.number_live:
        return None
    text = "its number is being called for another record"
    return Reason("number_in_progress", text, "live calls", now + NUMBER_WAIT)
