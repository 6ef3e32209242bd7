"""The sections of the Settings page: which setting stands under which heading."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """``name`` is its place in the page's address (``#settings-name``)."""

    name: str
    title: str
    keys: tuple[str, ...]


SECTIONS = (
    Section(
        "dialing",
        "Dialing",
        ("global_max_cpm", "global_cpm", "default_caller_id", "dnc_scope", "simulated_hours_count"),
    ),
    Section(
        "voices",
        "Voices and texts",
        (
            "agency_name", "engine", "english_voice", "french_voice", "default_lb_template_en",
            "default_lb_template_fr", "default_md_template_en", "default_md_template_fr",
        ),
    ),
    Section("times", "Times", ("business_zone", "auto_stop_time", "cdr_days")),
    Section(
        "audio", "Audio Maintenance", ("stale_audio_days", "audio_cache_mb", "cleanup_time")
    ),
    Section(
        "notices",
        "Notices",
        (
            "notice_campaign_finished", "notice_campaign_stalled", "notice_stall_minutes",
            "notice_switch", "notice_gateway", "notice_short_calls", "notice_disk",
            "notice_disk_mb", "notice_export_failed", "notice_work", "notice_language",
            "notice_ca_file",
        ),
    ),
    Section(
        "mail",
        "Notices by e-mail",
        (
            "notice_mail_to", "smtp_host", "smtp_port", "smtp_security", "smtp_user",
            "smtp_password", "smtp_from",
        ),
    ),
    Section("webhook", "Notices by webhook", ("notice_webhook_url", "notice_webhook_secret")),
    Section(
        "export",
        "SFTP export",
        (
            "sftp_export", "sftp_time", "sftp_host", "sftp_port", "sftp_user", "sftp_password",
            "sftp_key_file", "sftp_host_key", "sftp_directory", "sftp_format",
        ),
    ),
    Section("security", "Security", ("require_second_factor",)),
)  # fmt: skip
"""In the order of the page. A test proves that each setting stands under one of them."""
