"""The settings that people change while the dialer runs, with their defaults: one table."""

from dataclasses import dataclass
from typing import Any

from esl_dialer.core.campaigns.checks import template_in
from esl_dialer.core.fields import Shape, bounds, problem, setting, table_of, wanted, yes_or_no
from esl_dialer.core.rules.business_day import BUSINESS_ZONE
from esl_dialer.core.says import Says, SaysError, about
from esl_dialer.core.speech import default_templates
from esl_dialer.core.speech.voices import VOICES, EngineName
from esl_dialer.core.system import setting_checks as checks
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language


def _voices(language: Language) -> dict[str, str]:
    return {name: voice.title for name, voice in VOICES.items() if voice.language is language}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting's value; their order is that of their page's sections."""

    global_max_cpm: int = setting(
        200,
        "Global max CPM",
        "Most calls per minute over all campaigns combined.",
        low=0,
        high=100_000,
        section="dialing",
    )
    global_cpm: int = setting(
        200,
        "Global speed (CPM)",
        "Calls per minute over all campaigns now; 0 stops new calls.",
        low=0,
        high=100_000,
        section="dialing",
    )
    simulated_hours_count: bool = setting(
        False,
        "Dialing windows in a simulation",
        "Whether dialing windows also hold back calls of the simulated switch.",
        section="dialing",
    )
    default_caller_id: str = setting(
        "",
        "Default caller ID",
        "Caller ID of a campaign that names none.",
        check=checks.caller_id,
        section="dialing",
    )
    engine: str = setting(
        "nanotts",
        "Speech engine",
        "Speech engine of a campaign that names none.",
        choices={name: name for name in EngineName},
        section="voices",
    )
    agency_name: str = setting(
        "",
        "Agency name",
        "Who calls, as licensed: said where a text has {agency}.",
        check=checks.company,
        section="voices",
    )
    agency_address: str = setting(
        "",
        "Agency address",
        "Where people write to who calls, by post or e-mail: said where a text has "
        "{agency_address}; in Canada a recorded message gives one.",
        check=checks.said_text,
        section="voices",
    )
    english_voice: str = setting(
        "en-AU-NatashaNeural",
        "English voice",
        "English voice of a campaign that names none.",
        choices=_voices(Language.EN),
        section="voices",
    )
    french_voice: str = setting(
        "fr-FR-DeniseNeural",
        "French voice",
        "French voice of a campaign that names none.",
        choices=_voices(Language.FR),
        section="voices",
    )
    hold_music: str = setting(
        "",
        "Music on hold",
        "What a person hears whom an agent holds: a file or stream of the switch, as "
        "local_stream://moh. Empty: a soft melody.",
        check=checks.sound,
        section="audio",
    )
    stale_audio_days: int = setting(
        30,
        "Stale audio days",
        "Days after which the audio of stopped and completed campaigns is deleted.",
        low=0,
        high=3650,
        section="audio",
    )
    cdr_days: int = setting(
        30,
        "Detail record days",
        "Days after which the switch's detail records of settled calls are deleted.",
        low=2,
        high=3650,
        section="times",
    )
    list_file_days: int = setting(
        365,
        "Imported file days",
        "Days after which the file of an import is deleted; 0: never. Its counts and errors stay.",
        low=0,
        high=3650,
        section="times",
        zero="never",
    )
    audio_cache_mb: int = setting(
        512,
        "Audio cache, MB",
        "Most megabytes of sentences kept because many records share them.",
        low=0,
        high=1_000_000,
        section="audio",
    )
    business_zone: str = setting(
        BUSINESS_ZONE,
        "Business time zone",
        "Time zone of the business day: today, auto-stop, daily tasks.",
        check=checks.business_zone,
        section="times",
    )
    auto_stop_time: str = setting(
        "18:45",
        "Auto-stop time",
        "When all active campaigns are paused, every day, in the business zone; empty: never.",
        check=checks.time_of_day,
        section="times",
    )
    cleanup_time: str = setting(
        "02:00",
        "Cleanup time",
        "When stale audio is deleted, every day; empty: never.",
        check=checks.time_of_day,
        section="audio",
    )
    require_second_factor: str = setting(
        "nobody",
        "Second factor demanded of",
        "Who must turn on a second factor: nobody, admins (all but Viewers) or everyone.",
        choices={"nobody": "nobody", "admins": "all but Viewers", "everyone": "everyone"},
        section="security",
    )
    dnc_scope: str = setting(
        "record",
        "Reach of a do-not-call number",
        "What a do-not-call number holds back: the record for good, or only that number.",
        choices={"record": "the record, for good", "number": "only that number"},
        section="dialing",
    )
    default_lb_template_en: str = setting(
        default_templates.LB_EN,
        "Default LB template, English",
        "English text of a new Link Back campaign.",
        check=template_in(Language.EN),
        as_shape=Shape.TEXT,
        section="voices",
    )
    default_lb_template_fr: str = setting(
        default_templates.LB_FR,
        "Default LB template, French",
        "French text of a new Link Back campaign.",
        check=template_in(Language.FR),
        as_shape=Shape.TEXT,
        section="voices",
    )
    default_md_template_en: str = setting(
        default_templates.MD_EN,
        "Default MD template, English",
        "English text of a new Message Drop campaign.",
        check=template_in(Language.EN),
        as_shape=Shape.TEXT,
        section="voices",
    )
    default_md_template_fr: str = setting(
        default_templates.MD_FR,
        "Default MD template, French",
        "French text of a new Message Drop campaign.",
        check=template_in(Language.FR),
        as_shape=Shape.TEXT,
        section="voices",
    )
    notice_campaign_finished: bool = setting(
        True, "Campaign finished", "Notice: a campaign is finished.", section="notices"
    )
    notice_campaign_stalled: bool = setting(
        True,
        "Campaign stands still",
        "Notice: a campaign could dial and places no calls.",
        section="notices",
    )
    notice_stall_minutes: int = setting(
        10,
        "Minutes until it stands still",
        "Minutes without a call after which a campaign stands still.",
        low=1,
        high=1440,
        section="notices",
    )
    notice_switch: bool = setting(
        True, "Switch lost", "Notice: the switch is lost, or reached again.", section="notices"
    )
    notice_gateway: bool = setting(
        True, "Gateway down", "Notice: a gateway is down, or up again.", section="notices"
    )
    notice_short_calls: bool = setting(
        True, "Short calls", "Notice: too many short calls on a gateway.", section="notices"
    )
    notice_disk: bool = setting(
        True,
        "Disk nearly full",
        "Notice: the disk is nearly full, or has room again.",
        section="notices",
    )
    notice_disk_mb: int = setting(
        1000,
        "Disk nearly full below, MB",
        "Megabytes free below which the disk is nearly full.",
        low=1,
        high=10_000_000,
        section="notices",
    )
    notice_export_failed: bool = setting(
        True, "Upload failed", "Notice: a day's results could not be uploaded.", section="notices"
    )
    notice_work: bool = setting(
        True,
        "Lists and audio",
        "Notice: a list is imported or audio is made, or could not be.",
        section="notices",
    )
    notice_language: str = setting(
        "en",
        "Language of notices",
        "Language of notices by e-mail and webhook: en or fr.",
        choices={"en": "English", "fr": "French"},
        section="notices",
    )
    list_hosts: str = setting(
        "",
        "Inside hosts of lists",
        "Hosts of the own network that lists may be fetched from, commas between; empty: none.",
        check=checks.hosts,
        section="security",
    )
    notice_mail_to: str = setting(
        "",
        "E-mail to",
        "Who gets notices by e-mail: addresses, commas between; empty: nobody.",
        check=checks.mail_addresses,
        section="mail",
    )
    smtp_host: str = setting(
        "", "Mail server", "The mail server; empty: no e-mail is sent.", section="mail"
    )
    smtp_port: int = setting(
        587,
        "Mail server's port",
        "Its port: 587 for starttls, 465 for tls.",
        low=1,
        high=65_535,
        section="mail",
    )
    smtp_security: str = setting(
        "starttls",
        "Protection",
        "How the way there is protected: starttls, tls or none.",
        choices={"starttls": "starttls", "tls": "tls", "none": "not protected"},
        section="mail",
    )
    smtp_user: str = setting(
        "", "Mail user name", "Who signs in at the mail server; empty: nobody does.", section="mail"
    )
    smtp_password: str = setting(
        "", "Mail password", "The password there.", secret=True, section="mail"
    )
    smtp_from: str = setting(
        "",
        "Sender",
        "The sender of e-mail: one address.",
        check=checks.mail_addresses,
        section="mail",
    )
    notice_webhook_url: str = setting(
        "",
        "Webhook address",
        "Where notices are posted as JSON: http:// or https://; empty: nowhere.",
        check=checks.web,
        section="webhook",
    )
    notice_webhook_secret: str = setting(
        "", "Webhook secret", "Signs what is posted (HMAC-SHA256).", secret=True, section="webhook"
    )
    notice_ca_file: str = setting(
        "",
        "Authority's certificate file",
        "File of the authority that mail server and webhook are trusted by; empty: the usual.",
        section="notices",
    )
    sftp_export: bool = setting(
        False, "SFTP export", "Whether each day's results are uploaded by SFTP.", section="export"
    )
    sftp_time: str = setting(
        "01:00",
        "Upload time",
        "When the day before is uploaded, in the business zone.",
        check=checks.time_of_day,
        section="export",
    )
    sftp_host: str = setting("", "SFTP server", "The SFTP server.", section="export")
    sftp_port: int = setting(
        22, "SFTP server's port", "Its port.", low=1, high=65_535, section="export"
    )
    sftp_user: str = setting("", "SFTP user name", "Who signs in there.", section="export")
    sftp_password: str = setting(
        "", "SFTP password", "The password; empty: the key is used.", secret=True, section="export"
    )
    sftp_key_file: str = setting(
        "", "SFTP key file", "File of a private key on the dialer's machine.", section="export"
    )
    sftp_host_key: str = setting(
        "",
        "SFTP server's public key",
        "The server's public key, as in known_hosts: ssh-ed25519 AAAA... (type and key).",
        section="export",
    )
    sftp_directory: str = setting(
        ".", "Folder on the server", "Where the files go on the server.", section="export"
    )
    sftp_format: str = setting(
        "csv",
        "File format",
        "csv or xlsx.",
        choices={"csv": "csv", "xlsx": "xlsx"},
        section="export",
    )


FIELDS = table_of(Settings)


class BadSetting(SaysError):
    """The setting does not exist, or does not take that value; the text says why."""


def checked(key: str, value: Any) -> Any:
    """The value as the setting keeps it. Raises BadSetting."""
    field = FIELDS.get(key)
    if field is None:
        keys = ", ".join(sorted(FIELDS))
        raise BadSetting(Says("no setting {key}; there are: {keys}", key=quoted(key), keys=keys))
    try:
        kept = yes_or_no(str(value)) if field.shape is Shape.YES_NO else field.type(value)
    except (TypeError, ValueError, OverflowError):
        raise BadSetting(
            Says(
                "{key} does not take {value}: write {wanted}",
                key=key,
                value=quoted(value),
                wanted=wanted(field),
            )
        ) from None
    if not (found := problem(field, kept)):
        return kept
    if field.shape is Shape.WHOLE:
        places = bounds(field) | {"key": key, "value": quoted(kept)}
        raise BadSetting(Says("{key} must be between {low} and {high}, not {value}", **places))
    raise BadSetting(about(key, found))
