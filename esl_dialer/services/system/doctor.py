"""Is this installation fit to dial? Each check says what it found and what to do about it."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.broken import told_of
from esl_dialer.core.routing.gateways import sofia_name
from esl_dialer.core.system.troubles import StoreState
from esl_dialer.core.text.counts import counted
from esl_dialer.runtime import data_dir
from esl_dialer.services import sealing
from esl_dialer.services.calls import overview
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.services.errors import ServiceError
from esl_dialer.services.law import law
from esl_dialer.services.lists import list_reading
from esl_dialer.services.routing import gateways
from esl_dialer.services.system import machine_checks, restored, switch_checks
from esl_dialer.services.system.machine_checks import Check
from esl_dialer.services.unavailable import DATABASE_AWAY, DATABASE_REPLACED
from esl_dialer.store.notices import notices
from esl_dialer.store.speech import audio
from esl_dialer.store.system import daily_runs, write_check
from esl_dialer.store.system.vault import KEY_FILE

OTHERS = 0o077
"""Bits of a file's mode: what its group and others may."""

WRITE_S = 5.0
"""So long a look waits for another that writes."""

Probe = Callable[[Sequence[str]], Mapping[str, str]]
"""Asks the switch each question; raises ServiceError when it can't be reached."""

Look = Callable[[Context], Check | list[Check]]

MENDING = {
    StoreState.BUSY: "another process has been writing for {seconds:g} s: 'fuser -v {file}' says "
    "which",
    StoreState.FULL: "no room for it: make some",
    StoreState.READ_ONLY: "it can be read and not written: look at the mode and the owner of "
    "{file} and of its directory, or at the server's role",
    StoreState.AWAY: "it does not answer: look at {file}",
}


def examine(ctx: Context, probe_switch: Probe) -> list[Check]:
    """Every check, in the order in which a person would mend them. One that breaks says so, and
    the others are made all the same."""
    ctx.require(Permission.VIEW)
    looks: list[tuple[str, Look]] = [
        ("database", _database),
        ("audio", _audio),
        ("switch", lambda one: _switch(one, probe_switch)),
        ("engine", _engine),
        ("restored", _restored),
        ("gates", _gates),
        ("law", _law),
        ("lists", _lists),
        ("audio jobs", _audio_jobs),
        ("secrets", _secrets),
        ("daily tasks", lambda _: _daily()),
        ("notices", _notices),
    ]
    found = (_looked(ctx, name, look) for name, look in looks)
    return [*machine_checks.checks(ctx.config), *(one for several in found for one in several)]


def without_database(ctx: Context, probe_switch: Probe, error: Exception) -> list[Check]:
    """What can be looked at while the database can't be opened, for that reason."""
    told = " ".join(str(error).split())
    if isinstance(error, DATABASE_REPLACED):
        told = f"{told}: {data_dir.PUT_BACK}"
    return [
        *machine_checks.checks(ctx.config),
        Check("database", False, f"{_where(ctx)}: {told}"),
        *_asked(ctx, probe_switch, []),
    ]


def shown(check: Check) -> dict[str, Any]:
    return asdict(check)


def _looked(ctx: Context, name: str, look: Look) -> list[Check]:
    try:
        found = look(ctx)
    except DATABASE_AWAY as error:
        return [Check(name, False, f"not looked at, the database is away: {error}")]
    except Exception as error:
        return [Check(name, False, f"can't be looked at: {told_of(error)}")]
    return found if isinstance(found, list) else [found]


def _where(ctx: Context) -> str:
    """Without its password."""
    before, at, host = ctx.config.database_url.rpartition("@")
    return f"{before.partition(':')[0]}://{host}" if at else ctx.config.database_url


def _database(ctx: Context) -> Check:
    """Written to in earnest: that it answers is not enough."""
    state, _said = write_check.try_to_write(ctx.now(), WRITE_S, really=True)
    if state is StoreState.FINE:
        return Check("database", True, f"{_where(ctx)}, written to")
    told = MENDING[state].format(seconds=WRITE_S, file=_where(ctx).removeprefix("sqlite:///"))
    return Check("database", False, f"{_where(ctx)}: {told}")


def _audio(ctx: Context) -> Check:
    """The directory with the messages; before the first is spoken there is none."""
    path = ctx.config.audio_dir
    if not path.is_dir():
        spoken = audio.any_ready()
        told = f"{path} is gone, and messages are spoken: mount it, or speak them again"
        return Check("audio", not spoken, told if spoken else f"{path}, nothing is spoken yet")
    good = os.access(path, os.R_OK | os.W_OK | os.X_OK)
    return Check("audio", good, f"{path}{'' if good else ': we may not read and write it'}")


def _switch(ctx: Context, probe_switch: Probe) -> list[Check]:
    lines = [line for line in gateways.lines(ctx) if line.gateway.enabled]
    dialed = [name for line in lines if (name := sofia_name(line.gateway.dial_string))]
    return _asked(ctx, probe_switch, dialed) + list(_resting(ctx))


