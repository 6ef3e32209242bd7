"""The tables. Only ``esl_dialer.store`` sees these classes; everything else sees core values.

Read with docs/decisions.md ("Room for what comes next"): legs, claims, runs, lists, stops,
dispositions and the outbox are tables from the first migration, so that agents, call-backs and
recurring lists need no rebuilding.
"""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from esl_dialer.core.words import (
    AudioState,
    CallState,
    CampaignKind,
    DialOrder,
    Language,
    LegRole,
    Outcome,
    RecordAudio,
    RecordStatus,
    RunState,
    StopReason,
    StopScope,
)
from esl_dialer.store.fields import InstantField, JsonField, WordField

database = DatabaseProxy()


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False


# --- who may do what -------------------------------------------------------------------------


class User(Table):
    id = AutoField()
    username = CharField(max_length=64, unique=True)
    password_hash = CharField(max_length=255)
    full_name = CharField(max_length=128, default="")
    email = CharField(max_length=254, default="")
    language = WordField(Language, default=Language.EN)
    active = BooleanField(default=True)
    must_change_password = BooleanField(default=False)
    session_epoch = IntegerField(default=0)
    """Raised to sign the user out everywhere."""
    created_at = InstantField()

    class Meta:
        table_name = "user_account"


class Role(Table):
    name = CharField(max_length=32, primary_key=True)
    title = CharField(max_length=64)


class RolePermission(Table):
    role = ForeignKeyField(Role, backref="permissions", on_delete="CASCADE")
    permission = CharField(max_length=64)

    class Meta:
        primary_key = CompositeKey("role", "permission")


