"""Taking records for dialing, and what the tick reads to decide it. Hot: keep to the indexes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from esl_dialer.core.calls.attempts import NewAttempt, NewClaim
from esl_dialer.core.calls.closing import closed_as
from esl_dialer.core.calls.dialing import Phone, kinds_of, phone_to_dial, place_of
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.flows import FLOWS
from esl_dialer.core.law.caps import Cap, Known, PastCall, Whom
from esl_dialer.core.law.rules import LawRule
from esl_dialer.core.people.consents import Consent
from esl_dialer.core.people.contact_cap import NO_CONTACT, Contact
from esl_dialer.core.people.identity import account_key, creditor_of
from esl_dialer.core.people.noted import Notes, Who
from esl_dialer.core.people.person_stops import NOT_HELD, Doubt, Held, TimedStop
from esl_dialer.core.people.promises import Promise
from esl_dialer.core.people.stops import Mark
from esl_dialer.core.rules.record_rules import caps_of, needs_of
from esl_dialer.core.rules.rule import (
    NO_LOAD,
    NOBODY,
    NOBODY_SEES,
    Conditions,
    Load,
    ShownTo,
    Subject,
)
from esl_dialer.core.says import Says
from esl_dialer.core.words import (
    OPEN_STATES,
    AudioState,
    CallState,
    CampaignKind,
    Mode,
    RecordAudio,
    RecordStatus,
)
from esl_dialer.store import models
from esl_dialer.store.agents import agents, previews
from esl_dialer.store.calls import attempts, contacts
from esl_dialer.store.lists import filters
from esl_dialer.store.people import noted, person_stops, stops
from esl_dialer.store.people.consents import CONSENTS
from esl_dialer.store.people.stops import Called
from esl_dialer.store.statements import Insert, Select, Update
from esl_dialer.store.system import epochs, outbox

_TAKE = Update(
    models.Record,
    ("status", "ready", "last_attempt_at", "scheduled_for"),
    "id = ? AND status = ? AND ready = ?",
)
_CLAIM = Insert(models.Claim, ("record", "attempt_id", "owner", "claimed_at"))
_HAND_OVER = Update(models.Claim, ("attempt_id", "claimed_at"), "record_id = ? AND attempt_id = ?")
_ATTEMPT = Insert(models.Attempt, attempts.NEW)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be dialed, with its good phones by position."""

    record: int
    campaign: int
    list_id: int | None
    position: int
    account: str
    person_key: str
    full_name: str
    province: str
    gate: str
    did: str
    creditor: str
    status: RecordStatus
    not_before: datetime | None
    scheduled_for: datetime | None
    priority: int
    urgent: bool
    next_phone: int
    phones: tuple[Phone, ...]
    audio: RecordAudio
    audio_path: str
    audio_ms: int
    audio_text: str
    audio_version: int
    apology_path: str
    acknowledgement_path: str
    confirmation_path: str
    run_attempts: int
    mark: Mark | None = None
    source_status: str = ""
    kinds: Mapping[int, str] = field(default_factory=dict)
    """Types of its phones, by their ids."""
    other_types: bool = False
    """It has good phones of types that its campaign does not dial."""
    timed_stop: TimedStop | None = None
    doubt: Doubt | None = None
    consents: tuple[Consent, ...] = ()
    promise: Promise | None = None

    @property
    def phone(self) -> int:
        """The id of the phone to dial next; 0 when none is good."""
        return phone_to_dial(self.phones, self.next_phone)[0]

    @property
    def number(self) -> str:
        """The number to dial next, E.164; empty when none is good."""
        return phone_to_dial(self.phones, self.next_phone)[1]

    @property
    def kind(self) -> str:
        """The type of the phone to dial next."""
        return self.kinds.get(self.phone, "")

    @property
    def who(self) -> Who:
        """Its person, as what is noted of them knows them."""
        return Who(self.person_key, self.account, self.full_name, self.creditor)

    @property
    def whom(self) -> Whom:
        """Whom the next call would reach."""
        account = account_key(self.account)
        return Whom(self.record, self.number, self.person_key, account, self.creditor)


_OF_RECORD = {
    "record": "id",
    "campaign": "campaign",
    "list_id": "list",
    "position": "position",
    "account": "account",
    "gate": "gate",
    "status": "status",
    "not_before": "not_before",
    "scheduled_for": "scheduled_for",
    "priority": "priority",
    "urgent": "urgent",
    "next_phone": "next_phone",
    "audio": "audio",
    "audio_version": "audio_version",
    "run_attempts": "attempts",
}
_OF_PERSON = {
    "person_key": "person_key",
    "full_name": "full_name",
    "province": "province",
    "did": "fields",
    "source_status": "source_status",
}
_OF_MESSAGE = {
    "audio_path": "path",
    "audio_ms": "ms",
    "audio_text": "text",
    "apology_path": "apology_path",
    "acknowledgement_path": "acknowledgement_path",
    "confirmation_path": "confirmation_path",
}
"""A candidate's attributes, and of which columns they are."""

