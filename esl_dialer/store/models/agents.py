"""Agents: who they are, where they stand, what they did when."""

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from esl_dialer.core.words import AgentState
from esl_dialer.store.column_types import InstantField, WordField
from esl_dialer.store.models.base import Table
from esl_dialer.store.models.lists import Campaign, Person, Record
from esl_dialer.store.models.staff import User


class Agent(Table):
    """A user who takes calls. The columns from ``state`` on are ``core.agents.standing``."""

    id = AutoField()
    user = ForeignKeyField(User, unique=True, on_delete="CASCADE")
    extension = CharField(max_length=32, unique=True)
    """Their account on the switch: what is called when they want calls."""
    created_at = InstantField()
    leg = CharField(max_length=36, default="")
    """The UUID of the channel to their phone, chosen before it is called; empty: there is none."""
    page_at = InstantField(null=True)
    """When their page said last that it is there; None: they have none open."""
    state = WordField(AgentState, default=AgentState.LOGGED_OUT)
    since = InstantField()
    leg_up = BooleanField(default=False)
    reason = CharField(max_length=64, default="")
    pause_after = CharField(max_length=64, default="")
    campaign = IntegerField(default=0)
    attempt = CharField(max_length=36, default="")
    idle_since = InstantField(null=True)
    seq = IntegerField(default=0)
    held = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    muted = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])


class AgentCampaign(Table):
    """An agent may be given calls of the campaign."""

    agent = ForeignKeyField(Agent, on_delete="CASCADE", index=False)
    campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
    assigned_at = InstantField()
    assigned_by = CharField(max_length=64)

    class Meta:
        primary_key = CompositeKey("agent", "campaign")


class AgentTime(Table):
    """A span of an agent's time in one state; without an end they are in it."""

    id = AutoField()
    agent = ForeignKeyField(Agent, on_delete="CASCADE", index=False)
    state = WordField(AgentState)
    reason = CharField(max_length=64, default="")
    campaign = IntegerField(default=0)
    attempt = CharField(max_length=36, default="")
    at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        indexes = ((("agent", "at"), False), (("attempt",), False), (("agent", "ended_at"), False))


class PauseReason(Table):
    """Why agents may pause, as the floor named it."""

    id = AutoField()
    name = CharField(max_length=64)
    name_key = CharField(max_length=256, unique=True)
    """The same for names that people take for one."""


class Note(Table):
    """What an agent wrote of a call, for who speaks with the person next."""

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="CASCADE")
    attempt = CharField(max_length=36, default="")
    at = InstantField()
    by = CharField(max_length=64)
    text = TextField()


class Preview(Table):
    """A person who is shown to an agent before they are dialed."""

    id = AutoField()
    agent = ForeignKeyField(Agent, unique=True, on_delete="CASCADE")
    record = ForeignKeyField(Record, unique=True, on_delete="CASCADE")
    campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
    run = IntegerField()
    number = CharField(max_length=32)
    person_key = CharField(max_length=64, default="")
    shown_at = InstantField()
    dial_at = InstantField()
    """When they are dialed, if the agent says nothing."""
    asked = BooleanField(default=False)
    """The agent said so."""


class Skip(Table):
    """A person whom an agent was shown and did not want dialed."""

    id = AutoField()
    agent = ForeignKeyField(Agent, on_delete="CASCADE", index=False)
    campaign = ForeignKeyField(Campaign, on_delete="CASCADE", index=False)
    run = IntegerField()
    record = ForeignKeyField(Record, on_delete="CASCADE")
    at = InstantField()
    reason = CharField(max_length=64, default="")

    class Meta:
        indexes = ((("campaign", "run", "agent"), False), (("agent",), False))
