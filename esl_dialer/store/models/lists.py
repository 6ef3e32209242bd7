"""What is to be dialed: campaigns, their lists, records and phones, and the stops."""

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from esl_dialer.core.campaigns.campaign import FIELDS
from esl_dialer.core.lists.origin import Origin
from esl_dialer.core.people.gates import LONGEST_GATE
from esl_dialer.core.people.stops import GLOBAL
from esl_dialer.core.words import (
    AudioState,
    Outcome,
    RecordAudio,
    RecordStatus,
    RunState,
    StopReason,
    StopScope,
)
from esl_dialer.store.column_types import (
    InstantField,
    JsonField,
    SaysField,
    ShortSaysField,
    WordField,
)
from esl_dialer.store.columns import with_columns
from esl_dialer.store.models.base import Table

FIRST_IN_LINE = "(urgent OR priority > 0)"
"""Records that are dialed before all others: few, in an index of their own. Word for word in what
is asked of it, or it is not used."""

READY = "ready = TRUE"
"""Records that stand in the dial order, in its indexes: no other moves them. Word for word in what
is asked of them, too."""

APART = "import_id IS NOT NULL"
"""People of lists that stand apart: an account is there once in each."""

KEYED = "account_key <> ''"
"""Records whose account another may be written as: with zeros in front, or ``.0`` at its end."""

HELD = "held_by <> ''"
"""Records that a tick came to and that a rule held back: few, in an index of their own."""

UNFINISHED = ("pending", "importing")
"""The statuses of a list that is not read to its end."""

UNDOING, UNDONE = "undoing", "undone"
"""Those of an import whose records are being taken out, and were."""


ADDED = (
    "duplicates", "caller", "call_kind", "max_per_number", "phone_kinds", "only_phone_kinds",
    "spread", "keep_live", "max_cps", "precedence",
    "recurrence_first", "kind_hours", "wrap_up", "source_statuses", "right_party", "description",
    "notes", "call_type", "ratio", "preview_seconds", "max_skips",
)  # fmt: skip
"""Columns that came later, of which the database keeps the default."""


@with_columns(FIELDS, added=ADDED)
class Campaign(Table):
    """Beside these, a column for each of ``core.campaigns.campaign.FIELDS``."""

    id = AutoField()
    run_state = WordField(RunState, default=RunState.DRAFT, index=True)
    run_reason = CharField(max_length=64, default="")
    """Why the run state is what it is, when no person chose it (auto-stop, finished, ...)."""
    run_state_at = InstantField(null=True)
    """Since when; None: since it was made."""
    audio_state = WordField(AudioState, default=AudioState.NONE)
    run_number = IntegerField(default=1)
    simulated = BooleanField(default=False)
    """Activated on a simulated switch: does not resume on a real one by itself."""
    template_version = IntegerField(default=1)
    next_start_at = InstantField(null=True)
    """Generic cell rate: the theoretical instant of the next start."""
    archived_at = InstantField(null=True)
    created_at = InstantField()
    updated_at = InstantField()
    name_key = CharField(max_length=400, null=True)
    """core.campaigns.name_key of the name: one among the campaigns that are not deleted."""
    deleted_at = InstantField(null=True)
    """Since when only its calls and results are left; ``archived_at`` is set too."""
    undoing = IntegerField(null=True)
    """The import that is being undone: meanwhile the campaign dials nobody."""
    planned_until = InstantField(null=True)
    """Until when the edges of its schedule are dealt with; None: none is."""
    closing_at = InstantField(null=True)
    """Since when what was not dialed is being marked (``store.campaigns.closing``)."""
    renewing_at = InstantField(null=True)
    """Since when everybody is made ready for a new run (``store.campaigns.renewing``)."""
    renewed_to = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    """The last record that is."""
    last_run_at = InstantField(null=True)
    """When it was last started; None: never, or by a release that did not note it."""


class CampaignRun(Table):
    """From one reset to the next: attempts of an old run never touch the records of the new."""

    campaign = ForeignKeyField(Campaign, backref="runs", on_delete="CASCADE")
    number = IntegerField()
    started_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        primary_key = CompositeKey("campaign", "number")


class List(Table):
    """People under one name. What one import brought into a campaign is a list, with the import's
    number; one that stands apart belongs to no campaign, and any number of imports feed it."""

    id = AutoField()
    campaign = ForeignKeyField(Campaign, null=True, backref="lists", on_delete="CASCADE")
    """The campaign that brought it in; None: it stands apart."""
    name = CharField(max_length=128)
    description = TextField(default="", constraints=[SQL("DEFAULT ''")])
    active = BooleanField(default=True, constraints=[SQL("DEFAULT TRUE")])
    """Whether its people may be called."""
    source = CharField(max_length=255, default="", constraints=[SQL("DEFAULT ''")])
    """Where its people come from, as somebody wrote it."""
    created_at = InstantField()
    created_by = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    deleted_at = InstantField(null=True)
    """Since when its people are being taken away: nobody sees it any more, and no other gets its
    number."""