_UNSPOKEN = {name: 0 if name == "audio_ms" else "" for name in _OF_MESSAGE}
_CANDIDATES = Select(
    "FROM record JOIN person ON person.id = record.person_id"
    " LEFT JOIN message ON message.record_id = record.id"
    " LEFT JOIN promise ON promise.person_id = person.id WHERE record.id IN (??)",
    (models.Record, [*_OF_RECORD.values()]),
    (models.Person, [*_OF_PERSON.values()]),
    (models.Message, ["record", *_OF_MESSAGE.values()]),
    (models.Person, ["stop_reason", "stop_source"]),
    (models.Promise, ["cents", "promised_on", "until"]),
)
_GOOD_PHONES = Select(
    "FROM phone JOIN record ON record.person_id = phone.person_id"
    " JOIN campaign ON campaign.id = record.campaign_id"
    " WHERE record.id IN (??) AND phone.invalid = ? AND phone.do_not_call = ?"
    " ORDER BY phone.position",
    (models.Record, ["id"]),
    (models.Phone, ("position", "id", "number", "kind")),
    (models.Campaign, ("phone_kinds", "only_phone_kinds")),
)


def subjects_of(
    candidates: Sequence[Candidate], campaign: Campaign, conditions: Conditions, now: datetime
) -> list[Subject]:
    """Records of a campaign as the rules see them now: with the stops that match, global and of its
    do-not-call lists, whether its filter means them, and what calls made known of their numbers and
    people."""
    if not candidates:
        return []
    lists = campaign.dnc_lists
    held = stops.reasons(Called(one.number, one.account, lists) for one in candidates)
    whom = [one.whom for one in candidates]
    known = contacts.of(whom, now, simulated=conditions.switch_simulated)
    left_out = filtered([one.record for one in candidates], campaign, now)
    inactive = conditions.inactive_lists
    laws = law_of([(one, campaign) for one in candidates], conditions, now)
    seen = _shown_to(candidates, campaign)
    spent = spent_numbers(candidates, campaign)
    return [
        subject_of(
            one,
            stop,
            contact,
            by_law,
            filtered_by=left_out.get(one.record, ""),
            inactive_list=inactive.get(one.list_id or 0, "") if inactive else "",
            shown_to=seen.get(one.record, NOBODY_SEES),
            spent=spent.get(one.record, frozenset()),
        )
        for one, stop, contact, by_law in zip(candidates, held, known, laws, strict=True)
    ]


def _shown_to(candidates: Sequence[Candidate], campaign: Campaign) -> dict[int, ShownTo]:
    if campaign.mode is not Mode.PREVIEW:
        return {}
    seen = previews.shown_to([one.record for one in candidates])
    return {record: ShownTo(*by) for record, by in seen.items()}


def spent_numbers(
    candidates: Collection[Candidate], campaign: Campaign
) -> dict[int, frozenset[str]]:
    """By record, its numbers at which the campaign allows no attempt more in this run."""
    if not (most := campaign.max_per_number):
        return {}
    records = [one.record for one in candidates]
    phones = contacts.spent(records, campaign.run_number, most) if records else {}
    return {
        one.record: frozenset(number for _, phone, number in one.phones if phone in gone)
        for one in candidates
        if (gone := phones.get(one.record))
    }


@dataclass(frozen=True, slots=True)
class ByLaw:
    """What the law asks of a record beside the hours: the contact caps that bind its campaign where
    it is, the calls to its number, person and account that they may count, and rules by which
    nobody is called who did not consent."""

    caps: tuple[Cap, ...] = ()
    calls: tuple[PastCall, ...] = ()
    needs: tuple[LawRule, ...] = ()


NO_LAW = ByLaw()


def law_of(
    candidates: Sequence[tuple[Candidate, Campaign]], conditions: Conditions, now: datetime
) -> list[ByLaw]:
    """Of each record. Where no cap binds, no calls are read."""
    if conditions.law is None or conditions.nobody_called:
        return [NO_LAW] * len(candidates)
    caps = [caps_of(campaign, one.gate, conditions) for one, campaign in candidates]
    needs = (needs_of(campaign, one.gate, conditions) for one, campaign in candidates)
    longest = max((cap.window for of in caps for cap in of), default=None)
    known = Known()
    whom = [one.whom if of else NOBODY for (one, _), of in zip(candidates, caps, strict=True)]
    if longest is not None:
        asked = [one for one in whom if one is not NOBODY]
        simulated = conditions.switch_simulated
        known = Known(contacts.lately(asked, now - longest, simulated=simulated))
    return [
        ByLaw(of, known.of(one), needed) for one, of, needed in zip(whom, caps, needs, strict=True)
    ]


