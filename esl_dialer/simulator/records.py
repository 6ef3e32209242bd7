"""What a leg leaves behind: the variables of its end, and its call detail record."""

from esl_dialer.simulator.causes import q850
from esl_dialer.simulator.channel import Channel
from esl_dialer.simulator.core import Core, DetailRecord
from esl_dialer.simulator.headers import stamp


def final_variables(channel: Channel) -> dict[str, str]:
    """What FreeSWITCH computes at the end: cause, keys, instants and durations."""
    return _summary(channel) | _instants(channel) | _durations(channel)


def detail_record(core: Core, channel: Channel) -> DetailRecord:
    """As mod_json_cdr writes it; the file of a leg that ``originate`` made begins with ``a_``."""
    prefix = "" if channel.originator else "a_"
    return DetailRecord(
        f"{prefix}{channel.uuid}.cdr.json",
        {
            "core-uuid": core.id,
            "switchname": core.settings.hostname,
            "channel_data": {
                "state": "CS_REPORTING",
                "direction": "outbound",
                "state_number": "11",
                "flags": "0=1;1=1;3=1;38=1;53=1;112=1;122=1;161=1",
                "caps": "1=1;2=1;3=1;4=1;5=1;6=1",
            },
            "variables": dict(channel.variables),
            "app_log": {"applications": _applications(channel)},
            "callflow": [_callflow(channel)],
        },
    )


def _summary(channel: Channel) -> dict[str, str]:
    last = {}
    if channel.apps:
        app, data, _ = channel.apps[-1]
        last = {"last_app": app} | ({"last_arg": data} if data else {})
    shown = (channel.caller_name, channel.caller_number)
    if channel.in_dialplan:
        shown = ("Outbound Call", channel.number)
    return {
        "hangup_cause": channel.cause,
        "hangup_cause_q850": str(q850(channel.cause)),
        "digits_dialed": channel.digits or "none",
        "caller_id": f'"{shown[0]}" <{shown[1]}>',
    } | last


def _instants(channel: Channel) -> dict[str, str]:
    stamps = channel.stamps
    named = {
        "start": stamps.created,
        "profile_start": stamps.created,
        "answer": stamps.answered,
        "bridge": stamps.bridged,
        "last_hold": 0,
        "resurrect": 0,
        "progress": stamps.progress,
        "progress_media": stamps.progress_media,
        "end": stamps.ended,
    }
    texts = {f"{name}_stamp": stamp(at) for name, at in named.items() if at}
    epochs = {f"{name}_epoch": str(at // 1_000_000) for name, at in named.items()}
    return texts | epochs | {f"{name}_uepoch": str(at) for name, at in named.items()}


def _durations(channel: Channel) -> dict[str, str]:
    stamps = channel.stamps
    talked = stamps.ended - stamps.answered if stamps.answered else 0
    spans = {
        "": stamps.ended - stamps.created,
        "bill": talked,
        "progress": max(0, stamps.progress - stamps.created),
        "answer": max(0, stamps.answered - stamps.created),
        "wait": max(0, stamps.bridged - stamps.created),
        "progress_media": max(0, stamps.progress_media - stamps.created),
        "flow_bill": stamps.ended - stamps.created if stamps.answered else 0,
    }
    units = (("sec", 1_000_000), ("msec", 1000), ("usec", 1))
    found = {
        f"{name}{unit}": str(span // size)
        for unit, size in units
        for name, span in spans.items()
        if name
    }
    whole = spans[""]
    own = {"duration": whole // 1_000_000, "mduration": whole // 1000, "uduration": whole}
    return found | {name: str(value) for name, value in own.items()}


def _applications(channel: Channel) -> list[dict[str, str]]:
    return [
        {"app_name": app, "app_data": data, "app_stamp": str(at)} for app, data, at in channel.apps
    ]


def _callflow(channel: Channel) -> dict[str, object]:
    stamps = channel.stamps
    return {
        "dialplan": "XML",
        "profile_index": "1",
        "caller_profile": {
            "username": "",
            "dialplan": "XML",
            "caller_id_name": channel.caller_name,
            "caller_id_number": channel.caller_number,
            "ani": channel.caller_number,
            "network_addr": "127.0.0.1",
            "destination_number": channel.destination,
            "uuid": channel.uuid,
            "source": "src/switch_ivr_originate.c",
            "context": "dialer",
            "chan_name": channel.name,
        },
        "times": {
            "created_time": str(stamps.created),
            "profile_created_time": str(stamps.created),
            "progress_time": str(stamps.progress),
            "progress_media_time": str(stamps.progress_media),
            "answered_time": str(stamps.answered),
            "bridged_time": str(stamps.bridged),
            "last_hold_time": "0",
            "hold_accum_time": "0",
            "hangup_time": str(stamps.ended),
            "resurrect_time": "0",
            "transfer_time": "0",
        },
    }