class ListImport(Table):
    """One upload into a list."""

    id = AutoField()
    list = ForeignKeyField(List, backref="imports", on_delete="CASCADE")
    campaign = ForeignKeyField(Campaign, null=True, backref="imports", on_delete="CASCADE")
    """None: into a list that stands apart."""
    name = CharField(max_length=128)
    """The guide's List Name, as it was sent."""
    file_name = CharField(max_length=255)
    stored_path = CharField(max_length=512)
    sha256 = CharField(max_length=64)
    status = CharField(max_length=16, default="pending")
    """pending, importing, done, failed, cancelled, undoing, undone"""
    duplicates = CharField(max_length=16, default="skip")
    """``core.lists.likeness.Duplicates``"""
    options = JsonField(default=dict)
    rows_read = IntegerField(default=0)
    rows_good = IntegerField(default=0)
    rows_bad = IntegerField(default=0)
    rows_duplicate = IntegerField(default=0)
    rows_total = IntegerField(null=True)
    stops = JsonField(default=dict, constraints=[SQL("DEFAULT '{}'")])
    """Rows that say not to call the person, by the stop's reason."""
    error = SaysField(default="")
    created_at = InstantField()
    finished_at = InstantField(null=True)
    same_person = CharField(max_length=16, default="keep", constraints=[SQL("DEFAULT 'keep'")])
    account_zeros = CharField(
        max_length=16, default="ignore", constraints=[SQL("DEFAULT 'ignore'")]
    )
    """Both: ``core.lists.likeness``."""
    rows_same_person = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    rows_alike = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    """Rows of a person who is in the campaign under another account; rows whose account is in it
    with other zeros. Whether they were imported or left out."""
    origin = WordField(Origin, default=Origin.UNKNOWN, constraints=[SQL("DEFAULT ''")])
    address = TextField(default="", constraints=[SQL("DEFAULT ''")])
    """Where it was fetched from."""
    created_by = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    mapping = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    """The name of the kept mapping by which its columns were known; empty: none."""
    rows_overwritten = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    """Of the good ones, those that took the place of what a record said."""
    replaces = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    """Whether it takes the place of the records that were never dialed."""
    replaces_to = IntegerField(null=True)
    """The last record of those that it replaces; None: that has not begun."""
    rows_removed = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    rows_stay = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    """Records that it took out of the campaign for that, and those that were there and stayed."""
    ended_as = CharField(max_length=16, default="", constraints=[SQL("DEFAULT ''")])
    """The status that it had before it was undone."""
    rows_undone = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    undone_at = InstantField(null=True)
    undone_by = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    undo_error = SaysField(default="", constraints=[SQL("DEFAULT ''")])
    """Why it could not be undone when somebody wished it last."""

    class Meta:
        table_name = "list_import"
        indexes = ((("campaign", "sha256"), False),)


class RowError(Table):
    id = AutoField()
    list_import = ForeignKeyField(ListImport, backref="errors", on_delete="CASCADE")
    line = IntegerField()
    column = CharField(max_length=64)
    value = TextField(default="")
    reason = ShortSaysField(max_length=255)
    warning = BooleanField(default=False)
    """True: it did not reject the row (one of its phones was refused, say)."""


def _no_numbers() -> list[str]:
    """In ``Person``, ``list`` is another thing."""
    return []


class Person(Table):
    """Who is meant: a person of a list, or one that somebody entered. Stored once, whatever number
    of campaigns call them."""

    id = AutoField()
    list = ForeignKeyField(List, null=True, backref="people", on_delete="SET NULL", index=False)
    """None too: of one record alone, since its page changed what others' records say."""
    account = CharField(max_length=64)
    account_key = CharField(max_length=64, default="")
    """``core.people.identity.account_key``, where it is not the account itself."""
    person_key = CharField(max_length=64, default="")
    """The same for the same person, in every campaign (``core.people.identity``); empty: not
    known."""
    full_name = CharField(max_length=255)
    province = CharField(max_length=8)
    fields = JsonField(default=dict)
    """The other columns of the guide's layout, by ``core.lists.layout`` key."""
    custom = JsonField(default=dict)
    gate = CharField(max_length=LONGEST_GATE)
    """``core.people.gates.Gate``: the zones the person may be in, and whose law holds there."""
    zone = CharField(max_length=64, null=True)
    """Their time zone as somebody set it, or a list says it, by IANA name; None: their address and
    phones say it."""
    zone_by_hand = BooleanField(default=False)
    """Whether a person set it: then it goes before address and phones."""
    owner_agent = CharField(max_length=64, default="")
    stop_reason = WordField(StopReason, null=True)
    """A list says that the person is not to be called."""
    stop_source = ShortSaysField(max_length=255, default="")
    """Where it does: the file, the line, the column, the cell."""
    marked_before = JsonField(default=_no_numbers, constraints=[SQL("DEFAULT '[]'")])
    """Numbers that were taken out while they were marked do-not-call: added again, they are so."""
    created_at = InstantField()
    import_id = IntegerField(null=True)
    """The import that brought them into a list that stands apart; 0: somebody entered them there;
    None: they are of a campaign's own list, or of one record alone."""
    former_import_id = IntegerField(null=True)
    """Of one whose values ``import_id`` overwrote: the import that had the account before."""
    source_status = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    """As the list says it: a campaign calls those that it chose; empty: none."""

    class Meta:
        indexes = ((("list", "id"), False),)