def filtered(records: Collection[int], campaign: Campaign, now: datetime) -> dict[int, str]:
    """Of these records of the campaign, those whom its filter does not mean now, with its name."""
    if not campaign.filter_id:
        return {}
    return filters.left_out(campaign.filter_id, records, filters.when(now))


def subject_of(
    candidate: Candidate,
    stop: str,
    contact: Contact = NO_CONTACT,
    by_law: ByLaw = NO_LAW,
    *,
    filtered_by: str = "",
    inactive_list: str = "",
    shown_to: ShownTo = NOBODY_SEES,
    spent: frozenset[str] = frozenset(),
) -> Subject:
    """The record as the rules see it; ``stop`` is the reason of a stop that matches it."""
    return Subject(
        status=candidate.status,
        audio=candidate.audio,
        gate=candidate.gate,
        number=candidate.number,
        not_before=candidate.not_before,
        stopped=stop,
        scheduled_for=candidate.scheduled_for,
        contact=contact,
        urgent=candidate.urgent,
        has_transfer=bool(candidate.did),
        mark=candidate.mark,
        source_status=candidate.source_status,
        kind=candidate.kind,
        timed_stop=candidate.timed_stop,
        doubt=candidate.doubt,
        filtered_by=filtered_by,
        inactive_list=inactive_list,
        other_types=candidate.other_types,
        spent=spent,
        promise=candidate.promise,
        whom=candidate.whom,
        caps=by_law.caps,
        needs=by_law.needs,
        consents=candidate.consents,
        calls=by_law.calls,
        shown_to=shown_to,
    )


_LOADS = """
SELECT attempt.campaign_id, campaign.kind, attempt.key, COUNT(*)
FROM attempt JOIN campaign ON campaign.id = attempt.campaign_id
WHERE attempt.state IN ({states}) GROUP BY attempt.campaign_id, campaign.kind, attempt.key
"""


def loads() -> dict[int, Load]:
    """Open attempts by campaign, counted from the database and never remembered."""
    sql = _LOADS.format(states=", ".join([models.database.param] * len(OPEN_STATES)))
    counted: dict[int, Load] = {}
    for campaign, kind, key, count in models.database.execute_sql(sql, OPEN_STATES):
        so_far = counted.get(campaign, NO_LOAD)
        asked = count if key in FLOWS[CampaignKind(kind)].transfer_keys else 0
        counted[campaign] = Load(so_far.live + count, so_far.transferring + asked)
    return counted


def load_of(campaign: Campaign) -> Load:
    """Of one campaign, with the agents who wait for its calls."""
    load = loads().get(campaign.id, NO_LOAD)
    if not campaign.flow.needs_agent:
        return load
    waiting = sum(campaign.id in one.campaigns for one in agents.free())
    return replace(load, agents=waiting)


def load(record_ids: list[int]) -> list[Candidate]:
    """Records with their good phones, in the order asked."""
    if not record_ids:
        return []
    phones: dict[int, list[Phone]] = {}
    kinds: dict[int, dict[int, str]] = {}
    others: set[int] = set()
    good = _GOOD_PHONES.rows(record_ids, False, False)
    for record, position, phone_id, number, kind, order, only in good:
        place = place_of(position, kind, kinds_of(order), only=only)
        if place is None:
            others.add(record)
            continue
        phones.setdefault(record, []).append((place, phone_id, number))
        if kind:
            kinds.setdefault(record, {})[phone_id] = kind
    rows = {groups[0][0]: _named(*groups) for groups in _CANDIDATES.groups(record_ids)}
    found = [
        Candidate(
            **rows[i],
            phones=tuple(sorted(phones.get(i, ()))),
            kinds=kinds.get(i, {}),
            other_types=i in others,
        )
        for i in record_ids
        if i in rows
    ]
    return with_notes(found)


def with_notes(candidates: Sequence[Candidate]) -> list[Candidate]:
    """With the stops and the consents of their people as they are now; a list's stop of the record
    goes before the person's. Few people have any: one look says so."""
    people = [one.who for one in candidates]
    if not noted.any_of(people):
        return list(candidates)
    if given := CONSENTS.standing(people):
        candidates = [replace(one, consents=_for(one, given)) for one in candidates]
    asked = [(one.who, one.campaign, one.list_id) for one in candidates]
    return [
        one if held is NOT_HELD else _held(one, held)
        for one, held in zip(candidates, person_stops.held(asked), strict=True)
    ]


def _held(candidate: Candidate, held: Held) -> Candidate:
    mark = candidate.mark or held.mark
    return replace(candidate, mark=mark, timed_stop=held.timed, doubt=held.doubt)


