"""Rules of one record, its campaign's own and the hours aside."""

from datetime import datetime, timedelta

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.kind_hours import hours_by_kind
from esl_dialer.core.law.caps import Cap, Use, uses
from esl_dialer.core.law.rules import Effect, LawRule
from esl_dialer.core.people.consents import lifting
from esl_dialer.core.people.contact_cap import rests_until
from esl_dialer.core.people.provinces import clock_of
from esl_dialer.core.people.source_statuses import chosen, is_called
from esl_dialer.core.people.stops import Mark
from esl_dialer.core.rules import windows
from esl_dialer.core.rules.rule import Conditions, Reason, Subject
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.says import Says, word
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import (
    CLAIMED_STATUSES,
    WAITING_STATUSES,
    PhoneKind,
    RecordAudio,
    RecordStatus,
    StopReason,
)

LOOK_AGAIN = timedelta(days=1)
"""Before a record is looked at again that no time lets go (it lacks a consent, nobody said whether
a stop is theirs, its types of phones are not dialed): what lets it go has it looked at at once."""

NUMBER_WAIT = timedelta(seconds=5)
"""Before a number that is being called for somebody else is looked at again."""

ONE_A_DAY = Says("one heard message a day")

_OTHER_STATUS = Says("its source status is {status}: called are {called}")
_NO_STATUS = Says("its source status is {status}, and the campaign chose none")

_ENDS_AS = {"stopped": RecordStatus.DNC, "no_phone": RecordStatus.FAILED}


def ends_as(rule: str, mark: Mark | None) -> RecordStatus | None:
    """What a record becomes that a rule holds back which no time clears; None: it waits."""
    return mark.status if mark and rule == "stopped" else _ENDS_AS.get(rule)


