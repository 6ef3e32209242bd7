"""Calls: claims, attempts and their legs."""

from typing import Any

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from esl_dialer.core.words import CallState, LegRole, Outcome
from esl_dialer.store.column_types import InstantField, JsonField, WordField
from esl_dialer.store.models.base import Table
from esl_dialer.store.models.lists import Campaign, Phone, Record

DISPOSED = "disposition <> ''"
"""Attempts of which somebody said what they came to, in indexes of their own. Word for word in what
is asked of them, or they are not used."""


class Claim(Table):
    """A record taken for dialing; gone when the attempt is settled. At most one per record."""

    record = ForeignKeyField(Record, primary_key=True, on_delete="CASCADE")
    attempt_id = CharField(max_length=36)
    owner = CharField(max_length=128)
    claimed_at = InstantField()
    expires_at = InstantField(null=True)


class Attempt(Table):
    """One call placed, or claimed to be placed. ``id`` is the channel's UUID."""

    id = CharField(max_length=36, primary_key=True)
    campaign = ForeignKeyField(Campaign, backref="attempts", on_delete="CASCADE", index=False)
    record = ForeignKeyField(Record, backref="attempts", on_delete="CASCADE", index=False)
    phone = ForeignKeyField(Phone, null=True, on_delete="SET NULL")
    list_id = IntegerField(null=True)
    run = IntegerField()
    number = CharField(max_length=20)
    caller_id = CharField(max_length=20, default="")
    transfer_number = CharField(max_length=20, default="")
    transfer_leg = CharField(max_length=36, default="")
    province = CharField(max_length=8, default="")
    simulated = BooleanField(default=False)
    owner = CharField(max_length=128)
    switch_core = CharField(max_length=36, default="")
    linked_to = CharField(max_length=36, default="")
    """The attempt this one fails over from."""
    state = WordField(CallState, default=CallState.CLAIMED)
    outcome = WordField(Outcome, null=True)
    disposition = CharField(max_length=32, default="")
    """The key of what somebody said it came to (``core.calls.dispositions``); empty: nobody did."""
    cause = CharField(max_length=64, default="")
    sip_status = IntegerField(default=0)
    step = CharField(max_length=16, default="")
    key = CharField(max_length=1, default="")
    """The key that decided."""
    keys = CharField(max_length=32, default="")
    """All keys heard from answer to bridge, in order."""
    claimed_at = InstantField()
    start_at = InstantField()
    """When it was to be sent: its own place in the even spacing."""
    handed_at = InstantField(null=True)
    """Noted just before it is written to the switch: without it, not a byte ever was."""
    sent_at = InstantField(null=True)
    created_at = InstantField(null=True)
    ringing_at = InstantField(null=True)
    answered_at = InstantField(null=True)
    message_at = InstantField(null=True)
    bridged_at = InstantField(null=True)
    ended_at = InstantField(null=True)
    settled_at = InstantField(null=True)
    absent_sweeps = IntegerField(default=0)
    message_text = TextField(default="")
    template_version = IntegerField(default=0)
    voice = CharField(max_length=64, default="")
    audio_path = CharField(max_length=255, default="")
    audio_ms = IntegerField(default=0)
    decision = JsonField(default=dict)
    """What the rules saw when the call was allowed."""
    law_decision = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    """The number of what the law let it through by; 0: no rule was asked."""
    contact = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    """At its record's first answer in a run: at which attempt it was reached; else 0."""
    gateway = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    """Its name; also that of the representative's leg."""
    person_key = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    """As its record's when it was claimed."""
    account = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    creditor = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    """Both by their keys, as its record's when it was claimed."""
    heard_at = InstantField(null=True)
    """When number and person heard the message (``core.calls.settlement.heard_at``)."""

    class Meta:
        indexes = (
            (("state", "campaign"), False),
            (("start_at", "outcome", "province", "campaign", "simulated"), False),
            (("campaign", "claimed_at"), False),
            (("record", "claimed_at"), False),
            (("settled_at",), False),
            (("number", "claimed_at"), False),
            (("person_key", "claimed_at"), False),
            (("account", "claimed_at"), False),
            (("gateway", "simulated", "ended_at", "answered_at", "created_at"), False),
        )


def _heard_by(key: Any, name: str) -> Any:
    """Calls that were heard: few, in an index of their own."""
    return Attempt.index(key, Attempt.heard_at, name=name, where=Attempt.heard_at.is_null(False))


Attempt.add_index(_heard_by(Attempt.number, "attempt_number_heard"))
Attempt.add_index(_heard_by(Attempt.person_key, "attempt_person_heard"))
Attempt.add_index(
    Attempt.index(
        Attempt.campaign,
        Attempt.run,
        Attempt.disposition,
        name="attempt_disposed",
        where=SQL(DISPOSED),
    )
)
Attempt.add_index(
    Attempt.index(
        Attempt.start_at,
        Attempt.campaign,
        Attempt.disposition,
        name="attempt_disposed_at",
        where=SQL(DISPOSED),
    )
)


class Leg(Table):
    """A channel of a call: the contact's, the representative's, an agent's, a supervisor's."""

    uuid = CharField(max_length=36, primary_key=True)
    attempt = ForeignKeyField(Attempt, null=True, backref="legs", on_delete="CASCADE")
    role = WordField(LegRole)
    switch_core = CharField(max_length=36, default="")
    state = WordField(CallState, default=CallState.DIALING)
    cause = CharField(max_length=64, default="")
    created_at = InstantField()
    ended_at = InstantField(null=True)
