"""An agent's own desk: for a softphone or a CRM that stands in the place of the page."""

from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.disposing import Said
from esl_dialer.core.words import AgentState
from esl_dialer.services.agents import desk
from esl_dialer.services.agents.desk import Desk, Told
from webui.api.routes import Request, Route
from webui.api.shapes import Given, Name, Shown, Text


class NoteShown(Shown):
    at: datetime
    by: str
    text: str


class TalkShown(Shown):
    """The call that is theirs, until it is submitted."""

    attempt: str
    """Empty: they are shown before they are dialed."""
    campaign: str
    record: int
    account: str
    full_name: str
    number: str
    fields: dict[str, Any]
    custom: dict[str, Any]
    zone: str
    """The clock in which a call-back is given."""
    choices: list[str]
    """Keys of the dispositions that may be said of the call."""
    notes: list[NoteShown]
    passed_on: bool
    """Another agent had the call after them: no disposition is wanted."""


class PreviewShown(Shown):
    """``talk`` is shown before it is dialed."""

    dial_at: datetime
    """When it is dialed, if nobody says so before."""
    skips_left: int
    asked: bool
    """It is to be dialed now."""


class DeskShown(Shown):
    state: AgentState
    since: datetime
    reason: str
    pause_after: str
    """A pause for this reason follows; empty: none."""
    held: bool
    """The person of the call hears music."""
    muted: bool
    """They do not hear the agent."""
    late_at: datetime | None
    """When the wrap-up is over."""
    colleagues: list[str]
    """Agents to whom the call can be transferred, by user name."""
    talk: TalkShown | None
    preview: PreviewShown | None


class Held(Given):
    held: bool


class Muted(Given):
    muted: bool


class Pressed(Given):
    keys: Name
    """Digits, ``*`` and ``#``: 32 at most."""


class Transferred(Given):
    to: Name
    """An agent who waits for a call, by user name: one of ``colleagues``."""


class Skipped(Given):
    reason: Name
    """Why, in at most 64 letters."""


class Pause(Given):
    reason: Name = ""
    """One of ``GET /pause-reasons``, where there are any."""


class Submitted(Given):
    attempt: Name
    """The call that this is about: it is refused when another one is theirs."""
    disposition: Name = ""
    """One of ``choices``, by its key; empty: the call was passed on."""
    note: Text = ""
    call_back: Name = ""
    """A time of the person's clock: ``2026-12-01T15:00``; empty: none."""
    amount: Name = ""
    promised_on: Name = ""
    """A day: ``2026-12-10``; empty: nothing was promised."""
    pause: Name | None = None
    """With a reason: a pause follows; null: the next call."""


def show(asked: Request) -> dict[str, Any]:
    """What the agent does, and whom they talk with."""
    return _shown(desk.of(asked.ctx, asked.user))


def ready(asked: Request) -> dict[str, Any]:
    """They want calls: their telephone is called, if it is not up."""
    desk.ready(asked.ctx, asked.user)
    return show(asked)


def pause(asked: Request) -> dict[str, Any]:
    """No more calls, from now or from the end of the one that is theirs."""
    desk.pause(asked.ctx, asked.user, asked.body.reason)
    return show(asked)


def log_out(asked: Request) -> dict[str, Any]:
    """Their telephone is let go."""
    desk.log_out(asked.ctx, asked.user)
    return show(asked)


def hang_up(asked: Request) -> dict[str, Any]:
    """End the call that is theirs."""
    desk.hang_up(asked.ctx, asked.user)
    return show(asked)


def hold(asked: Request) -> dict[str, Any]:
    """Hold the person of the call with music, or talk again."""
    desk.hold(asked.ctx, asked.user, held=asked.body.held)
    return show(asked)


def mute(asked: Request) -> dict[str, Any]:
    """The person does not hear the agent, or does again."""
    desk.mute(asked.ctx, asked.user, muted=asked.body.muted)
    return show(asked)


def press(asked: Request) -> dict[str, Any]:
    """Send keys to who the agent talks with."""
    desk.press(asked.ctx, asked.user, asked.body.keys)
    return show(asked)


def transfer(asked: Request) -> dict[str, Any]:
    """Give the person of the call to another agent."""
    desk.transfer(asked.ctx, asked.user, asked.body.to)
    return show(asked)


def dial(asked: Request) -> dict[str, Any]:
    """Dial whom the agent sees."""
    desk.dial(asked.ctx, asked.user)
    return show(asked)


def skip(asked: Request) -> dict[str, Any]:
    """Show the agent somebody else."""
    desk.skip(asked.ctx, asked.user, asked.body.reason)
    return show(asked)


def submit(asked: Request) -> dict[str, Any]:
    """What became of the call."""
    given = asked.body
    said = Said(given.note, given.call_back, given.amount, given.promised_on)
    told = Told(given.disposition, said, given.pause)
    desk.submit(asked.ctx, asked.user, told, given.attempt)
    return show(asked)


def _shown(found: Desk) -> dict[str, Any]:
    stands = found.agent.standing
    return {
        "state": stands.state,
        "since": stands.since,
        "reason": stands.reason,
        "pause_after": stands.pause_after,
        "held": stands.held,
        "muted": stands.muted,
        "late_at": found.late_at,
        "colleagues": [one.username for one in found.colleagues],
        "talk": _talk(found),
        "preview": found.preview,
    }


def _talk(found: Desk) -> dict[str, Any] | None:
    if (talk := found.talk) is None:
        return None
    detail = talk.person.detail
    return {
        "attempt": talk.attempt,
        "campaign": talk.campaign.name,
        "record": detail.row.id,
        "account": detail.row.account,
        "full_name": detail.row.full_name,
        "number": talk.number,
        "fields": detail.fields,
        "custom": detail.custom,
        "zone": talk.zone,
        "choices": [one.key for one in talk.choices],
        "notes": talk.notes,
        "passed_on": talk.passed_on,
    }


_MAY = Permission.TAKE_CALLS
ROUTES = (
    Route("GET", "/desk", _MAY, show, DeskShown, own=True),
    Route("POST", "/desk/ready", _MAY, ready, DeskShown, own=True),
    Route("POST", "/desk/pause", _MAY, pause, DeskShown, body=Pause, own=True),
    Route("POST", "/desk/log-out", _MAY, log_out, DeskShown, own=True),
    Route("POST", "/desk/hang-up", _MAY, hang_up, DeskShown, own=True),
    Route("POST", "/desk/hold", _MAY, hold, DeskShown, body=Held, own=True),
    Route("POST", "/desk/mute", _MAY, mute, DeskShown, body=Muted, own=True),
    Route("POST", "/desk/keys", _MAY, press, DeskShown, body=Pressed, own=True),
    Route("POST", "/desk/transfer", _MAY, transfer, DeskShown, body=Transferred, own=True),
    Route("POST", "/desk/dial", _MAY, dial, DeskShown, own=True),
    Route("POST", "/desk/skip", _MAY, skip, DeskShown, body=Skipped, own=True),
    Route("POST", "/desk/submit", _MAY, submit, DeskShown, body=Submitted, own=True),
)
