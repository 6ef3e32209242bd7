"""The calls of the contract: numbers of the carrier's table, and what must come of them."""

from dataclasses import dataclass
from uuid import uuid4

from esl_dialer.core.flows import flow_of
from esl_dialer.core.words import CampaignKind, DtmfMode
from esl_dialer.esl.commands import originate
from esl_dialer.esl.switch import Originate
from ivr.variables import CallPlan, call_variables, entry_of
from tests.contract.switches import SwitchUnderTest

TALKS = "4169013704"
"""An ordinary number: as a representative it answers and talks."""
RING_TIMEOUT = 15


@dataclass(frozen=True, slots=True)
class Scenario:
    """A call, the order of its own leg's events and what its end tells.

    ``told`` are the variables of the end that the dialer reads.
    """

    name: str
    number: str
    events: str
    cause: str
    told: tuple[tuple[str, str], ...] = ()
    kind: CampaignKind = CampaignKind.LB
    representative: str = TALKS
    job: str = "+OK"
    keys: DtmfMode = DtmfMode.RFC2833
    right_party: bool = False


RANG = "CREATE PROGRESS"
HEARD = f"{RANG} ANSWER PLAYBACK_START"
PAUSE = "PLAYBACK_STOP PLAYBACK_START"
"""The message is over, the silence after it begins."""

OVER = "HANGUP HANGUP_COMPLETE DESTROY"
ENDED = f"PLAYBACK_STOP {OVER}"
CUT = "HANGUP PLAYBACK_STOP HANGUP_COMPLETE DESTROY"