class UserRole(Table):
    user = ForeignKeyField(User, backref="roles", on_delete="CASCADE")
    role = ForeignKeyField(Role, on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("user", "role")


class Audit(Table):
    """Who changed what, when: written by the services in the same transaction as the change."""

    id = AutoField()
    at = InstantField(index=True)
    actor = CharField(max_length=64)
    action = CharField(max_length=64)
    subject = CharField(max_length=128, default="")
    detail = JsonField(default=dict)


class Setting(Table):
    key = CharField(max_length=64, primary_key=True)
    value = JsonField()
    updated_at = InstantField()
    updated_by = CharField(max_length=64, default="")


# --- what is to be dialed --------------------------------------------------------------------


class Campaign(Table):
    id = AutoField()
    name = CharField(max_length=128, unique=True)
    kind = WordField(CampaignKind)
    language = WordField(Language, default=Language.EN)
    run_state = WordField(RunState, default=RunState.DRAFT, index=True)
    run_reason = CharField(max_length=64, default="")
    """Why the run state is what it is, when no person chose it (auto-stop, finished, ...)."""
    run_state_at = InstantField(null=True)
    """Since when; None: since it was made."""
    audio_state = WordField(AudioState, default=AudioState.NONE)
    run_number = IntegerField(default=1)
    simulated = BooleanField(default=False)
    """Activated on a simulated switch: does not resume on a real one by itself."""
    template_en = TextField(default="")
    template_fr = TextField(default="")
    template_version = IntegerField(default=1)
    empty_variable = CharField(max_length=16, default="skip_sentence")
    """``skip_sentence`` or ``fail_record``, when a template's variable is empty for a record."""
    engine = CharField(max_length=32, default="")
    voice_en = CharField(max_length=64, default="")
    voice_fr = CharField(max_length=64, default="")
    transfer_number = CharField(max_length=32, default="")
    caller_ids = JsonField(default=list)
    cpm = FloatField(default=10.0)
    dial_order = WordField(DialOrder, default=DialOrder.RANDOM)
    window_start = IntegerField(default=9 * 60)
    window_end = IntegerField(default=18 * 60 + 45)
    """Minutes after midnight in the callee's time."""
    saturday = BooleanField(default=False)
    sunday = BooleanField(default=False)
    ring_timeout = IntegerField(default=30)
    longest_call = IntegerField(default=3600)
    """Seconds, both."""
    max_live = IntegerField(default=0)
    max_transfers = IntegerField(default=0)
    """Simultaneous calls and transfers; 0: no cap of its own."""
    max_attempts = IntegerField(default=6)
    retry_minutes = IntegerField(default=240)
    retry_policy = JsonField(default=dict)
    priority = IntegerField(default=1)
    next_start_at = InstantField(null=True)
    """Generic cell rate: the theoretical instant of the next start."""
    archived_at = InstantField(null=True)
    created_at = InstantField()
    updated_at = InstantField()


class CampaignRun(Table):
    """From one reset to the next: attempts of an old run never touch the records of the new."""

    campaign = ForeignKeyField(Campaign, backref="runs", on_delete="CASCADE")
    number = IntegerField()
    started_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        primary_key = CompositeKey("campaign", "number")


class List(Table):
    """One imported file: the guide's List Name."""

    id = AutoField()
    campaign = ForeignKeyField(Campaign, backref="lists", on_delete="CASCADE")
    name = CharField(max_length=128)
    file_name = CharField(max_length=255)
    stored_path = CharField(max_length=512)
    sha256 = CharField(max_length=64)
    status = CharField(max_length=16, default="pending")
    """pending, importing, done, failed"""
    duplicates = CharField(max_length=16, default="skip")
    """skip or overwrite (pending records of the campaign with the same account)"""
    options = JsonField(default=dict)
    rows_read = IntegerField(default=0)
    rows_good = IntegerField(default=0)
    rows_bad = IntegerField(default=0)
    rows_duplicate = IntegerField(default=0)
    rows_total = IntegerField(null=True)
    error = TextField(default="")
    created_at = InstantField()
    finished_at = InstantField(null=True)

    class Meta:
        table_name = "list"
        indexes = ((("campaign", "sha256"), False),)


class RowError(Table):
    id = AutoField()
    list = ForeignKeyField(List, backref="errors", on_delete="CASCADE")
    line = IntegerField()
    column = CharField(max_length=64)
    value = TextField(default="")
    reason = CharField(max_length=255)
    warning = BooleanField(default=False)
    """True: the row was imported all the same (one of its phones was refused, say)."""


class Record(Table):
    """One person to reach in one campaign."""

    id = AutoField()
    campaign = ForeignKeyField(Campaign, backref="records", on_delete="CASCADE")
    list = ForeignKeyField(List, null=True, backref="records", on_delete="SET NULL")
    position = IntegerField()
    """Place in the campaign: the sequential dial order."""
    account = CharField(max_length=64)
    person_key = CharField(max_length=64, default="")
    full_name = CharField(max_length=255)
    province = CharField(max_length=8)
    fields = JsonField(default=dict)
    """The other columns of the guide's layout, by ``core.layout`` key."""
    custom = JsonField(default=dict)
    status = WordField(RecordStatus, default=RecordStatus.PENDING)
    last_outcome = WordField(Outcome, null=True)
    resolution = CharField(max_length=32, default="")
    attempts = IntegerField(default=0)
    refusals = IntegerField(default=0)
    """Attempts of this run that count; refusals of the switch in a row."""
    next_phone = IntegerField(default=0)
    """Index into the record's phones, in order."""
    gate = CharField(max_length=128)
    """The gate class: the zones the person may be in, ``|`` between, sorted."""
    ready = BooleanField(default=False)
    """Dialable but for the clock: pending or due, message spoken, not claimed, not stopped."""
    random_key = BigIntegerField()
    not_before = InstantField(null=True)
    scheduled_for = InstantField(null=True)
    owner_agent = CharField(max_length=64, default="")
    priority = IntegerField(default=0)
    heard_at = InstantField(null=True)
    """When a message was last heard to its end."""
    last_attempt_at = InstantField(null=True)
    audio = WordField(RecordAudio, default=RecordAudio.NONE)
    audio_path = CharField(max_length=255, default="")
    audio_ms = IntegerField(default=0)
    audio_text = TextField(default="")
    audio_version = IntegerField(default=0)
    audio_error = CharField(max_length=255, default="")
    apology_path = CharField(max_length=255, default="")
    acknowledgement_path = CharField(max_length=255, default="")
    """File paths are relative to the data directory's ``audio``."""
    created_at = InstantField()

    class Meta:
        indexes = (
            (("campaign", "account"), True),
            (("campaign", "gate", "ready", "position"), False),
            (("campaign", "gate", "ready", "random_key"), False),
            (("campaign", "status", "not_before"), False),
            (("campaign", "priority", "ready"), False),
            (("campaign", "audio"), False),
        )


class Phone(Table):
    id = AutoField()
    record = ForeignKeyField(Record, backref="phones", on_delete="CASCADE")
    position = IntegerField()
    number = CharField(max_length=20, index=True)
    """E.164 with ``+``."""
    extension = CharField(max_length=12, default="")
    kind = CharField(max_length=16, default="")
    as_given = CharField(max_length=64, default="")
    invalid = BooleanField(default=False)
    """The network said that the number does not exist, or a person said it is not theirs."""
    dialed = IntegerField(default=0)

    class Meta:
        indexes = ((("record", "position"), True),)


class Stop(Table):
    """A promise not to call: the DNC list, wrong numbers, legal holds."""

    id = AutoField()
    scope = WordField(StopScope)
    value = CharField(max_length=64)
    """For numbers: ten digits for +1, else full E.164."""
    reason = WordField(StopReason)
    note = CharField(max_length=255, default="")
    attempt_id = CharField(max_length=36, default="")
    created_at = InstantField()
    created_by = CharField(max_length=64, default="")

    class Meta:
        indexes = ((("scope", "value"), True),)


class Disposition(Table):
    code = CharField(max_length=32, primary_key=True)
    title = CharField(max_length=64)
    final = BooleanField(default=False)


# --- calls -----------------------------------------------------------------------------------


class Claim(Table):
    """A record taken for dialing; gone when the attempt is settled. At most one per record."""

    record = ForeignKeyField(Record, primary_key=True, on_delete="CASCADE")
    attempt_id = CharField(max_length=36)
    owner = CharField(max_length=128)
    claimed_at = InstantField()
    expires_at = InstantField(null=True)
    skips = IntegerField(default=0)


class Attempt(Table):
    """One call placed, or claimed to be placed. ``id`` is the channel's UUID."""

    id = CharField(max_length=36, primary_key=True)
    campaign = ForeignKeyField(Campaign, backref="attempts", on_delete="CASCADE")
    record = ForeignKeyField(Record, backref="attempts", on_delete="CASCADE")
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

    class Meta:
        indexes = (
            (("state", "campaign"), False),
            (("campaign", "claimed_at"), False),
            (("record", "claimed_at"), False),
            (("settled_at",), False),
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


# --- the machinery's own -----------------------------------------------------------------------


class Lease(Table):
    """One engine per database: who holds it, until when."""

    name = CharField(max_length=32, primary_key=True)
    owner = CharField(max_length=128)
    expires_at = InstantField()
    detail = JsonField(default=dict)
    """What the holder last said of itself: switch up, live calls, limits."""


class Rate(Table):
    """Generic cell rates that are not a campaign's own: ``global``."""

    name = CharField(max_length=32, primary_key=True)
    next_start_at = InstantField(null=True)


class Act(Table):
    """A one-shot wish (hang up this call, place a test call) that the engine claims and answers."""

    id = AutoField()
    kind = CharField(max_length=32)
    payload = JsonField(default=dict)
    created_at = InstantField()
    created_by = CharField(max_length=64, default="")
    stale_at = InstantField()
    claimed_by = CharField(max_length=64, default="")
    done_at = InstantField(null=True)
    answer = JsonField(null=True)


class DailyRun(Table):
    """A daily task's day: done once, however often the dialer is started."""

    task = CharField(max_length=32)
    day = CharField(max_length=10)
    """The business day, ISO: 2026-11-23."""
    status = CharField(max_length=16, default="pending")
    """pending (to be tried again), done, skipped"""
    tries = IntegerField(default=0)
    detail = TextField(default="")
    """What was done, or the last error."""
    updated_at = InstantField()

    class Meta:
        primary_key = CompositeKey("task", "day")


class AudioJob(Table):
    """One wish to speak a campaign's messages: new ones only, or all again."""

    id = AutoField()
    campaign = ForeignKeyField(Campaign, backref="audio_jobs", on_delete="CASCADE")
    mode = CharField(max_length=16)
    """new or all"""
    status = CharField(max_length=16, default="pending", index=True)
    """pending, running, stopped, done, failed"""
    total = IntegerField(default=0)
    done = IntegerField(default=0)
    failed = IntegerField(default=0)
    stop_requested = BooleanField(default=False)
    owner = CharField(max_length=128, default="")
    error = TextField(default="")
    created_at = InstantField()
    finished_at = InstantField(null=True)
    heartbeat_at = InstantField(null=True)


class Outbox(Table):
    """What happened, in the transaction in which it happened: for pages, webhooks, the switch."""

    id = AutoField()
    at = InstantField(index=True)
    kind = CharField(max_length=32)
    campaign_id = IntegerField(null=True)
    payload = JsonField(default=dict)


TABLES: list[type[Any]] = [
    User, Role, RolePermission, UserRole, Audit, Setting,
    Campaign, CampaignRun, List, RowError, Record, Phone, Stop, Disposition,
    Claim, Attempt, Leg,
    Lease, Rate, Act, DailyRun, AudioJob, Outbox,
]  # fmt: skip
