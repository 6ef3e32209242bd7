"""A restored database is noticed, and what the switch knows of the time since is taken in.

By the data directory and the switch's detail records at the start, by its channels before the first
claim; and again while a campaign waits for a person's word.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

import gevent
from gevent.lock import BoundedSemaphore

from esl_dialer.core.calls.call import Call, advance, outcome_of
from esl_dialer.core.calls.correcting import LATEST
from esl_dialer.core.calls.events import Ended
from esl_dialer.core.calls.restored import (
    Because,
    Gap,
    Mark,
    OnSwitch,
    because,
    before,
    gap,
    left,
    may_be_ours,
)
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.engine import settling
from esl_dialer.engine.reconciler import DetailRecords
from esl_dialer.engine.tracker import Tracker
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.cdr import call_of
from esl_dialer.esl.switch import Switch, SwitchError, SwitchRefused
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import Recurring, line
from esl_dialer.store.calls import attempts, found
from esl_dialer.store.calls.attempts import Tracked
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.system import epochs, restorations, snapshots
from esl_dialer.store.system.epochs import Outside
from esl_dialer.store.system.restorations import Restored

log = logging.getLogger(__name__)

CHUNK = 500
"""Detail records looked for in the database at a time, the newest first."""

QUIET = 4
"""So many chunks in a row without a call that it lacks, and no older one is looked for."""

LATE_EVERY = timedelta(minutes=1)
"""Between two looks for detail records that come late, when no campaign waits any more."""

OURS = "dialer-c"
"""How the mark of a call to a contact begins."""

NO_DIRECTORY = Says("this dialer is given no detail records: set cdr")


class SwitchRecords(DetailRecords, Protocol):
    """With the records of calls that nobody may know. All may raise SwitchError."""

    def newest_first(self) -> list[str]: ...

    def call(self, leg: str) -> OnSwitch | None: ...


class Restoring:
    """``asked``: the switch was, and dialing may begin where no campaign waits for a word."""

    def __init__(
        self,
        *,
        sql: Sql,
        switch: Switch,
        clock: Clock,
        tracker: Tracker,
        records: SwitchRecords | None,
        outside: Outside | None,
        owner: str,
    ) -> None:
        self._sql, self._switch, self._clock = sql, switch, clock
        self._tracker, self._records, self._outside = tracker, records, outside
        self._owner = owner
        self._mark = Mark("")
        self._looking = BoundedSemaphore()
        self._unasked = Recurring(log, "restored.not_asked", "restored.asked")
        self._unmarked = Recurring(log, "epoch.not_marked", "epoch.marked")
        self.noticed_at: datetime | None = None
        """When the last restore was; None: there was none."""
        self._looked_at: datetime | None = None
        self.asked = False

    @property
    def identity(self) -> str:
        """The database's, once ``begin`` was called."""
        return self._mark.identity

    def begin(self) -> None:
        """With the lease, before anything is concluded from what the database says."""
        now = self._clock.now()
        self._mark = self._sql(epochs.mark)
        why = self._sql(notice, self._mark, self._outside, now)
        recorded, _ = self._recorded()
        why = self._sql(notice_calls, recorded, now) or why
        if why is not None:
            log.error(line("database.restored", because=why))
        self._remember()
        self.beat()

    def doubts(self, began_at: datetime) -> bool:
        """Whether of a call that began then no silence of the switch proves anything."""
        return self.noticed_at is not None and began_at <= self.noticed_at

    def look(self) -> bool:
        """Ask the switch, and take in what it knows; False when it can't be asked now."""
        with self._looking:
            try:
                live, simulated = list(self._live()), self._switch.info().simulated
            except SwitchRefused as error:
                self._unasked.met(error)
                return self._goes_on_unasked()
            except SwitchError as error:
                self._unasked.met(error)
                return False
            self._unasked.gone()
            recorded, why = self._recorded()
            self._take_in([*live, *recorded], simulated)
            self._sql(note_look, self._clock.now(), why)
            self._remember()
            self._looked_at = self._clock.now()
            self.asked = True
        return True

    def _goes_on_unasked(self) -> bool:
        """A switch that tells of no channels (it has no database of them) keeps nobody from
        dialing, where nothing else says that the database was restored."""
        self.asked = self._sql(restorations.waiting) is None
        return self.asked

    def look_again(self) -> None:
        """While a campaign waits, what has come since counts too; detail records that come late
        count for a day."""
        now = self._clock.now()
        if not self.asked or self.noticed_at is None or now - self.noticed_at > LATEST:
            return
        waits = self._sql(restorations.waiting) is not None
        if waits or self._looked_at is None or now - self._looked_at >= LATE_EVERY:
            self.look()

    def beat(self) -> None:
        """The engine lives: counted inside, durably, and then outside."""
        self._write(self._sql(_beat, self._clock.now()))

    def note_claims(self) -> None:
        """In the thread of the SQL, after a commit of claims, before any of them is sent."""
        self._write(epochs.mark())

    def _write(self, mark: Mark) -> None:
        if self._outside is None:
            return
        try:
            self._outside.write(mark)
            self._unmarked.gone()
        except OSError as error:
            self._unmarked.met(error)

    def _remember(self) -> None:
        last = self._sql(restorations.last)
        self.noticed_at = last.noticed_at if last else None

    def _since(self) -> Mark:
        """The mark from which on calls may be unknown: of the last restore, as long as it is not
        long ago, else of this engine's start."""
        return before(self._mark, self._sql(_last_gap), self._clock.now())

    def _live(self) -> Iterator[OnSwitch]:
        """Calls in progress that the database does not know. Raises SwitchError."""
        core, since = self._switch.info().core, self._since()
        uuids = [one.uuid for one in self._switch.channels() if one.mark.startswith(OURS)]
        for uuid in self._sql(found.unknown, uuids):
            call = call_of(self._switch.variables(uuid), core)
            if call is not None and may_be_ours(call, since):
                yield call

    def _recorded(self) -> tuple[list[OnSwitch], Says]:
        """Calls that have ended and that the database does not know; why none can be read."""
        if self._records is None:
            return [], NO_DIRECTORY
        try:
            legs = _in_thread(self._records.newest_first)
            return list(self._unknown(self._records, legs)), NOTHING
        except SwitchError as error:
            return [], error.says

    def _unknown(self, records: SwitchRecords, legs: list[str]) -> Iterator[OnSwitch]:
        quiet, since = 0, self._since()
        for start in range(0, len(legs), CHUNK):
            lacking = self._sql(found.unknown, legs[start : start + CHUNK])
            calls = _in_thread(_read, records, lacking)
            ours = [call for call in calls if may_be_ours(call, since)]
            yield from ours
            quiet = 0 if ours else quiet + 1
            if quiet == QUIET:
                return

    def _take_in(self, calls: list[OnSwitch], simulated: bool) -> None:
        why = self._sql(notice_calls, calls, self._clock.now())
        if why is not None:
            log.error(line("database.restored", because=why))
            self._remember()
        self._end_open()
        in_order = sorted(calls, key=lambda call: call.began_at)
        self._tracker.adopt(self._sql(take_in, in_order, self._owner, simulated))

    def _end_open(self) -> None:
        """First what the database knew to be in progress: what followed comes after its end."""
        if self._records is None or self.noticed_at is None:
            return
        opened = self._sql(attempts.open_attempts)
        doubted = {one.call.attempt: one for one in opened if self.doubts(one.start_at)}
        with suppress(SwitchError):
            for end in _in_thread(_ends, self._records, list(doubted)):
                self._sql(_end, doubted[end.leg], end)