def _asked(ctx: Context, probe_switch: Probe, dialed: list[str]) -> list[Check]:
    try:
        answers = probe_switch(switch_checks.questions(ctx.config, dialed))
    except ServiceError as error:
        return [Check("switch", False, str(error))]
    found = switch_checks.judge(answers, ctx.config, datetime.now(UTC), dialed)
    return [Check(one.name, one.good, one.text) for one in found]


def _resting(ctx: Context) -> Iterator[Check]:
    """Gateways that refused call after call, and take none for a while."""
    for one in gateways.every(ctx):
        if one.rest.rests:
            name = f"calls by {one.gateway.name}"
            yield Check(name, False, f"{gateways.told_state(ctx, one)}{_REFUSED}")


_REFUSED = ": it refused call after call; 'esl-dialer results' and the switch's log say how"


def _engine(ctx: Context) -> Check:
    engine = engine_state(ctx)
    if not engine.runs:
        return Check("engine", False, "no engine is running: esl-dialer serve")
    if not engine.switch_up:
        told = engine.switch_trouble or "its log says why"
        return Check("engine", False, f"{engine.engine} does not reach the switch: {told}")
    missed = engine.missed
    told = f"; the end of {missed} was not heard, and read from its record" if missed else ""
    return Check("engine", True, f"{engine.engine}, {engine.live} live calls{told}")


def _restored(ctx: Context) -> Check:
    """Whether a campaign waits for a word, since the database was restored."""
    waits = restored.waiting(ctx)
    if waits is None:
        return Check("restored", True, "nothing waits for a word")
    held = f"without your word {counted(len(waits.waiting), 'campaign')} may not dial"
    told = f"this database was restored, and {held}: 'esl-dialer restored' says what is known"
    return Check("restored", False, told)


def _gates(ctx: Context) -> Check:
    """Whether the places of all records are as this release works them out."""
    if not (left := overview.gates_left(ctx)):
        return Check("gates", True, "every record's place is worked out")
    told = f"of {counted(left, 'record')} the place is not worked out anew yet: until then they are"
    mend = "" if engine_state(ctx).runs else ", which an engine does: esl-dialer serve"
    return Check("gates", not mend, f"{told} called while every law of their zones allows it{mend}")


def _law(ctx: Context) -> Check:
    """Whether the packs of rules that were added are in force, and newer than the shipped ones."""
    packs = law.added_packs(ctx)
    told = [f"{one.file} does not fit this release, nobody is called: {one.unfit}"
            for one in packs if one.unfit]  # fmt: skip
    told += [f"{one.file} takes the place of a shipped pack that is newer ({one.replaces})"
             for one in packs if one.outdated]  # fmt: skip
    mend = ": 'esl-dialer law add' another, or 'law remove' it"
    return Check("law", not told, "; ".join(told) + mend if told else "its packs are in force")


def _lists(ctx: Context) -> Check:
    waiting = list_reading.unattended(ctx)
    wait = f"{counted(len(waiting), 'list')} to be read, and nobody reads: esl-dialer serve"
    return Check("lists", not waiting, f"{wait} --role worker" if waiting else "none waits")


def _audio_jobs(ctx: Context) -> Check:
    waiting = audio.unattended(ctx.now())
    wait = f"{counted(waiting, 'job')} to be spoken, and nobody speaks: esl-dialer serve"
    return Check("audio jobs", not waiting, f"{wait} --role audio" if waiting else "none waits")


def _secrets(ctx: Context) -> Check:
    """Those that no key here opens; a key file that others of the machine can read."""
    key = ctx.config.data.absolute() / KEY_FILE
    if key.exists() and not os.access(key, os.R_OK):
        return Check("secrets", False, f"we can't read {key}: give it to the dialer's user")
    found = sealing.state(ctx)
    if found.lost:
        told = f"{', '.join(found.lost)} can't be read: put back DATA/{KEY_FILE}, or set them again"
        return Check("secrets", False, told)
    if key.exists() and key.stat().st_mode & OTHERS:
        return Check("secrets", False, f"others can read {key}: chmod 600 {key}")
    told = f"; {len(found.plain)} of them plain until the next serve" if found.plain else ""
    return Check("secrets", True, f"{found.count} kept{told}")


def _notices(ctx: Context) -> Check:
    """What mail and webhook did not take."""
    failing = notices.failing(ctx.now())
    told = "; ".join(f"{channel}: {error}" for channel, error in failing.items())
    return Check("notices", not failing, told or "what was sent was taken")


def _daily() -> Check:
    """A day that was begun and is not done yet: an upload that fails, say."""
    open_days = daily_runs.failing()
    told = "; ".join(
        f"{run.task} of {run.day}, {run.tries} tries: {run.detail}" for run in open_days
    )
    return Check("daily tasks", not open_days, told or "none is failing")