def in_progress(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if subject.status not in CLAIMED_STATUSES:
        return None
    return Reason("in_progress", Says("it is being called now"), Says("live calls"))


def previewed(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    sees = subject.shown_to
    if not sees.agent:
        return None
    text = Says("the agent {name} sees it, and dials it or not", name=quoted(sees.agent))
    return Reason("previewed", text, Says("agents"), sees.until)


def final(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if subject.status in WAITING_STATUSES:
        return None
    if subject.mark:
        return Reason("final", _protected(subject.mark.reason), subject.mark.source)
    if subject.status is RecordStatus.DNC and subject.stopped_by:
        return Reason("final", _protected(StopReason(subject.stopped)), _list(subject))
    if subject.status is RecordStatus.NO_ATTEMPT:
        undialed = Says("its campaign was completed before it was dialed")
        return Reason("final", undialed, Says("campaign: end"))
    text = Says("it is finished: {status}", status=word(subject.status))
    return Reason("final", text, Says("outcome of its last attempt"))


def stopped(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if subject.mark:
        return Reason("stopped", _protected(subject.mark.reason), subject.mark.source)
    if not subject.stopped:
        return None
    return Reason("stopped", _protected(StopReason(subject.stopped)), _list(subject))


def person_stopped(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    """By a stop of the person that ends by itself; one that is for good is the record's mark."""
    stop = subject.timed_stop
    if stop is None or stop.until <= now:
        return None
    return Reason("person_stopped", _protected(stop.reason), stop.source, stop.until)


def perhaps_stopped(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    """By a stop of somebody of their account: no time clears it, unless the stop ends; who says
    that it is somebody else does, or who removes it."""
    doubt = subject.doubt
    if doubt is None or (doubt.until is not None and doubt.until <= now):
        return None
    reason = word(doubt.reason)
    if doubt.name:
        text = Says("a stop of its account, of {name}, may be theirs: {reason}",
                    name=quoted(doubt.name), reason=reason)  # fmt: skip
    else:
        text = Says("a stop of its account may be theirs: {reason}", reason=reason)
    return Reason("perhaps_stopped", text, doubt.source, doubt.until)


def list_inactive(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if not subject.inactive_list:
        return None
    text = Says("its list {name} is inactive", name=quoted(subject.inactive_list))
    return Reason("list_inactive", text, Says("list: active or inactive"))


def source_status(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if is_called(subject.source_status, campaign.source_statuses):
        return None
    status, called = quoted(subject.source_status), ", ".join(chosen(campaign.source_statuses))
    text = (_OTHER_STATUS if called else _NO_STATUS).of(status=status, called=called)
    return Reason("source_status", text, Says("source statuses of the campaign"))


def filtered_out(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    """By what it is now, and by what its campaign's filter found as it was applied last."""
    if subject.filtered_by:
        text = Says("the filter {name} leaves it out", name=quoted(subject.filtered_by))
    elif subject.status is RecordStatus.FILTERED_OUT:
        text = Says("the filter left it out as it was applied last")
    else:
        return None
    return Reason("filtered_out", text, Says("filter of the campaign"))


def _list(subject: Subject) -> Says:
    if not subject.stopped_by:
        return Says("do-not-call list")
    return Says("do-not-call list {list}", list=quoted(subject.stopped_by))


def _protected(reason: StopReason) -> Says:
    return Says("a stop protects it: {reason}", reason=word(reason))


def audio_missing(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if subject.audio is RecordAudio.READY:
        return None
    if subject.audio is RecordAudio.GONE:
        text = Says("its message is not on the disk: it waits until it is back, or made again")
    else:
        text = Says("its message is not spoken ({audio})", audio=word(subject.audio))
    return Reason("audio_missing", text, Says("audio"))


def phone_type(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    """No time clears it: the campaign's types of phones are changed, or the record's phones are."""
    if subject.number or not subject.other_types:
        return None
    text = Says("none of its phones is of a type that the campaign dials")
    return Reason("phone_type", text, Says("types of phones"))


def no_phone(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if subject.number:
        return None
    return Reason("no_phone", Says("none of its phones can be dialed"), Says("phones"))


def number_spent(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    """No time clears it: another number does. Who asked for the call is called all the same."""
    if subject.urgent or subject.number not in subject.spent:
        return None
    text = Says(
        "its number had {count} {count:attempt|attempts} in this run: no more are allowed",
        count=campaign.max_per_number,
    )
    return Reason("number_spent", text, Says("attempts at one number at most"))


def no_transfer_number(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    connects = subject.has_transfer or campaign.transfer_number
    if connects or not campaign.flow.needs_transfer:
        return None
    text = Says("key 1 has nowhere to go: no DID")
    return Reason("no_transfer_number", text, Says("transfer number"))


def promised(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    """A call-back that somebody set since takes precedence."""
    promise = subject.promise
    if promise is None or subject.urgent or promise.until <= now:
        return None
    told = {"amount": f"{promise.cents / 100:.2f}", "day": promise.day.isoformat()}
    text = Says("they promised to pay {amount} by {day}", **told)
    return Reason("promised", text, Says("its promise to pay"), promise.until)


def call_back(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    at = subject.scheduled_for
    if at is None or at <= now:
        return None
    name = clock_of(subject.gate)
    there = at.astimezone(zone(name)) if name else at
    text = Says("call-back at {at} ({zone})", at=f"{there:%Y-%m-%d %H:%M}", zone=name or "UTC")
    return Reason("call_back", text, Says("its call-back"), at)


def not_yet(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    """A call-back takes precedence."""
    due = subject.not_before
    if subject.scheduled_for or due is None or due <= now:
        return None
    text = Says("it waits for its next attempt")
    return Reason("not_yet", text, Says("retry rule"), due)


def number_heard(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if not (until := _rests(subject.contact.number_heard_at, subject, now)):
        return None
    text = Says("a message was heard at its number less than a day ago")
    return Reason("number_heard", text, ONE_A_DAY, until)


def person_heard(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if not (until := _rests(subject.contact.person_heard_at, subject, now)):
        return None
    text = Says("the same person heard a message less than a day ago")
    return Reason("person_heard", text, ONE_A_DAY, until)


def _rests(heard_at: datetime | None, subject: Subject, now: datetime) -> datetime | None:
    """Until when, if that is yet to come. Who asked for the call is called all the same."""
    if heard_at is None or subject.urgent:
        return None
    until = rests_until(heard_at)
    return until if until > now else None


def phone_hours(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    """Its type of phone has hours of its own."""
    return type_closed(subject.kind, subject.gate, campaign, now)


def type_closed(kind: str, gate: str, campaign: Campaign, now: datetime) -> Reason | None:
    """By the clock of every zone the person may be in; None: the type's hours are open, or it has
    none."""
    hours = hours_by_kind(campaign.kind_hours).get(kind) if campaign.kind_hours else None
    if hours is None or windows.is_open(hours, gate, now):
        return None
    text = Says("outside the hours of {kind} phones", kind=word(PhoneKind(kind)))
    opens = windows.next_open(hours, gate, now)
    return Reason("phone_hours", text, Says("hours of types of phones"), opens)


def caps_of(campaign: Campaign, gate: str, conditions: Conditions) -> tuple[Cap, ...]:
    """The contact caps that bind a campaign's records behind a gate."""
    if conditions.law is None or conditions.nobody_called:
        return ()
    asked = conditions.asked_gate(campaign.id, gate)
    return conditions.law.caps(asked, campaign.caller, campaign.call_kind)


def needs_of(campaign: Campaign, gate: str, conditions: Conditions) -> tuple[LawRule, ...]:
    """Rules by which nobody behind a gate is called who did not consent."""
    if conditions.law is None or conditions.nobody_called:
        return ()
    asked = conditions.asked_gate(campaign.id, gate)
    return conditions.law.needs(asked, campaign.caller, campaign.call_kind)


def lifted_of(subject: Subject, campaign: Campaign, now: datetime) -> dict[str, int]:
    """By rule that a consent of the person lifts, the consent's number."""
    if not subject.consents:
        return {}
    asked = (*(cap.rule for cap in subject.caps), *subject.needs)
    kind, given = campaign.call_kind, subject.consents
    found = ((rule.id, lifting(given, rule.lifted_by, kind, now)) for rule in asked)
    return {rule: consent.id for rule, consent in found if consent}


def uses_of(subject: Subject, campaign: Campaign, now: datetime) -> tuple[Use, ...]:
    """How far each cap of the law that binds the record is used."""
    lifted = lifted_of(subject, campaign, now)
    caps = (cap for cap in subject.caps if cap.rule.id not in lifted)
    return uses(caps, subject.whom, subject.calls, now)


def consent_missing(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    """No time clears it, a consent does."""
    lifted = lifted_of(subject, campaign, now)
    day = now.date()
    for rule in subject.needs:
        if rule.id not in lifted and rule.start <= day <= rule.end:
            source = Says("law: {rule}, {citation}", rule=rule.id, citation=rule.citation)
            return Reason("consent_missing", rule.says, source, None, rule.id, rule.citation)
    return None


def contact_cap(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    """The first that is used up. A call in progress may come to nothing: it is looked at again."""
    blocking = (
        one for one in uses_of(subject, campaign, now) if one.cap.rule.effect is Effect.BLOCK
    )
    if (full := next((one for one in blocking if one.used_up), None)) is None:
        return None
    rule = full.cap.rule
    text = Says(
        "{rule} ({count} of {most} used)",
        rule=rule.says,
        count=full.count + full.in_progress,
        most=full.cap.most,
    )
    source = Says("law: {rule}, {citation}", rule=rule.id, citation=rule.citation)
    until = full.clears_at or now + NUMBER_WAIT
    return Reason("contact_cap", text, source, until, rule.id, rule.citation)


def number_in_progress(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if not subject.contact.number_live:
        return None
    text = Says("its number is being called for another record")
    return Reason("number_in_progress", text, Says("live calls"), now + NUMBER_WAIT)


def person_in_progress(subject: Subject, campaign: Campaign, now: datetime) -> Reason | None:
    if not subject.contact.person_live:
        return None
    text = Says("the same person is being called for another record")
    return Reason("person_in_progress", text, Says("live calls"), now + NUMBER_WAIT)


NO_TIME = frozenset(
    rule.__name__
    for rule in (perhaps_stopped, phone_type, phone_hours, no_transfer_number, consent_missing)
)
"""Rules that may hold a record back with no instant at which they let it go."""
