"""The flows: what must hold of every one, whoever executes it."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core import flows as traits
from esl_dialer.core.flows import NO_TERMINATORS, FlowTraits
from esl_dialer.core.words import DtmfMode, Step
from ivr.dialplan import dialplan_xml
from ivr.flows import (
    AGENT_IDLE,
    AWAIT_AGENT,
    CONTEXT,
    FLOWS,
    INBAND,
    LINK_BACK,
    LINK_BACK_CONFIRMED,
    LINK_BACK_CONFIRMED_INBAND,
    LINK_BACK_INBAND,
    Action,
    Flow,
)
from ivr.variables import CallPlan, call_variables, entry_of

LB = CallPlan(
    attempt="one",
    campaign_id=1,
    record_id=2,
    flow=traits.LINK_BACK,
    caller_id="18663123618",
    caller_name="18663123618",
    message="/audio/one.wav",
    ring_timeout=30,
    longest_call=600,
    transfer_leg="leg",
    transfer_dial_string="sofia/gateway/carrier/14169013704",
    number="14165550100",
    database="db",
    apology="/audio/apology.wav",
    acknowledgement="/audio/acknowledgement.wav",
)
MD = replace(LB, flow=traits.MESSAGE_DROP)
BY_TONES = replace(LB, keys=DtmfMode.INBAND)
ASKED = replace(LB, flow=traits.LINK_BACK_CONFIRMED, confirmation="/audio/confirmation.wav")
TRAITS = [*traits.FLOWS.values(), traits.LINK_BACK_CONFIRMED]
ENTRIES = {flow.name: FLOWS[flow.name] for flow in TRAITS} | {
    flow.name: flow for flow in INBAND.values()
}
EVERY_ENTRY = pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
GATED = (LINK_BACK_CONFIRMED, LINK_BACK_CONFIRMED_INBAND)
SPOKEN = [flow for flow in ENTRIES.values() if flow not in (AWAIT_AGENT, *GATED)]
"""Those that begin with the message."""

SET_BY_THE_SWITCH = {"playback_terminator_used"}


def steps_of(flow: Flow) -> list[str]:
    sets = [a.data.removeprefix("dialer_step=") for a in flow.actions if a.app == "set"]
    return [data for data in sets if "=" not in data]


def asked_for(flow: Flow) -> set[str]:
    return set(re.findall(r"\$\{(\w+)\}", " ".join(action.data for action in flow.actions)))


def reached(plan: CallPlan) -> list[Flow]:
    """The entry, and where its keys lead."""
    keys = plan.flow.keys
    return [entry_of(plan)] + [FLOWS[f"key_{key}"] for key in ["", *keys] if keys]


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_ends_the_call_or_hands_it_on(name):
    """Those that a bridge takes a leg out of play to their end: the switch hangs up there."""
    assert FLOWS[name].name == name
    bridged = FLOWS[name] in (AWAIT_AGENT, AGENT_IDLE)
    ends = {"playback", "endless_playback"} if bridged else {"hangup", "transfer"}
    assert FLOWS[name].actions[-1].app in ends


def test_a_leg_comes_back_to_its_flow_after_each_bridge():
    for flow in (AWAIT_AGENT, AGENT_IDLE):
        back = Action("set", f"transfer_after_bridge={flow.name}:XML:{CONTEXT}")
        apps = [action.app for action in flow.actions]
        assert flow.actions.index(back) < apps.index("event")
    assert AGENT_IDLE.actions[0] == Action("unset", "transfer_history")


def test_who_waits_is_told_who_called_after_two_seconds_whatever_keys_they_press():
    apps = [action.app for action in AWAIT_AGENT.actions]
    assert apps[apps.index("event") :] == ["event", "sleep", "set", "playback"]
    assert Action("set", "sleep_eat_digits=true") in AWAIT_AGENT.actions


@pytest.mark.parametrize("entry", SPOKEN)
def test_the_message_is_one_playback_between_its_two_steps(entry):
    """A second playback would clear the key that was pressed in the first."""
    apps = [action.app for action in entry.actions]
    assert apps.count("playback") == 1
    before = entry.actions[: apps.index("playback")]
    assert Action("set", f"dialer_step={Step.MESSAGE}") in before
    after = entry.actions[apps.index("playback") + 1]
    assert after == Action("set", f"dialer_step={Step.HEARD}")
    assert "${dialer_message}!silence_stream://" in entry.actions[len(before)].data


@EVERY_ENTRY
def test_every_call_has_a_longest_time_before_anything_else(entry):
    assert entry.actions[0].app == "sched_hangup"


def test_tones_are_listened_for_while_the_message_plays_and_no_longer():
    apps = [action.app for action in LINK_BACK_INBAND.actions]
    at = apps.index("playback")
    assert apps[at - 1] == "start_dtmf"
    assert "stop_dtmf" in apps[at:]
    others = [action for action in LINK_BACK_INBAND.actions if "dtmf" not in action.app]
    assert tuple(others) == LINK_BACK.actions


@pytest.mark.parametrize(
    ("entry", "way", "message"),
    [
        (LINK_BACK_CONFIRMED, "confirm", "link_back"),
        (LINK_BACK_CONFIRMED_INBAND, "confirm_inband", "link_back_inband"),
    ],
)
def test_nothing_of_the_message_is_played_before_a_1(entry, way, message):
    assert "dialer_message" not in str(entry.actions)
    assert entry.actions[-1].data.startswith(f"{way}_${{playback_terminator_used}} ")
    keys = dict.fromkeys(traits.LINK_BACK_CONFIRMED.keys)
    led = {key: FLOWS[f"{way}_{key}"].actions[-1] for key in ("", *keys)}
    assert led == {
        "": Action("hangup"),
        "1": Action("transfer", f"{message} XML {CONTEXT}"),
        "2": Action("transfer", f"key_2 XML {CONTEXT}"),
    }


EVERY_FLOW = pytest.mark.parametrize("flow", TRAITS, ids=str)


@EVERY_FLOW
def test_every_key_that_a_flow_heeds_leads_to_the_step_that_it_means(flow: FlowTraits):
    for key, step in flow.keys.items():
        steps = steps_of(FLOWS[f"key_{key}"])
        assert steps[0] == step
        assert {flow.key_to(Step(reached)) for reached in steps} == {key}
    assert flow.key_to(Step.HEARD) == ""


@EVERY_FLOW
def test_a_flow_hands_its_keys_on_exactly_when_it_heeds_some(flow: FlowTraits):
    hands_on = FLOWS[flow.name].actions[-1].app == "transfer"
    assert hands_on is flow.interactive
    assert set(flow.terminators) == set(flow.keys or NO_TERMINATORS)


@EVERY_FLOW
def test_a_flow_needs_somebody_to_transfer_to_exactly_when_a_key_of_it_bridges(flow: FlowTraits):
    apps = [action.app for key in flow.keys for action in FLOWS[f"key_{key}"].actions]
    assert flow.needs_transfer is ("bridge" in apps)


def test_every_step_that_is_marked_is_a_word_of_ours():
    marked = {step for flow in FLOWS.values() for step in steps_of(flow)}
    assert marked == set(Step) - {Step.NONE}


@pytest.mark.parametrize("plan", [LB, MD, BY_TONES, ASKED], ids=["LB", "MD", "by tones", "asked"])
def test_every_variable_that_a_flow_asks_for_is_placed_with_the_call(plan):
    asked = set().union(*map(asked_for, reached(plan)))
    assert asked - SET_BY_THE_SWITCH <= set(call_variables(plan))


def test_the_dialplan_holds_every_flow_in_our_context():
    root = ET.fromstring(dialplan_xml(FLOWS.values()))  # noqa: S314 (our own text)
    context = root.find("context")
    assert context.get("name") == CONTEXT
    for extension, flow in zip(context, FLOWS.values(), strict=True):
        condition = extension.find("condition")
        assert [name for name in FLOWS if re.search(condition.get("expression"), name)] == [
            flow.name
        ]
        actions = [(a.get("application"), a.get("data") or "") for a in condition]
        assert actions == [(action.app, action.data) for action in flow.actions]


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1))
def test_a_hostile_flow_does_not_break_the_dialplan(data):
    hostile = Flow("hostile", (Action("set", data),))
    (action,) = ET.fromstring(dialplan_xml([hostile])).iter("action")  # noqa: S314
    assert action.get("data") == data


# --- the variables of a call -------------------------------------------------------------------


@pytest.mark.parametrize("plan", [LB, MD], ids=["LB", "MD"])
def test_a_call_says_who_it_is(plan):
    variables = call_variables(plan)
    assert (variables["dialer_attempt"], variables["dialer_role"]) == ("one", "contact")
    assert (variables["dialer_campaign"], variables["dialer_record"]) == ("1", "2")
    assert (variables["dialer_number"], variables["dialer_database"]) == ("14165550100", "db")
    assert variables["ignore_early_media"] == "true"
    assert variables["playback_terminators"] == plan.flow.terminators
    assert variables["originate_timeout"] == "30"


@pytest.mark.parametrize(
    ("mode", "offered", "entry"),
    [
        (DtmfMode.RFC2833, "rfc2833", "link_back"),
        (DtmfMode.INFO, "info", "link_back"),
        (DtmfMode.INBAND, "none", "link_back_inband"),
    ],
)
def test_a_call_offers_what_its_gateway_sends(mode, offered, entry):
    plan = replace(LB, keys=mode)
    assert (call_variables(plan)["dtmf_type"], entry_of(plan).name) == (offered, entry)
    assert entry_of(replace(MD, keys=mode)).name == "message_drop"
    asked = entry.replace("link_back", "link_back_confirmed")
    assert entry_of(replace(ASKED, keys=mode)).name == asked


def test_no_variable_is_empty():
    plan = replace(LB, caller_id="", caller_name="", apology="", acknowledgement="")
    assert all(call_variables(plan).values())


def test_the_representatives_leg_has_the_uuid_we_chose():
    variables = call_variables(LB)
    leg, dialed = re.fullmatch(r"\[(.*)\](.*)", variables["dialer_transfer"]).groups()
    assert dialed == LB.transfer_dial_string
    assert set(leg.split(",")) >= {
        "origination_uuid=leg",
        "dialer_attempt=one",
        "dialer_role=transfer",
    }


def test_a_message_drop_reaches_no_representative():
    assert not {name for name in call_variables(MD) if "transfer" in name}


def test_the_mark_of_a_record_is_no_beginning_of_anothers() -> None:
    first = call_variables(replace(LB, campaign_id=2, record_id=1))
    tenth = call_variables(replace(LB, campaign_id=2, record_id=10))
    assert first["presence_data"] == "dialer-c2-r1-"
    assert first["presence_data"] not in tenth["presence_data"]
    assert first["accountcode"] == "dialer-c2-r1"
    assert f"presence_data={first['presence_data']}" in first["dialer_transfer"]