def _in_thread(work: Callable[..., Any], *args: object) -> Any:
    """A slow disk must not stop the event socket's reader. Raises what the work raises."""
    done, error = gevent.get_hub().threadpool.apply(_tried, (work, *args))
    if error is not None:
        raise error
    return done


def _tried(work: Callable[..., Any], *args: object) -> tuple[Any, SwitchError | None]:
    """An error is brought back as a value: the pool writes what is raised to the log."""
    try:
        return work(*args), None
    except SwitchError as error:
        return None, error


def _read(records: SwitchRecords, legs: Sequence[str]) -> list[OnSwitch]:
    return [call for leg in legs if (call := records.call(leg)) is not None]


def _ends(records: SwitchRecords, legs: Sequence[str]) -> list[Ended]:
    return [end for leg in legs if (end := records.find(leg)) is not None]


def _end(one: Tracked, end: Ended) -> None:
    """The tracker finds it settled, and lets go of it."""
    call = advance(one.call, end)
    with transaction():
        if settling.settle(call, outcome_of(call), call.cause, end.at):
            log.info(line("call.found", attempt=call.attempt, outcome=outcome_of(call)))


def _beat(now: datetime) -> Mark:
    with transaction(durable=True):
        return epochs.beat(now)


def _last_gap() -> Gap | None:
    last = restorations.last()
    return last.gap if last else None