SCENARIOS = (
    Scenario(
        "listens to the end",
        "4165550178",
        f"{HEARD} {PAUSE} {ENDED}",
        "NORMAL_CLEARING",
        (("digits_dialed", "none"), ("dialer_step", "heard")),
    ),
    Scenario(
        "message drop",
        "4165550179",
        f"{HEARD} {PAUSE} {ENDED}",
        "NORMAL_CLEARING",
        (("digits_dialed", "none"), ("dialer_step", "heard")),
        kind=CampaignKind.MD,
    ),
    Scenario(
        "presses 1, representative hangs up",
        "4165550190",
        f"{HEARD} DTMF PLAYBACK_STOP BRIDGE UNBRIDGE {OVER}",
        "NORMAL_CLEARING",
        (("digits_dialed", "1"), ("playback_terminator_used", "1"), ("dialer_step", "transfer")),
        representative="4165550193",
    ),
    Scenario(
        "presses 1, representative busy",
        "4165550190",
        f"{HEARD} DTMF PLAYBACK_STOP PLAYBACK_START {ENDED}",
        "NORMAL_CLEARING",
        (("digits_dialed", "1"), ("dialer_step", "apology")),
        representative="4165550191",
    ),
    Scenario(
        "presses 1, representative does not answer",
        "4165550190",
        f"{HEARD} DTMF PLAYBACK_STOP PLAYBACK_START {ENDED}",
        "NORMAL_CLEARING",
        (("digits_dialed", "1"), ("dialer_step", "apology")),
        representative="4165550192",
    ),
    Scenario(
        "presses 1, hangs up while the representative rings",
        "4165550196",
        f"{HEARD} DTMF PLAYBACK_STOP {OVER}",
        "NORMAL_CLEARING",
        (("digits_dialed", "1"), ("dialer_step", "transfer")),
    ),
    Scenario(
        "presses 9, then 1",
        "4165550194",
        f"{HEARD} DTMF DTMF PLAYBACK_STOP PLAYBACK_START {ENDED}",
        "NORMAL_CLEARING",
        (("digits_dialed", "91"), ("dialer_step", "apology")),
        representative="4165550191",
    ),
    *(
        Scenario(
            f"presses 1, keys by {mode}",
            "4165550190",
            f"{HEARD} DTMF PLAYBACK_STOP PLAYBACK_START {ENDED}",
            "NORMAL_CLEARING",
            (("digits_dialed", "1"), ("dialer_step", "apology")),
            representative="4165550191",
            keys=mode,
        )
        for mode in (DtmfMode.INFO, DtmfMode.INBAND)
    ),
    Scenario(
        "presses 1 in the last silence",
        "4165550195",
        f"{HEARD} {PAUSE} DTMF PLAYBACK_STOP PLAYBACK_START {ENDED}",
        "NORMAL_CLEARING",
        (("digits_dialed", "1"), ("dialer_step", "apology")),
        representative="4165550191",
    ),
    Scenario(
        "presses 2",
        "4165550198",
        f"{HEARD} DTMF PLAYBACK_STOP PLAYBACK_START {ENDED}",
        "NORMAL_CLEARING",
        (("digits_dialed", "2"), ("dialer_step", "wrong_person")),
    ),
    *(
        Scenario(
            f"confirms, and listens, keys by {mode}",
            "4165550190",
            f"{HEARD} DTMF PLAYBACK_STOP PLAYBACK_START {PAUSE} {ENDED}",
            "NORMAL_CLEARING",
            (("digits_dialed", "1"), ("dialer_step", "heard")),
            keys=mode,
            right_party=True,
        )
        for mode in (DtmfMode.RFC2833, DtmfMode.INBAND)
    ),
    Scenario(
        "says that it is not them",
        "4165550198",
        f"{HEARD} DTMF PLAYBACK_STOP PLAYBACK_START {ENDED}",
        "NORMAL_CLEARING",
        (("digits_dialed", "2"), ("dialer_step", "wrong_person")),
        right_party=True,
    ),
    Scenario(
        "does not say who they are",
        "4165550178",
        f"{HEARD} {PAUSE} {ENDED}",
        "NORMAL_CLEARING",
        (("digits_dialed", "none"), ("dialer_step", "confirm")),
        right_party=True,
    ),
    Scenario(
        "hangs up mid-message",
        "4165550187",
        f"{HEARD} {CUT}",
        "NORMAL_CLEARING",
        (("digits_dialed", "none"), ("dialer_step", "message")),
    ),
    Scenario(
        "early media, then presses 1",
        "4165550197",
        "CREATE PROGRESS_MEDIA ANSWER PLAYBACK_START DTMF PLAYBACK_STOP PLAYBACK_START " + ENDED,
        "NORMAL_CLEARING",
        (("digits_dialed", "1"), ("dialer_step", "apology")),
        representative="4165550191",
    ),
    Scenario(
        "busy",
        "4165550140",
        f"{RANG} {OVER}",
        "USER_BUSY",
        (("sip_term_status", "486"), ("hangup_cause_q850", "17")),
        job="-ERR USER_BUSY",
    ),
    Scenario("no answer", "4165550100", f"{RANG} {OVER}", "NO_ANSWER", job="-ERR NO_ANSWER"),
    Scenario(
        "unallocated",
        "4165550170",
        f"CREATE {OVER}",
        "UNALLOCATED_NUMBER",
        (("sip_term_status", "404"), ("progress_uepoch", "0")),
        job="-ERR UNALLOCATED_NUMBER",
    ),
    Scenario(
        "rejected",
        "4165550168",
        f"{RANG} {OVER}",
        "CALL_REJECTED",
        (("sip_term_status", "603"),),
        job="-ERR CALL_REJECTED",
    ),
    Scenario(
        "unavailable",
        "4165550135",
        f"CREATE {OVER}",
        "NO_USER_RESPONSE",
        (("sip_term_status", "480"),),
        job="-ERR NO_USER_RESPONSE",
    ),
    Scenario(
        "invalid number",
        "4165550174",
        f"CREATE {OVER}",
        "INVALID_NUMBER_FORMAT",
        (("sip_term_status", "484"),),
        job="-ERR INVALID_NUMBER_FORMAT",
    ),
    Scenario(
        "congestion",
        "4165550175",
        f"CREATE {OVER}",
        "NORMAL_TEMPORARY_FAILURE",
        (("sip_term_status", "503"), ("hangup_cause_q850", "41")),
        job="-ERR NORMAL_TEMPORARY_FAILURE",
    ),
    Scenario(
        "forbidden",
        "4165550177",
        f"CREATE {OVER}",
        "CALL_REJECTED",
        (("sip_term_status", "403"),),
        job="-ERR CALL_REJECTED",
    ),
    Scenario(
        "announcement, then unallocated",
        "4165550176",
        f"CREATE PROGRESS_MEDIA {OVER}",
        "UNALLOCATED_NUMBER",
        (("sip_term_status", "404"),),
        job="-ERR UNALLOCATED_NUMBER",
    ),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A call placed for a scenario, and the leg it would be transferred to."""

    scenario: Scenario
    command: str
    attempt: str
    transfer_leg: str


def placed(switch: SwitchUnderTest, scenario: Scenario) -> Placed:
    """The dialer's own command for the scenario's call."""
    attempt, transfer_leg = str(uuid4()), str(uuid4())
    header = "[sip_h_X-Dialer-Role=transfer]"
    plan = CallPlan(
        attempt=attempt,
        campaign_id=7,
        record_id=42,
        flow=flow_of(scenario.kind, right_party=scenario.right_party),
        caller_id="18005550100",
        caller_name="Acme",
        message=switch.message,
        ring_timeout=RING_TIMEOUT,
        longest_call=120,
        transfer_leg=transfer_leg,
        transfer_dial_string=f"{header}sofia/gateway/carrier/{scenario.representative}",
        transfer_timeout=10,
        apology=switch.short,
        acknowledgement=switch.short,
        confirmation=switch.message,
        keys=scenario.keys,
    )
    call = Originate(
        attempt,
        f"sofia/gateway/carrier/1{scenario.number}",
        entry_of(plan).name,
        call_variables(plan),
    )
    line = originate(call).line.removeprefix("bgapi ")
    return Placed(scenario, line, attempt, transfer_leg)
