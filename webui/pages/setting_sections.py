"""The sections of the Settings page: which setting stands under which heading, by which name."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """``name`` is its place in the page's address (``#settings-name``)."""

    name: str
    title: str
    titles: Mapping[str, str]
    """By key of a setting: what people call it."""


SECTIONS = (
    Section(
        "dialing",
        "Dialing",
        {
            "global_max_cpm": "Global max CPM",
            "global_cpm": "Global speed (CPM)",
            "default_caller_id": "Default caller ID",
            "dnc_scope": "Reach of a do-not-call number",
            "simulated_hours_count": "Dialing windows in a simulation",
        },
    ),
    Section(
        "voices",
        "Voices and texts",
        {
            "agency_name": "Agency name",
            "engine": "Speech engine",
            "english_voice": "English voice",
            "french_voice": "French voice",
            "default_lb_template_en": "Default LB template, English",
            "default_lb_template_fr": "Default LB template, French",
            "default_md_template_en": "Default MD template, English",
            "default_md_template_fr": "Default MD template, French",
        },
    ),
    Section(
        "times",
        "Times",
        {
            "business_zone": "Business time zone",
            "auto_stop_time": "Auto-stop time",
            "cdr_days": "Detail record days",
        },
    ),
    Section(
        "audio",
        "Audio Maintenance",
        {
            "stale_audio_days": "Stale audio days",
            "audio_cache_mb": "Audio cache, MB",
            "cleanup_time": "Cleanup time",
        },
    ),
    Section(
        "notices",
        "Notices",
        {
            "notice_campaign_finished": "Campaign finished",
            "notice_campaign_stalled": "Campaign stands still",
            "notice_stall_minutes": "Minutes until it stands still",
            "notice_switch": "Switch lost",
            "notice_gateway": "Gateway down",
            "notice_short_calls": "Short calls",
            "notice_disk": "Disk nearly full",
            "notice_disk_mb": "Disk nearly full below, MB",
            "notice_export_failed": "Upload failed",
            "notice_work": "Lists and audio",
            "notice_language": "Language of notices",
            "notice_ca_file": "Authority's certificate file",
        },
    ),
    Section(
        "mail",
        "Notices by e-mail",
        {
            "notice_mail_to": "E-mail to",
            "smtp_host": "Mail server",
            "smtp_port": "Mail server's port",
            "smtp_security": "Protection",
            "smtp_user": "Mail user name",
            "smtp_password": "Mail password",
            "smtp_from": "Sender",
        },
    ),
    Section(
        "webhook",
        "Notices by webhook",
        {
            "notice_webhook_url": "Webhook address",
            "notice_webhook_secret": "Webhook secret",
        },
    ),
    Section(
        "export",
        "SFTP export",
        {
            "sftp_export": "SFTP export",
            "sftp_time": "Upload time",
            "sftp_host": "SFTP server",
            "sftp_port": "SFTP server's port",
            "sftp_user": "SFTP user name",
            "sftp_password": "SFTP password",
            "sftp_key_file": "SFTP key file",
            "sftp_host_key": "SFTP server's public key",
            "sftp_directory": "Folder on the server",
            "sftp_format": "File format",
        },
    ),
    Section(
        "security",
        "Security",
        {
            "require_second_factor": "Second factor demanded of",
        },
    ),
)
"""In the order of the page. A test proves that each setting stands under one of them."""
