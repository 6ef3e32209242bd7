"""An agent's own desk: whether they want calls, whom they talk with, what became of it.

Who may take calls and no more may all the same write down what the person said: of the one whose
call is theirs, and of nobody else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.agents.standing import LEAVING, PAGE, Given, Verb
from esl_dialer.core.calls.disposing import Said
from esl_dialer.core.calls.orders import ActKind
from esl_dialer.core.calls.skips import skipped
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.people.provinces import clock_of
from esl_dialer.core.says import Says
from esl_dialer.core.words import AgentState
from esl_dialer.services.accounts.users import User
from esl_dialer.services.agents.verbs import carry_out
from esl_dialer.services.calls import disposing
from esl_dialer.services.calls.disposing import Done
from esl_dialer.services.context import Actor, Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.services.people import records
from esl_dialer.services.people.records import Person
from esl_dialer.store.agents import agents, notes, pause_reasons, previews, supply
from esl_dialer.store.agents.agents import Agent
from esl_dialer.store.agents.notes import Note
from esl_dialer.store.agents.previews import Preview
from esl_dialer.store.calls import orders
from esl_dialer.store.calls.dispositions import Kept
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.people import browsing, persons

OTHERS = 20
"""So many of their records in other campaigns are shown."""
SEEN_AGAIN = timedelta(seconds=10)
"""A page that is there is noted so often."""

NOTHING_SAID = Said()

NOT_READY = Says("you can't be given calls")
NOT_PAUSED = Says("you can't pause")
NOT_OUT = Says("you can't log out")
NOT_SUBMITTED = Says("the call is not submitted")
NO_CALL = Says("no call is yours")
NOT_TRANSFERRED = Says("the call is not transferred")
NOT_DIALED = Says("nobody is dialed")
NOT_SKIPPED = Says("nobody is skipped")
NOBODY_SEEN = Says("nobody is shown to you now")

LONGEST_REASON = 64
MOST_KEYS = 32
KEYS = re.compile(r"[0-9*#]{1,32}")

_IN_A_CALL = frozenset({AgentState.RESERVED, AgentState.IN_CALL, AgentState.WRAP_UP})


@dataclass(frozen=True, slots=True)
class Talk:
    """The call that is theirs: whom, by which number, and what was said before.

    ``zone`` is the clock in which the person's call-back is typed; ``choices`` are what may be said
    of the call; ``other`` their records in other campaigns.
    """

    campaign: Campaign
    attempt: str
    number: str
    person: Person
    zone: str
    notes: tuple[Note, ...]
    choices: tuple[Kept, ...] = ()
    other: tuple[records.Row, ...] = ()
    passed_on: bool = False
    """Another agent had it after them: what became of it, they say."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Whom they see before the call. ``dial_at``: when it is dialed by itself; ``skips_left``: of
    the run; ``asked``: they said that it is to be dialed."""

    dial_at: datetime
    skips_left: int
    asked: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """``preview``: the call of ``talk`` is not begun yet. ``late_at`` is when their wrap-up is
    over; ``working_for`` the campaigns that they were given, each with who assigned it."""

    agent: Agent
    reasons: tuple[str, ...]
    working_for: Mapping[str, str] = field(default_factory=dict)
    talk: Talk | None = None
    late_at: datetime | None = None
    preview: Seen | None = None
    colleagues: tuple[Agent, ...] = ()
    """Agents to whom the call can be transferred."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a call came to, as the agent says: one of ``Talk.choices``, by its key, with what it
    needs. ``pause`` is a reason, or None: they want the next call."""

    disposition: str = ""
    said: Said = NOTHING_SAID
    pause: str | None = None


def is_agent(user: int) -> bool:
    """Whether there is a desk for this user."""
    return agents.of_user(user) is not None


def of(ctx: Context, user: User) -> Desk:
    """Raises NotFound for who is no agent."""
    agent = _mine(ctx, user)
    campaigns_of = agents.assigned_by(agent.id)
    names = {one.id: one.name for one in campaigns.every() if one.id in campaigns_of}
    stands = agent.standing
    preview = _preview(agent)
    talk = _talk(ctx, agent, preview) if stands.state in _IN_A_CALL else None
    late = None
    if talk is not None and stands.state is AgentState.WRAP_UP:
        late = stands.since + timedelta(seconds=talk.campaign.wrap_up)
    working = {name: campaigns_of[number] for number, name in names.items()}
    seen = _seen(talk.campaign, preview) if talk and preview else None
    others = _colleagues(agent) if stands.state is AgentState.IN_CALL else ()
    return Desk(agent, tuple(pause_reasons.every()), working, talk, late, seen, others)


def _colleagues(agent: Agent) -> tuple[Agent, ...]:
    able = (one for one in agents.at_work() if one.standing.able and one.id != agent.id)
    return tuple(sorted(able, key=lambda one: one.name.casefold()))


def _preview(agent: Agent) -> Preview | None:
    """Whom they see, and are not called yet."""
    stands = agent.standing
    if stands.state is not AgentState.RESERVED or stands.attempt:
        return None
    return previews.of_agent(agent.id)


def _seen(campaign: Campaign, preview: Preview) -> Seen:
    left = campaign.max_skips - previews.skips(preview.agent, preview.campaign, preview.run)
    return Seen(preview.dial_at, max(0, left), preview.asked)


def _mine(ctx: Context, user: User) -> Agent:
    ctx.require(Permission.TAKE_CALLS)
    if (agent := agents.of_user(user.id)) is None:
        raise NotFound(Says("you are no agent: who manages agents can make you one"))
    return agent


def _talk(ctx: Context, agent: Agent, preview: Preview | None = None) -> Talk | None:
    stands = agent.standing
    found = (preview.record, preview.number) if preview else agents.talked_with(stands.attempt)
    if found is None:
        return None
    record, number = found
    try:
        person = records.person(_as_manager(ctx), record)
    except NotFound:
        return None
    which = persons.of(record)
    return Talk(
        campaign=campaigns.get(stands.campaign),
        attempt=stands.attempt,
        number=number,
        person=person,
        zone=clock_of(person.detail.gate) or "UTC",
        notes=tuple(notes.of_person(which)),
        choices=tuple(disposing.choices(_as_manager(ctx), stands.campaign)),
        other=tuple(row for row in browsing.of_person(which, OTHERS) if row.id != record),
        passed_on=stands.state is AgentState.WRAP_UP and agents.passed_on(agent.id, stands.attempt),
    )


def _as_manager(ctx: Context) -> Context:
    """For the person whom they talk with."""
    may = {Permission.VIEW, Permission.MANAGE_CAMPAIGNS, Permission.MANAGE_DNC}
    return replace(ctx, actor=Actor(ctx.actor.name, ctx.actor.permissions | may))


# --- verbs ---------------------------------------------------------------------------------------


def ready(ctx: Context, user: User, *, page: bool = False) -> None:
    """They want calls: their phone is called, if it is not up. ``page``: at their page, which is
    asked for from now on. Raises Refused, NotFound."""
    agent = _mine(ctx, user)
    with transaction():
        agents.note_page(agent.id, ctx.now() if page else None)
        carry_out(ctx, agent.id, Verb.READY, NOT_READY)


def pause(ctx: Context, user: User, reason: str) -> None:
    """At once, or when the call that is theirs, or is being dialed for them, is over. Raises
    Refused, Invalid, NotFound."""
    agent = _mine(ctx, user)
    chosen = _reason(reason)
    with transaction():
        verb = Verb.PAUSE_SOON if _dialed_for(agent) else Verb.PAUSE
        carry_out(ctx, agent.id, verb, NOT_PAUSED, Given(chosen))


def _dialed_for(agent: Agent) -> bool:
    """Whether somebody is who may need them."""
    dialed = supply.dialing()
    mine = agents.campaigns_of([agent.id]).get(agent.id, frozenset())
    return any(dialed.get(one) for one in mine)


def _reason(wanted: str) -> str:
    """One of the floor's, where it has any."""
    known = pause_reasons.every()
    if wanted in known or not known:
        return wanted if known else "pause"
    raise Invalid({"reason": Says("choose a reason")})


