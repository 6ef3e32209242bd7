"""The channel variables a call is placed with: all that its flow needs, and who it is."""

from dataclasses import dataclass

from esl_dialer.core.flows import FlowTraits
from esl_dialer.core.words import DtmfMode, LegRole
from ivr.flows import FLOWS, INBAND, Flow


@dataclass(frozen=True, slots=True)
class CallPlan:
    """One call, decided. Files are absolute paths as the switch sees them; times in seconds."""

    attempt: str
    campaign_id: int
    record_id: int
    flow: FlowTraits
    caller_id: str
    caller_name: str
    message: str
    ring_timeout: int
    longest_call: int
    transfer_leg: str = ""
    transfer_dial_string: str = ""
    transfer_timeout: int = 30
    apology: str = ""
    acknowledgement: str = ""
    confirmation: str = ""
    number: str = ""
    """As it is dialed: digits."""
    database: str = ""
    """The identity of the database that the attempt is in."""
    keys: DtmfMode = DtmfMode.RFC2833
    role: LegRole = LegRole.CONTACT


_DTMF_TYPE = {DtmfMode.RFC2833: "rfc2833", DtmfMode.INFO: "info", DtmfMode.INBAND: "none"}
"""FreeSWITCH's word for each: what is offered to the far end."""


def entry_of(plan: CallPlan) -> Flow:
    """Where the call goes when it is answered."""
    flow = FLOWS[plan.flow.name]
    return INBAND.get(flow.name, flow) if plan.keys is DtmfMode.INBAND else flow


def call_variables(plan: CallPlan) -> dict[str, str]:
    """What goes into the braces of ``originate``, unquoted: ``esl.commands`` quotes."""
    common = {
        "origination_caller_id_number": plan.caller_id,
        "origination_caller_id_name": plan.caller_name,
        "ignore_early_media": "true",
        "originate_timeout": str(plan.ring_timeout),
        "playback_terminators": plan.flow.terminators,
        "dtmf_type": _DTMF_TYPE[plan.keys],
        "accountcode": _account(plan),
        "presence_data": _mark(plan),
        "dialer_attempt": plan.attempt,
        "dialer_campaign": str(plan.campaign_id),
        "dialer_record": str(plan.record_id),
        "dialer_role": str(plan.role),
        "dialer_number": plan.number,
        "dialer_database": plan.database,
        "dialer_message": plan.message,
        "dialer_longest_call": str(plan.longest_call),
    }
    if plan.flow.interactive:
        common |= {
            "dialer_transfer": _transfer(plan),
            "dialer_apology": plan.apology,
            "dialer_acknowledgement": plan.acknowledgement,
            "dialer_confirmation": plan.confirmation,
        }
    return {name: value for name, value in common.items() if value}


def _transfer(plan: CallPlan) -> str:
    """The dial string of the representative's leg: its UUID is ours, its identity readable."""
    leg = ",".join(
        (
            f"origination_uuid={plan.transfer_leg}",
            f"accountcode={_account(plan)}",
            f"presence_data={_mark(plan)}",
            f"dialer_attempt={plan.attempt}",
            f"dialer_role={LegRole.TRANSFER}",
            "ignore_early_media=true",
            f"leg_timeout={plan.transfer_timeout}",
        )
    )
    return f"[{leg}]{plan.transfer_dial_string}"


def _account(plan: CallPlan) -> str:
    """What detail records keep."""
    return f"dialer-c{plan.campaign_id}-r{plan.record_id}"


def _mark(plan: CallPlan) -> str:
    """What ``show channels like`` finds, also while the call rings: ``accountcode`` is in that
    table only when the call executes. It has an end: record 1 is not found in record 10."""
    return f"{_account(plan)}-"
