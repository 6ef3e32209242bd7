"""Which events a client is told, and in which form."""

from collections.abc import Callable
from uuid import uuid4
from xml.etree import ElementTree

import pytest

from tests.contract.client import ContractClient, logged_in
from tests.contract.placed import NOBODY, RINGS_OUT, Call, parked
from tests.contract.switches import PASSWORD, SwitchUnderTest

CLEARLY = "CHANNEL_CREATE CHANNEL_PROGRESS CHANNEL_HANGUP CHANNEL_DESTROY"


def rung(client: ContractClient) -> str:
    """A call that rang and was ended."""
    uuid = str(uuid4())
    client.bgapi(f"originate {{origination_uuid={uuid}}}{RINGS_OUT} &park", uuid)
    client.happened(uuid, "CHANNEL_PROGRESS")
    Call(client, uuid).end()
    return uuid


FILTERS: dict[str, tuple[list[str], list[str]]] = {
    "none": ([], ["CREATE", "PROGRESS", "HANGUP", "DESTROY"]),
    "a header in any case": (["filter event-name channel_create"], ["CREATE"]),
    "two of one header": (
        ["filter Event-Name CHANNEL_CREATE", "filter add Event-Name CHANNEL_DESTROY"],
        ["CREATE", "DESTROY"],
    ),
    "a pattern": (["filter Event-Name /^CHANNEL_(CRE|DES)/"], ["CREATE", "DESTROY"]),
    "case counts in a pattern": (["filter Event-Name /^channel_create/"], []),
    "no pattern": (["filter Event-Name /(/"], []),
    "kept away": (
        ["filter Unique-ID {uuid}", "filter Event-Name -CHANNEL_HANGUP"],
        ["CREATE", "PROGRESS", "DESTROY"],
    ),
    "kept away, and nothing let through": (["filter Event-Name -CHANNEL_HANGUP"], []),
    "a value deleted": (
        [
            "filter Event-Name CHANNEL_CREATE",
            "filter Event-Name CHANNEL_HANGUP",
            "filter delete event-name CHANNEL_HANGUP",
        ],
        ["CREATE"],
    ),
    "a header deleted": (
        [
            "filter Event-Name CHANNEL_CREATE",
            "filter delete EVENT-NAME",
            "filter Event-Name CHANNEL_HANGUP",
        ],
        ["HANGUP"],
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters_let_through(client: ContractClient, plain: ContractClient, name: str) -> None:
    asked, expected = FILTERS[name]
    uuid = str(uuid4())
    plain.ask(f"event json {CLEARLY} CUSTOM contract::over")
    for command in asked:
        plain.ask(command.format(uuid=uuid))
    plain.ask("filter Event-Subclass contract::over") if asked else None
    client.bgapi(f"originate {{origination_uuid={uuid}}}{RINGS_OUT} &park", uuid)
    client.happened(uuid, "CHANNEL_PROGRESS")
    Call(client, uuid).end()
    client.ask("sendevent CUSTOM", Event_Subclass="contract::over")
    plain.wait(lambda: any(event.name == "CUSTOM" for event in plain.events))
    told = [event.name.removeprefix("CHANNEL_") for event in plain.of(uuid)]
    assert told == expected


def test_an_event_that_a_client_made_is_told_to_all_that_asked(
    client: ContractClient, plain: ContractClient, switch: SwitchUnderTest
) -> None:
    deaf = logged_in(switch.port, PASSWORD)
    deaf.ask("event plain CUSTOM contract::other")
    plain.ask("event plain CUSTOM contract::made")
    client.send_bytes(
        b"sendevent CUSTOM\nEvent-Subclass: contract::made\nX-Said: a b%\xc3\xa9\n"
        b"Content-Length: 6\n\none\nto"
    )
    plain.wait(lambda: bool(plain.events))
    (event,) = plain.events
    assert event.get("Event-Subclass") == "contract::made"
    assert event.get("X-Said") == "a b%é"
    assert event.get("Command") == "sendevent CUSTOM"
    assert len(event.get("Event-UUID")) == 36
    assert event.body == "one\nto"
    assert deaf.events == []
    deaf.close()


def xml_frames(port: int, act: Callable[[], None], until: bytes) -> list[ElementTree.Element]:
    """The events of a bare connection that asked for XML."""
    client = logged_in(port, PASSWORD)
    reply = client.ask("event xml CHANNEL_DESTROY CHANNEL_CREATE BACKGROUND_JOB")
    assert reply.reply == "+OK event listener enabled xml"
    before = len(client.answers)
    act()
    client.wait(lambda: any(until in frame.body for frame in client.answers[before:]))
    client.close()
    frames = client.answers[before:]
    assert {frame.content_type for frame in frames} == {"text/event-xml"}
    return [ElementTree.fromstring(frame.body) for frame in frames]  # noqa: S314 - our own switch


def test_events_come_as_xml(client: ContractClient, switch: SwitchUnderTest) -> None:
    uuids: list[str] = []

    def act() -> None:
        uuids.append(rung(client))
        client.job(uuids[0])

    events = xml_frames(switch.port, act, b"CHANNEL_DESTROY")
    named = {tree.findtext("headers/Event-Name") for tree in events}
    assert named >= {"CHANNEL_CREATE", "CHANNEL_DESTROY"}
    ours = [tree for tree in events if tree.findtext("headers/Unique-ID") == uuids[0]]
    assert ours[0].findtext("headers/Answer-State") == "ringing"
    jobs = [tree for tree in events if tree.findtext("headers/Job-UUID") == uuids[0]]
    for job in jobs:
        assert (job.findtext("body") or "").strip() == "-ERR NORMAL_CLEARING"
        assert job.findtext("Content-Length") == "21"


def test_my_events_are_those_of_one_channel_and_end_with_it(
    client: ContractClient, plain: ContractClient, switch: SwitchUnderTest
) -> None:
    call = parked(client)
    assert plain.ask(f"myevents {NOBODY} json").reply == "-ERR invalid uuid"
    assert plain.ask(f"myevents {call.uuid} json").reply == "+OK Events Enabled"
    assert plain.ask(f"myevents {call.uuid}").reply == "-ERR aready enabled."
    client.api(f"uuid_broadcast {call.uuid} {switch.short}")
    rung(client)
    client.happened(call.uuid, "PLAYBACK_STOP")
    call.end()
    plain.wait(lambda: plain.closed)
    assert plain.answers[-1].body.startswith(b"Disconnected, goodbye.\n")
    assert {event.get("Unique-ID") for event in plain.events} == {call.uuid}
    told = [event.name for event in plain.events][:2]
    assert told == ["CHANNEL_EXECUTE", "CHANNEL_EXECUTE_COMPLETE"], "how much follows is chance"


STATES = "INIT ROUTING CONSUME_MEDIA EXECUTE HANGUP REPORTING DESTROY"
HAPPENINGS = [
    *("CHANNEL_OUTGOING", "CHANNEL_CREATE", "CHANNEL_ORIGINATE", "CHANNEL_PROGRESS"),
    *("CODEC", "CODEC", "CHANNEL_ANSWER", "CALL_UPDATE", "CHANNEL_DESTROY"),
]
"""Two threads of the switch tell them: how the states lie among what happens is chance."""


def test_what_is_told_before_an_answer_and_after_the_end(client: ContractClient) -> None:
    others = "CHANNEL_OUTGOING CHANNEL_ORIGINATE CHANNEL_STATE CODEC CALL_UPDATE"
    client.ask(f"event json {others}")
    call = parked(client)
    call.end()
    client.wait(lambda: client.of(call.uuid)[-1].get("Channel-State") == "CS_DESTROY")
    told = client.of(call.uuid)
    states = [event.get("Channel-State") for event in told if event.name == "CHANNEL_STATE"]
    assert states == [f"CS_{name}" for name in STATES.split()]
    assert [event.name for event in told if event.name in HAPPENINGS] == HAPPENINGS