def log_out(ctx: Context, user: User) -> None:
    """Their phone's leg is let go; not before who is dialed for them just now had somebody. Raises
    Refused while a call is theirs, NotFound."""
    agent = _mine(ctx, user)
    waits = agent.standing.state is AgentState.WAITING
    with transaction():
        if waits and _dialed_for(agent):
            carry_out(ctx, agent.id, Verb.PAUSE_SOON, NOT_OUT, Given(LEAVING))
            return
        agents.note_page(agent.id, None)
        carry_out(ctx, agent.id, Verb.LOG_OUT, NOT_OUT)


def hang_up(ctx: Context, user: User) -> None:
    """End the call that is theirs. Raises Refused, NotFound."""
    agent = _mine(ctx, user)
    talks = agent.standing.state in {AgentState.RESERVED, AgentState.IN_CALL}
    if not (talks and agent.standing.attempt):
        raise Refused(NO_CALL, [Says("there is nothing to hang up")])
    with transaction():
        ended = {"attempts": [agent.standing.attempt]}
        orders.add(ActKind.HANG_UP, ended, ctx.now(), ctx.actor.name)


def hold(ctx: Context, user: User, *, held: bool) -> None:
    """The person hears music, and nobody the other; or they talk again. Raises Refused,
    NotFound."""
    agent = _mine(ctx, user)
    with transaction():
        carry_out(ctx, agent.id, Verb.HOLD if held else Verb.RESUME, NO_CALL)


