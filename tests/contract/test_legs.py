"""Several legs in one dial string, on both switches: at once, and one after the other."""

from dataclasses import dataclass
from uuid import uuid4

import pytest

from tests.contract.client import ContractClient
from tests.contract.placed import LISTENS, RINGS_OUT, Call, parked

BUSY = "sofia/gateway/carrier/14165550140"
REJECTS = "sofia/gateway/carrier/14165550168"
UNALLOCATED = "sofia/gateway/carrier/14165550170"
NO_GATEWAY = "sofia/gateway/nope/1"
A, B = "[origination_uuid=A]", "[origination_uuid=B]"
TAKEN, NOT_DIALED = "taken", "not dialed"


@dataclass(frozen=True, slots=True)
class Dialed:
    """``job`` is what the originate says; ``ends`` are the causes, of the legs A and B."""

    name: str
    legs: str
    job: str
    ends: tuple[str, str]
    variables: str = "ignore_early_media=true"


DIALED = (
    Dialed("the first that answers", f"{A}{LISTENS},{B}{RINGS_OUT}", "+OK A", (TAKEN, "LOSE_RACE")),
    Dialed("busy, then the next", f"{A}{BUSY}|{B}{LISTENS}", "+OK B", ("USER_BUSY", TAKEN)),
    Dialed("no gateway, then one", f"{A}{NO_GATEWAY}|{B}{LISTENS}", "+OK B", (NOT_DIALED, TAKEN)),
    Dialed("no gateway beside one", f"{A}{NO_GATEWAY},{B}{LISTENS}", "+OK B", (NOT_DIALED, TAKEN)),
    Dialed(
        "none, one after the other: the last says why",
        f"{A}{BUSY}|{B}{UNALLOCATED}",
        "-ERR UNALLOCATED_NUMBER",
        ("USER_BUSY", "UNALLOCATED_NUMBER"),
    ),
    Dialed(
        "none at once: the first named says why",
        f"{A}{REJECTS},{B}{BUSY}",
        "-ERR CALL_REJECTED",
        ("CALL_REJECTED", "USER_BUSY"),
    ),
    Dialed(
        "what takes too long ends all",
        f"{A}{RINGS_OUT}|{B}{LISTENS}",
        "-ERR NO_ANSWER",
        ("NO_ANSWER", NOT_DIALED),
        "originate_timeout=3",
    ),
    Dialed(
        "what takes too long on its leg does not",
        f"[leg_timeout=3,origination_uuid=A]{RINGS_OUT}|{B}{BUSY}",
        "-ERR USER_BUSY",
        ("ALLOTTED_TIMEOUT", "USER_BUSY"),
    ),
    Dialed(
        "a uuid for all at once is good for one",
        f"{RINGS_OUT},{LISTENS}",
        "-ERR NO_ANSWER",
        ("NO_ANSWER", NOT_DIALED),
        "originate_timeout=3,origination_uuid=A",
    ),
)


def named(text: str, first: str, second: str) -> str:
    """With UUIDs in place of the letters."""
    text = text.replace("origination_uuid=A", f"origination_uuid={first}")
    return text.replace("origination_uuid=B", f"origination_uuid={second}")


@pytest.mark.parametrize("dialed", DIALED, ids=[dialed.name for dialed in DIALED])
def test_legs_of_an_originate(client: ContractClient, dialed: Dialed) -> None:
    first, second, job = (str(uuid4()) for _ in range(3))
    asked = f"originate {{{dialed.variables}}}{dialed.legs} &park"
    client.bgapi(named(asked, first, second), job)
    said = client.job(job).strip()
    assert said.replace(first, "A").replace(second, "B") == dialed.job
    for uuid, end in zip((first, second), dialed.ends, strict=True):
        if end == NOT_DIALED:
            assert "CHANNEL_CREATE" not in {event.name for event in client.of(uuid)}
        elif end == TAKEN:
            client.happened(uuid, "CHANNEL_PARK")
            Call(client, uuid).end()
        else:
            assert client.happened(uuid, "CHANNEL_HANGUP_COMPLETE").get("Hangup-Cause") == end


@pytest.mark.parametrize(
    ("legs", "cause"),
    [(f"{A}{BUSY}|{B}{LISTENS}", "USER_BUSY"), (f"{A}{RINGS_OUT},{B}{LISTENS}", "LOSE_RACE")],
    ids=["one after the other", "at once"],
)
def test_legs_of_a_bridge(client: ContractClient, legs: str, cause: str) -> None:
    first, second, call = str(uuid4()), str(uuid4()), parked(client)
    steps = f"m:^:set:hangup_after_bridge=true^bridge:{named(legs, first, second)}"
    client.api(f"uuid_transfer {call.uuid} {steps} inline")
    bridged = client.happened(call.uuid, "CHANNEL_BRIDGE")
    assert bridged.get("Bridge-B-Unique-ID") == second
    assert client.happened(first, "CHANNEL_HANGUP_COMPLETE").get("Hangup-Cause") == cause
    Call(client, second).end()
    client.ended(call.uuid)


def test_a_caller_who_hangs_up_ends_all_legs_that_ring(client: ContractClient) -> None:
    call, first, second = parked(client), str(uuid4()), str(uuid4())
    steps = f"m:^:bridge:{A}{RINGS_OUT},{B}{RINGS_OUT}"
    client.api(f"uuid_transfer {call.uuid} {named(steps, first, second)} inline")
    for uuid in (first, second):
        client.happened(uuid, "CHANNEL_PROGRESS")
    call.end()
    for uuid in (first, second):
        end = client.happened(uuid, "CHANNEL_HANGUP_COMPLETE")
        assert end.get("Hangup-Cause") == "ORIGINATOR_CANCEL"