class CampaignList(Table):
    """A list that stands apart, or that another campaign brought in, called by this one."""

    campaign = ForeignKeyField(Campaign, on_delete="CASCADE", index=False)
    list = ForeignKeyField(List, on_delete="CASCADE")
    taken_to = IntegerField(default=0)
    """The highest number of a person that has a record, or was left out: who came later has none
    yet."""
    attached_at = InstantField()
    attached_by = CharField(max_length=64)
    follows = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    """Whether who comes into the list is taken at once; else at Start."""
    busy_at = InstantField(null=True)
    """When people of it were last taken, or let go of, for a wish that is not done yet; None:
    nothing is under way."""
    leaving = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    """The campaign lets go of it: it takes nobody more."""
    let_go_to = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    let_go = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    """While it is leaving: the last record that was looked at, and how many went."""

    class Meta:
        table_name = "campaign_list"
        primary_key = CompositeKey("campaign", "list")


class Record(Table):
    """One person to reach in one campaign: how far it is. Narrow, because each change of state
    writes the row anew (PostgreSQL) and the tick reads it."""

    id = AutoField()
    campaign = ForeignKeyField(Campaign, backref="records", on_delete="CASCADE", index=False)
    list = ForeignKeyField(List, null=True, backref="records", on_delete="SET NULL")
    person = ForeignKeyField(Person, backref="records", on_delete="CASCADE", index=False)
    position = IntegerField()
    """Place in the campaign: the sequential dial order."""
    account = CharField(max_length=64)
    """The person's, here too: it is in a campaign once, which an index sees to."""
    copy = IntegerField(default=0)
    """0; of further records of the account, where the campaign looks for no duplicates, 1 and so
    on."""
    account_key = CharField(max_length=64, default="")
    """The person's."""
    status = WordField(RecordStatus, default=RecordStatus.PENDING)
    last_outcome = WordField(Outcome, null=True)
    resolution = CharField(max_length=32, default="")
    attempts = IntegerField(default=0)
    refusals = IntegerField(default=0)
    """Attempts of this run that count; refusals of the switch in a row."""
    next_phone = IntegerField(default=0)
    """Index into the person's phones, in order."""
    gate = CharField(max_length=LONGEST_GATE)
    """The person's, which the dial order goes by."""
    own_transfer = BooleanField(default=False)
    """Whether the person's fields name a representative of their own (``did``)."""
    ready = BooleanField(default=False)
    """Dialable but for the clock: pending or due, message spoken, not claimed, not stopped."""
    random_key = BigIntegerField()
    not_before = InstantField(null=True)
    scheduled_for = InstantField(null=True)
    """Its call-back: somebody set when it is called, whatever the retry rule says."""
    priority = IntegerField(default=0)
    """Of its own, 0 to 999: the higher is dialed first."""
    urgent = BooleanField(default=False)
    """First in line among the due, before every priority."""
    held_by = CharField(max_length=32, default="")
    """The rule that held it back when a tick came to it: why it waits until ``not_before``. Empty:
    it waits for its next attempt, or does not wait."""
    heard_at = InstantField(null=True)
    """When a message was last heard to its end."""
    last_attempt_at = InstantField(null=True)
    audio = WordField(RecordAudio, default=RecordAudio.NONE)
    audio_version = IntegerField(default=0)
    """How far its message is, and of which templates; what it is: ``Message``."""
    created_at = InstantField()

    class Meta:
        indexes = (
            (("campaign", "account", "copy"), True),
            (("person", "campaign"), True),
            (("campaign", "status", "not_before"), False),
            (("campaign", "id"), False),
            (("campaign", "status", "id"), False),
            (("campaign", "audio"), False),
        )