def mute(ctx: Context, user: User, *, muted: bool) -> None:
    """The person does not hear them; or does again. Raises Refused, NotFound."""
    agent = _mine(ctx, user)
    with transaction():
        carry_out(ctx, agent.id, Verb.MUTE if muted else Verb.UNMUTE, NO_CALL)


def press(ctx: Context, user: User, keys: str) -> None:
    """Send keys to who they talk with. Raises Refused, Invalid, NotFound."""
    agent = _mine(ctx, user)
    if not KEYS.fullmatch(keys):
        raise Invalid({"keys": Says("from 1 to {most} keys: digits, * and #", most=MOST_KEYS)})
    if agent.standing.state is not AgentState.IN_CALL:
        raise Refused(NO_CALL, [Says("nobody hears the keys")])
    with transaction():
        pressed = {"attempt": agent.standing.attempt, "keys": keys}
        orders.add(ActKind.PRESS, pressed, ctx.now(), ctx.actor.name)


def transfer(ctx: Context, user: User, to: str) -> None:
    """Give the person to another agent, by their user name, who waits for a call: they talk at
    once, and this agent's part is over. Raises Refused, Invalid, NotFound."""
    agent = _mine(ctx, user)
    other = agents.named(to)
    if other is None or other.id == agent.id:
        raise Invalid({"to": Says("choose an agent who waits for a call")})
    with transaction():
        stands = (agents.by_id(agent.id) or agent).standing
        if stands.state is not AgentState.IN_CALL:
            raise Refused(NOT_TRANSFERRED, [Says("you talk with nobody")])
        if not other.standing.able:
            raise Refused(NOT_TRANSFERRED, [Says("{name} is not free", name=other.name)])
        call = Given(campaign=stands.campaign, attempt=stands.attempt)
        carry_out(ctx, other.id, Verb.RESERVE, NOT_TRANSFERRED, call)
        told = {"attempt": stands.attempt, "to": other.username}
        ctx.note("agent.transfer", agent.username, **told)