def notice(mark: Mark, outside: Outside | None, now: datetime) -> Because | None:
    """By the data directory, that the database is a restored one; noted if it is."""
    if outside is None:
        return None
    known = outside.read(mark.identity)
    embedded = snapshots.kind() == "sqlite"
    why = because(mark, known, restorations.past_epochs(), now, embedded=embedded)
    if why is not None:
        with transaction(durable=True):
            restorations.begin(why, gap(mark, known, now), known.epoch if known else "", now)
    return why


def notice_calls(calls: list[OnSwitch], now: datetime) -> Because | None:
    """By calls of it that the database does not know, later than a restore that is noted."""
    last = restorations.last()
    later = [call for call in calls if last is None or not last.covers(call)]
    if not any(call.identity or found.names_a_record(call) for call in later):
        return None
    since = epochs.mark().at or found.newest_claim() or min(call.began_at for call in later)
    with transaction(durable=True):
        restorations.begin(Because.SWITCH, Gap(since, now, None), "", now)
    return Because.SWITCH


def take_in(calls: list[OnSwitch], owner: str, simulated: bool) -> list[Tracked]:
    """Make attempts of calls that the database does not know. Returns those that go on."""
    last = restorations.last()
    if last is None:
        return []
    opened = []
    for call in calls:
        with transaction(durable=True):
            taken = _take(call, last, owner, simulated=simulated)
        opened += [taken] if taken else []
    return opened


def _take(call: OnSwitch, last: Restored, owner: str, *, simulated: bool) -> Tracked | None:
    new = found.attempt_of(call, last.noticed_at, owner=owner, simulated=simulated)
    if not found.note(call, last.id, known=new is not None) or new is None:
        return None
    found.put(new)
    flow = campaigns.get(new.campaign).flow
    if call.ended is None:
        return Tracked.of(new, flow)
    heard = advance(Call(new.id, flow, new.audio_ms), call.ended)
    how = outcome_of(heard)
    if settling.settle(heard, how, heard.cause, call.ended.at):
        log.info(line("call.found", attempt=new.id, outcome=how))
    return None


def note_look(now: datetime, no_records: Says) -> None:
    """That the switch was asked, and of each campaign that waits, how many records may have been
    called."""
    waits = restorations.waiting()
    if waits is None:
        return
    rest = left(waits.gap.claims, waits.taken + waits.strangers)
    with transaction():
        restorations.note_asked(waits.id, no_records, now)
        for campaign in restorations.holds():
            count = restorations.count_unknown(campaign, waits) if rest != 0 else 0
            restorations.note_unknown(waits.id, campaign, count)