class Message(Table):
    """The spoken audio of a record, from when it was first spoken on. File paths are relative to
    the data directory's ``audio``."""

    record = ForeignKeyField(Record, primary_key=True, on_delete="CASCADE")
    path = CharField(max_length=255, default="")
    ms = IntegerField(default=0)
    text = TextField(default="")
    error = ShortSaysField(max_length=255, default="")
    apology_path = CharField(max_length=255, default="")
    acknowledgement_path = CharField(max_length=255, default="")
    confirmation_path = CharField(max_length=255, default="", constraints=[SQL("DEFAULT ''")])


Campaign.add_index(
    Campaign.index(
        Campaign.name_key,
        unique=True,
        name="campaign_name_in_use",
        where=Campaign.deleted_at.is_null(),
    )
)
Person.add_index(
    Person.index(Person.list, Person.account, name="person_of_list", unique=True, where=SQL(APART))
)
Person.add_index(
    Person.index(
        Person.list,
        Person.account_key,
        name="person_of_list_by_key",
        where=SQL(f"{APART} AND {KEYED}"),
    )
)
Record.add_index(
    Record.index(
        Record.campaign,
        Record.gate,
        Record.position,
        name="record_ready_by_position",
        where=SQL(READY),
    )
)
Record.add_index(
    Record.index(
        Record.campaign,
        Record.gate,
        Record.random_key,
        name="record_ready_by_chance",
        where=SQL(READY),
    )
)
Record.add_index(
    Record.index(Record.campaign, Record.account_key, name="record_account_key", where=SQL(KEYED))
)
Record.add_index(
    Record.index(
        Record.campaign,
        Record.held_by,
        Record.not_before,
        name="record_held",
        where=SQL(HELD),
    )
)
Record.add_index(
    Record.index(
        Record.campaign,
        Record.gate,
        Record.ready,
        Record.urgent.desc(),
        Record.priority.desc(),
        Record.id,
        name="record_first_in_line",
        where=SQL(FIRST_IN_LINE),
    )
)


class Phone(Table):
    id = AutoField()
    person = ForeignKeyField(Person, backref="phones", on_delete="CASCADE", index=False)
    position = IntegerField()
    number = CharField(max_length=20)
    """E.164 with ``+``."""
    extension = CharField(max_length=12, default="")
    kind = CharField(max_length=16, default="")
    as_given = CharField(max_length=64, default="")
    invalid = BooleanField(default=False)
    """The network said that the number does not exist, or a person said it is not theirs."""
    dialed = IntegerField(default=0)
    do_not_call = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    """Somebody marked it: this phone of this person is not dialed, their others are."""

    class Meta:
        indexes = ((("person", "position"), True), (("number", "person"), False))


class Overwritten(Table):
    """A record that was there before an import, which gave it a row's values: undone, the import
    leaves it, because what it said before is kept nowhere."""

    list = ForeignKeyField(List, on_delete="CASCADE", index=False)
    record = ForeignKeyField(Record, on_delete="CASCADE")
    former = IntegerField(null=True)
    """The import that had it before; None: a person made it."""

    class Meta:
        table_name = "list_overwritten"
        primary_key = CompositeKey("list", "record")


class GateRenewal(Table):
    """A campaign whose records' gates are made anew, because they were made by an earlier release:
    how far that is. No row: all of them are as this release makes them."""

    campaign = ForeignKeyField(Campaign, primary_key=True, on_delete="CASCADE")
    after = IntegerField(default=0)
    """The last record that was looked at."""

    class Meta:
        table_name = "gate_renewal"


class CallBack(Table):
    """The last call-back of a record: what it was set for, and where the record stood without.

    It holds while the record has its ``scheduled_for``.
    """

    record = ForeignKeyField(Record, primary_key=True, on_delete="CASCADE")
    note = CharField(max_length=255, default="")
    set_by = CharField(max_length=64)
    set_at = InstantField()
    status = WordField(RecordStatus)
    urgent = BooleanField()
    not_before = InstantField(null=True)


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
    list_id = IntegerField(default=GLOBAL, constraints=[SQL("DEFAULT 0")])
    """Of ``DncList``; ``GLOBAL``: it binds all campaigns."""

    class Meta:
        indexes = (
            (("scope", "value", "list_id"), True),
            (("list_id", "scope", "id"), False),
        )


class DncList(Table):
    """A do-not-call list beside the global one: it binds the campaigns that choose it."""

    id = AutoField()
    name = CharField(max_length=128)
    name_key = CharField(max_length=400)
    """``core.campaigns.campaign.name_key`` of the name: one among those that are not deleted."""
    created_at = InstantField()
    created_by = CharField(max_length=64, default="")
    deleted_at = InstantField(null=True)
    """Since when its numbers are being taken away: nobody sees it any more, and no other list gets
    its number."""

    class Meta:
        table_name = "dnc_list"


DncList.add_index(
    DncList.index(
        DncList.name_key,
        unique=True,
        name="dnc_list_name_in_use",
        where=DncList.deleted_at.is_null(),
    )
)