def dial(ctx: Context, user: User) -> None:
    """Whom they see is dialed now, as far as every rule lets them be. Raises Refused, NotFound."""
    agent = _mine(ctx, user)
    preview = _preview(agent)
    with transaction():
        if preview is None or not previews.dial(agent.id, preview.record, ctx.now()):
            raise Refused(NOT_DIALED, [NOBODY_SEEN])


def skip(ctx: Context, user: User, reason: str) -> None:
    """Somebody else is shown to them; the person is called later, by the retry rule. Raises
    Refused, Invalid, NotFound."""
    agent = _mine(ctx, user)
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise Invalid({"reason": Says("say why, in at most {most} letters", most=LONGEST_REASON)})
    with transaction():
        preview = _preview(agents.by_id(agent.id) or agent)
        if preview is None:
            raise Refused(NOT_SKIPPED, [NOBODY_SEEN])
        campaign = campaigns.get(preview.campaign)
        if preview.asked:
            raise Refused(NOT_SKIPPED, [Says("it is being dialed")])
        if not _seen(campaign, preview).skips_left:
            raise Refused(NOT_SKIPPED, [Says("the campaign allows no more skips")])
        before = previews.progress(preview.record)
        retry = campaign.max_attempts, campaign.retry_minutes
        after = skipped(before, *retry, ctx.now()) if before else None
        previews.skip(preview, after, said, ctx.now())
        carry_out(ctx, agent.id, Verb.END, NOT_SKIPPED)
        ctx.note("agent.skip", agent.username, record=preview.record, reason=said)


def submit(ctx: Context, user: User, told: Told, attempt: str) -> Done | None:
    """What became of the call, and the next one, or a pause. ``attempt``: the call that the form
    was about. Of one that another agent had after them, only their note is kept; of one whose
    person was deleted meanwhile, nothing. Raises Refused, Invalid, NotFound; then nothing of it is
    kept."""
    agent = _mine(ctx, user)
    if agent.standing.state is not AgentState.WRAP_UP:
        raise Refused(NOT_SUBMITTED, [Says("it is not over yet, or was submitted already")])
    if agent.standing.attempt != attempt:
        raise Refused(NOT_SUBMITTED, [Says("it is of another call: look again")])
    talk = _talk(ctx, agent)
    reason = None if told.pause is None else _reason(told.pause)
    with transaction():
        done = None if talk is None else _keep(ctx, talk, told)
        if reason is not None:
            carry_out(ctx, agent.id, Verb.PAUSE, NOT_SUBMITTED, Given(reason))
        carry_out(ctx, agent.id, Verb.SUBMIT, NOT_SUBMITTED)
        ctx.note("agent.submit", agent.username, attempt=attempt)
    return done


def _keep(ctx: Context, talk: Talk, told: Told) -> Done | None:
    _keep_note(ctx, talk, told.said.note)
    if talk.passed_on:
        return None
    return disposing.submit(_as_manager(ctx), talk.attempt, told.disposition, told.said)


def _keep_note(ctx: Context, talk: Talk, note: str) -> None:
    """For who speaks with the person next."""
    if said := note.strip():
        which = persons.of(talk.person.detail.row.id)
        notes.add(which, Note(ctx.now(), ctx.actor.name, said, talk.attempt))


# --- presence ------------------------------------------------------------------------------------


def seen(ctx: Context, user: User) -> None:
    """Their page is there. Who was away because it was not, wants calls again."""
    agent = agents.of_user(user.id)
    if agent is None or agent.standing.state is AgentState.LOGGED_OUT:
        return
    away = agent.standing.state is AgentState.AWAY and agent.standing.reason == PAGE
    now = ctx.now()
    if not away and agent.page_at is not None and now - agent.page_at < SEEN_AGAIN:
        return
    with transaction():
        agents.note_page(agent.id, now)
        if away:
            carry_out(ctx, agent.id, Verb.READY, NOT_READY)