def _for(candidate: Candidate, given: Notes[Consent]) -> tuple[Consent, ...]:
    """Those under the person's own key: another phone, or name, may be somebody else's."""
    who, campaign, list_id = candidate.who, candidate.campaign, candidate.list_id
    mine = (one for one in given.of(who) if one.whose == who.whose)
    return tuple(one for one in mine if one.binds(campaign, list_id))


def _named(
    record: list[Any],
    person: list[Any],
    message: list[Any],
    mark: list[Any],
    promise: list[Any],
) -> dict[str, Any]:
    """A candidate's attributes; its own representative, and for whom the debt is collected, are
    fields of the person."""
    row = dict(zip(_OF_RECORD, record, strict=True)) | dict(zip(_OF_PERSON, person, strict=True))
    its, *spoken = message
    row |= _UNSPOKEN if its is None else dict(zip(_OF_MESSAGE, spoken, strict=True))
    fields = row["did"] or {}
    did = str(fields.get("did", ""))
    reason, source = mark
    row |= {"did": did, "creditor": creditor_of(fields)}
    cents, day, until = promise
    row["promise"] = Promise(cents, date.fromisoformat(day), until) if day else None
    return row | {"mark": Mark(reason, source) if reason else None}


def commit_all(claims: Iterable[NewClaim]) -> frozenset[str]:
    """Take the records and write their attempts; returns the attempts of those that were free.

    Inside the tick's transaction.
    """
    taken = [claim.attempt for claim in claims if _take(claim)]
    if taken:
        _CLAIM.many((new.record, new.id, new.owner, new.claimed_at) for new in taken)
        place(taken)
    return frozenset(new.id for new in taken)


def _take(claim: NewClaim) -> bool:
    new = claim.attempt
    taken = (RecordStatus.QUEUED, False, new.claimed_at, None)
    return bool(_TAKE(taken, new.record, str(claim.expected), True))


def hand_over(new: NewAttempt, refused: str) -> bool:
    """The record's claim goes from a refused attempt to the one that takes its place.

    False, and nothing written, when the claim is not the refused attempt's any more.
    """
    if not _HAND_OVER((new.id, new.claimed_at), new.record, refused):
        return False
    place([new])
    return True


def place(placed: Sequence[NewAttempt]) -> None:
    """Write the attempts: the only way one comes to be. Inside a transaction."""
    _ATTEMPT.many(map(_row, placed))
    epochs.claimed(len(placed))
    outbox.put_all(
        outbox.of_attempt(new.id, new.record, new.campaign, CallState.CLAIMED, new.claimed_at)
        for new in placed
    )


def _row(new: NewAttempt) -> list[Any]:
    values = {name: getattr(new, name) for name in attempts.NEW}
    return list((values | {"decision": asdict(new.decision)}).values())


def lose_audio(record_id: int, campaign_id: int) -> None:
    """The record's message is not on the disk: it waits until it is back, or spoken again. What is
    known of it stays. One that is not ready any more has changed since it was looked for."""
    record, message, campaign = models.Record, models.Message, models.Campaign
    lost = record.update(audio=RecordAudio.GONE, ready=False)
    if lost.where((record.id == record_id) & record.ready).execute():
        gone = message.update(error=Says("its file is gone"))
        gone.where(message.record == record_id).execute()
        incomplete = campaign.update(audio_state=AudioState.INCOMPLETE)
        incomplete.where(campaign.id == campaign_id).execute()


def set_aside(record_id: int, status: RecordStatus, now: datetime, held_by: str = "") -> None:
    """Take a record out of the dialable ones for good (do-not-call, no phone left). One that is not
    ready any more has changed since that was found. ``held_by``: the rule, where it may go on when
    that lets it."""
    table = models.Record
    ended = table.update(status=status, ready=False, last_attempt_at=now, held_by=held_by)
    ended.where((table.id == record_id) & table.ready).execute()


def end_spent(record_id: int, now: datetime) -> None:
    """All of its numbers had as many attempts as its campaign allows: it keeps the outcome of its
    last one, as after the last of its attempts."""
    table = models.Record
    row = table.get_or_none((table.id == record_id) & table.ready)
    if row is not None:
        set_aside(record_id, closed_as(row.attempts, row.last_outcome), now)


def dial_next(record_id: int, position: int) -> None:
    """Another phone of the record is its next."""
    table = models.Record
    table.update(next_phone=position).where(table.id == record_id).execute()


def hold_until(record_id: int, at: datetime | None, rule: str = "") -> None:
    """Not ready before that instant: a candidate that some rule held back after all.

    One that waits already keeps its time: somebody set a call-back meanwhile.
    """
    table = models.Record
    held_by = rule if at else ""
    held = table.update(ready=False, not_before=at, held_by=held_by)
    held.where((table.id == record_id) & table.ready).execute()
