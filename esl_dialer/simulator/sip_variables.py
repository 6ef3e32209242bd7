"""The variables that mod_sofia gives an outbound leg, stage by stage, as seen on a real switch."""

from collections.abc import Mapping

_LOCAL_SDP = (
    "v=0\r\no=FreeSWITCH {session} {session} IN IP4 127.0.0.1\r\ns=FreeSWITCH\r\n"
    "c=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0 8 101 13\r\n"
    "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
    "a=fmtp:101 0-15\r\na=rtpmap:13 CN/8000\r\na=ptime:20\r\na=sendrecv\r\n"
)
_REMOTE_SDP = (
    "v=0\r\no=carrier 53655765 2353687637 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
    "t=0 0\r\nm=audio 10000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n"
)
_PROFILE = {
    "sip_local_network_addr": "127.0.0.1",
    "sip_profile_name": "gateway",
    "video_media_flow": "disabled",
    "text_media_flow": "disabled",
}
_FROM_THE_START = {
    "originate_early_media": "false",
    "originate_endpoint": "sofia",
    "rtp_use_codec_string": "PCMU,PCMA",
    "local_media_ip": "127.0.0.1",
    "advertised_media_ip": "127.0.0.1",
    "audio_media_flow": "sendrecv",
    "sip_outgoing_contact_uri": "<sip:gw+carrier@127.0.0.1:5080;transport=udp;gw=carrier>",
    "sip_from_host": "127.0.0.1",
    "sofia_profile_name": "external",
    "recovery_profile_name": "external",
    "sofia_profile_url": "sip:mod_sofia@127.0.0.1:5080",
}
_HEARD_FROM = {
    "sip_reply_host": "127.0.0.1",
    "sip_reply_port": "5090",
    "sip_network_ip": "127.0.0.1",
    "sip_network_port": "5090",
    "sip_recover_contact": "<sip:127.0.0.1:5090;transport=UDP>",
    "sip_full_via": "SIP/2.0/UDP 127.0.0.1:5080;rport;branch=z9hG4bK8ZyK9tF9UHDZQ",
    "sip_recover_via": "SIP/2.0/UDP 127.0.0.1:5080;rport;branch=z9hG4bK8ZyK9tF9UHDZQ",
    "sip_to_port": "5090",
    "sip_to_host": "127.0.0.1",
    "sip_contact_params": "transport=UDP",
    "sip_contact_user": "nobody",
    "sip_contact_port": "5090",
    "sip_contact_uri": "nobody@127.0.0.1:5090",
    "sip_contact_host": "127.0.0.1",
    "sip_to_tag": "29334Carrier012",
    "sip_from_tag": "4a5Hmmg727UDp",
    "sip_cseq": "123109651",
}
_ANSWERED: Mapping[str, str] = {
    "switch_r_sdp": _REMOTE_SDP,
    "ep_codec_string": "CORE_PCM_MODULE.PCMU@8000h@20i@64000b",
    "remote_video_media_flow": "inactive",
    "remote_text_media_flow": "inactive",
    "remote_audio_media_flow": "sendrecv",
    "rtp_audio_recv_pt": "0",
    "rtp_use_codec_name": "PCMU",
    "rtp_use_codec_rate": "8000",
    "rtp_use_codec_ptime": "20",
    "rtp_use_codec_channels": "1",
    "rtp_last_audio_codec_string": "PCMU@8000h@20i@1c",
    "read_codec": "PCMU",
    "original_read_codec": "PCMU",
    "read_rate": "8000",
    "original_read_rate": "8000",
    "write_codec": "PCMU",
    "write_rate": "8000",
    "rtp_use_timer_name": "soft",
    "rtp_use_pt": "0",
    "rtp_use_ssrc": "453255630",
    "remote_media_ip": "127.0.0.1",
    "remote_media_port": "10000",
}
_RFC_2833: Mapping[str, str] = {
    "dtmf_type": "rfc2833",
    "rtp_2833_send_payload": "101",
    "rtp_2833_recv_payload": "101",
}
_SIP_INFO: Mapping[str, str] = {"dtmf_type": "info"}

HEARD_AUDIO: Mapping[str, str] = {
    f"rtp_audio_{direction}_{name}": value
    for direction, names in {
        "in": (
            "raw_bytes", "media_bytes", "packet_count", "media_packet_count", "skip_packet_count",
            "jitter_packet_count", "dtmf_packet_count", "cng_packet_count", "flush_packet_count",
            "largest_jb_size", "jitter_min_variance", "jitter_max_variance", "jitter_loss_rate",
            "jitter_burst_rate", "mean_interval", "flaw_total", "quality_percentage", "mos",
        ),
        "out": (
            "raw_bytes", "media_bytes", "packet_count", "media_packet_count", "skip_packet_count",
            "dtmf_packet_count", "cng_packet_count",
        ),
    }.items()
    for name in names
    for value in ("0",)
}  # fmt: skip
"""The RTP statistics of an answered leg's end; all zero, because there is no RTP."""


def at_answer(dtmf_type: str) -> dict[str, str]:
    """What the 200 OK adds: the media, and how keys come. Both ends fall back to SIP INFO when no
    telephone events were offered."""
    offered = dtmf_type in ("", "rfc2833")
    return {**_ANSWERED, **(_RFC_2833 if offered else _SIP_INFO)}


def at_create(uuid: str, session_id: int, name: str, number: str, gateway: str) -> dict[str, str]:
    """Before the INVITE's first answer, without what the caller gave in braces."""
    port = str(16_384 + session_id * 2 % 16_000)
    own = {
        "direction": "outbound",
        "is_outbound": "true",
        "uuid": uuid,
        "call_uuid": uuid,
        "session_id": str(session_id),
    }
    reached = {
        "channel_name": name,
        "sip_destination_url": f"sip:{number}@127.0.0.1:5090",
        "local_media_port": port,
        "rtp_local_sdp_str": _LOCAL_SDP.format(session=session_id, port=port),
        "sip_req_uri": f"{number}@127.0.0.1:5090",
        "sip_to_host": "127.0.0.1:5090",
    }
    through = {"sip_gateway_name": gateway} if gateway else {}
    return own | through | _PROFILE | reached | _FROM_THE_START


def at_reply(uuid: str, number: str, caller_name: str, caller_number: str) -> dict[str, str]:
    """What the far end's first SIP answer adds."""
    return _HEARD_FROM | {
        "sip_from_display": caller_name,
        "sip_full_from": f'"{caller_name}" <sip:{caller_number}@127.0.0.1>;tag=4a5Hmmg727UDp',
        "sip_full_to": f"<sip:{number}@127.0.0.1:5090>;tag=29334Carrier012",
        "sip_from_user": caller_number,
        "sip_from_uri": f"{caller_number}@127.0.0.1",
        "sip_to_user": number,
        "sip_to_uri": f"{number}@127.0.0.1:5090",
        "sip_call_id": f"{uuid[:8]}-60dc-1240-8898-4a171ea60042",
    }
