"""An attempt before there is a call: what is committed before the switch hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from esl_dialer.core.words import RecordStatus


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules saw when the call was allowed."""

    gate: str = ""
    window: str = ""
    law: str = ""
    """Who calls, what speaks, and the rules' edition; empty where no rule of law was asked."""
    caps: Mapping[str, int] = field(default_factory=dict)
    """By contact cap of the law that was asked, the calls that counted in its window."""
    consents: Mapping[str, int] = field(default_factory=dict)
    """By rule that a consent of the person lifted, the consent's number."""


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """One call to be placed. ``id`` becomes the channel's UUID, ``transfer_leg`` that of the
    representative's; both are ours to choose.

    Instants aware UTC: ``start_at`` is its own place in the even spacing. ``audio_ms`` in
    milliseconds. ``person_key`` as the record's; ``account`` and ``creditor`` by their keys
    (``core.people.identity``), for contact caps; empty: not known. ``linked_to`` is the refused
    attempt whose place it takes; empty: none. ``law_decision``: the number of what the law let it
    through by; 0: no rule was asked.
    """

    id: str
    campaign: int
    record: int
    phone: int | None
    run: int
    number: str
    owner: str
    claimed_at: datetime
    start_at: datetime
    list_id: int | None = None
    caller_id: str = ""
    transfer_number: str = ""
    transfer_leg: str = ""
    province: str = ""
    person_key: str = ""
    account: str = ""
    creditor: str = ""
    simulated: bool = False
    switch_core: str = ""
    gateway: str = ""
    linked_to: str = ""
    message_text: str = ""
    template_version: int = 0
    voice: str = ""
    audio_path: str = ""
    audio_ms: int = 0
    law_decision: int = 0
    decision: Decision = Decision()


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A record taken for an attempt, if it still is ready and ``expected`` is its status."""

    attempt: NewAttempt
    expected: RecordStatus


@dataclass(frozen=True, slots=True)
class Turn:
    """Through which gateway a refused call is placed again, when, and by which engine. ``id`` and
    ``transfer_leg`` are new."""

    id: str
    transfer_leg: str
    gateway: str
    start_at: datetime
    owner: str


def following(refused: NewAttempt, turn: Turn, now: datetime) -> NewAttempt:
    """The attempt that takes a refused one's place: the same call, through another gateway."""
    return replace(
        refused,
        id=turn.id,
        transfer_leg=turn.transfer_leg,
        gateway=turn.gateway,
        linked_to=refused.id,
        claimed_at=now,
        start_at=turn.start_at,
        owner=turn.owner,
    )
