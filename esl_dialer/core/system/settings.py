"""The settings that people change while the dialer runs, with their defaults: one table."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from esl_dialer.core.calls.dialing import is_caller_id
from esl_dialer.core.rules.business_day import BUSINESS_ZONE
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.says import Says, SaysError, about, says_of
from esl_dialer.core.speech import default_templates, templates
from esl_dialer.core.speech.spoken import say
from esl_dialer.core.speech.variables import Kind
from esl_dialer.core.speech.voices import VOICES, EngineName
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language

Check = Callable[[str], Says | None]
"""What is wrong with a text; None when nothing is."""


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """``low`` and ``high`` bound numbers; ``help`` is what pages and docs say.

    ``check`` judges texts. A ``secret`` is never shown again nor written to the audit trail.
    """

    default: Any
    help: str
    low: float | None = None
    high: float | None = None
    check: Check | None = None
    secret: bool = False
    choices: tuple[str, ...] = ()
    """All it takes; empty: anything that ``check`` lets through."""


class NoTimeOfDay(SaysError, ValueError):
    """It is not written as ``18:45``."""


def minutes_of(text: str) -> int:
    """Minutes after midnight of ``18:45``. Raises NoTimeOfDay."""
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text.strip()):
        raise NoTimeOfDay(Says("{text} is no time of day: write it as 18:45", text=quoted(text)))
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _time_of_day(text: str) -> Says | None:
    return _wrong(minutes_of, text) if text else None


def _zone(text: str) -> Says | None:
    return Says("there is no such time zone") if _wrong(zone, text) else None


def _english(text: str) -> Says | None:
    return _wrong(lambda given: templates.parse(given, Language.EN), text)


def _french(text: str) -> Says | None:
    return _wrong(lambda given: templates.parse(given, Language.FR), text)


def _company(text: str) -> Says | None:
    """It is said in both languages."""
    return _wrong(_said_in_both, text) if text else None


def _said_in_both(text: str) -> None:
    for language in Language:
        say(Kind.COMPANY, text, language)


def _wrong(read: Callable[[str], Any], text: str) -> Says | None:
    try:
        read(text)
    except (ValueError, LookupError, OSError, templates.TemplateError) as error:
        return says_of(error) if str(error) else Says("not readable")
    return None


def _voices(language: Language) -> tuple[str, ...]:
    return tuple(name for name, voice in VOICES.items() if voice.language is language)


def _caller_id(text: str) -> Says | None:
    return None if not text or is_caller_id(text) else Says("10 to 15 digits, or nothing")


_ADDRESS = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")
_WEB = re.compile(r"https?://[^\s/@?#]+(/\S*)?")


def addresses(text: str) -> tuple[str, ...]:
    """E-mail addresses with commas between."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _addresses(text: str) -> Says | None:
    wrong = [one for one in addresses(text) if not _ADDRESS.fullmatch(one)]
    return Says("this is no e-mail address: {text}", text=wrong[0]) if wrong else None


def _web(text: str) -> Says | None:
    if not text or _WEB.fullmatch(text):
        return None
    return Says("write it as https://HOST/PATH, without a name or password")


DEFAULTS: dict[str, SettingSpec] = {
    "global_max_cpm": SettingSpec(
        200, "Most calls per minute over all campaigns combined.", 0, 100_000
    ),
    "global_cpm": SettingSpec(
        200, "Calls per minute over all campaigns now; 0 stops new calls.", 0, 100_000
    ),
    "simulated_hours_count": SettingSpec(
        False, "Whether dialing windows also hold back calls of the simulated switch."
    ),
    "default_caller_id": SettingSpec(
        "", "Caller ID of a campaign that names none.", check=_caller_id
    ),
    "engine": SettingSpec(
        "nanotts", "Speech engine of a campaign that names none.", choices=tuple(EngineName)
    ),
    "agency_name": SettingSpec(
        "", "Who calls, as licensed: said where a text has {agency}.", check=_company
    ),
    "english_voice": SettingSpec(
        "en-AU-NatashaNeural",
        "English voice of a campaign that names none.",
        choices=_voices(Language.EN),
    ),
    "french_voice": SettingSpec(
        "fr-FR-DeniseNeural",
        "French voice of a campaign that names none.",
        choices=_voices(Language.FR),
    ),
    "stale_audio_days": SettingSpec(
        30, "Days after which the audio of stopped and completed campaigns is deleted.", 0, 3650
    ),
    "cdr_days": SettingSpec(
        30, "Days after which the switch's detail records of settled calls are deleted.", 2, 3650
    ),
    "audio_cache_mb": SettingSpec(
        512, "Most megabytes of sentences kept because many records share them.", 0, 1_000_000
    ),
    "business_zone": SettingSpec(
        BUSINESS_ZONE, "Time zone of the business day: today, auto-stop, daily tasks.", check=_zone
    ),
    "auto_stop_time": SettingSpec(
        "18:45",
        "When all active campaigns are paused, every day, in the business zone; empty: never.",
        check=_time_of_day,
    ),
    "cleanup_time": SettingSpec(
        "02:00", "When stale audio is deleted, every day; empty: never.", check=_time_of_day
    ),
    "require_second_factor": SettingSpec(
        "nobody",
        "Who must turn on a second factor: nobody, admins (all but Viewers) or everyone.",
        choices=("nobody", "admins", "everyone"),
    ),
    "dnc_scope": SettingSpec(
        "record",
        "What a do-not-call number holds back: the record for good, or only that number.",
        choices=("record", "number"),
    ),
    "default_lb_template_en": SettingSpec(
        default_templates.LB_EN, "English text of a new Link Back campaign.", check=_english
    ),
    "default_lb_template_fr": SettingSpec(
        default_templates.LB_FR, "French text of a new Link Back campaign.", check=_french
    ),
    "default_md_template_en": SettingSpec(
        default_templates.MD_EN, "English text of a new Message Drop campaign.", check=_english
    ),
    "default_md_template_fr": SettingSpec(
        default_templates.MD_FR, "French text of a new Message Drop campaign.", check=_french
    ),
    "notice_campaign_finished": SettingSpec(True, "Notice: a campaign is finished."),
    "notice_campaign_stalled": SettingSpec(
        True, "Notice: a campaign could dial and places no calls."
    ),
    "notice_stall_minutes": SettingSpec(
        10, "Minutes without a call after which a campaign stands still.", 1, 1440
    ),
    "notice_switch": SettingSpec(True, "Notice: the switch is lost, or reached again."),
    "notice_gateway": SettingSpec(True, "Notice: a gateway is down, or up again."),
    "notice_short_calls": SettingSpec(True, "Notice: too many short calls on a gateway."),
    "notice_disk": SettingSpec(True, "Notice: the disk is nearly full, or has room again."),
    "notice_disk_mb": SettingSpec(
        1000, "Megabytes free below which the disk is nearly full.", 1, 10_000_000
    ),
    "notice_export_failed": SettingSpec(True, "Notice: a day's results could not be uploaded."),
    "notice_work": SettingSpec(
        True, "Notice: a list is imported or audio is made, or could not be."
    ),
    "notice_language": SettingSpec(
        "en", "Language of notices by e-mail and webhook: en or fr.", choices=("en", "fr")
    ),
    "notice_mail_to": SettingSpec(
        "",
        "Who gets notices by e-mail: addresses, commas between; empty: nobody.",
        check=_addresses,
    ),
    "smtp_host": SettingSpec("", "The mail server; empty: no e-mail is sent."),
    "smtp_port": SettingSpec(587, "Its port: 587 for starttls, 465 for tls.", 1, 65_535),
    "smtp_security": SettingSpec(
        "starttls",
        "How the way there is protected: starttls, tls or none.",
        choices=("starttls", "tls", "none"),
    ),
    "smtp_user": SettingSpec("", "Who signs in at the mail server; empty: nobody does."),
    "smtp_password": SettingSpec("", "The password there.", secret=True),
    "smtp_from": SettingSpec("", "The sender of e-mail: one address.", check=_addresses),
    "notice_webhook_url": SettingSpec(
        "", "Where notices are posted as JSON: http:// or https://; empty: nowhere.", check=_web
    ),
    "notice_webhook_secret": SettingSpec("", "Signs what is posted (HMAC-SHA256).", secret=True),
    "notice_ca_file": SettingSpec(
        "", "File of the authority that mail server and webhook are trusted by; empty: the usual."
    ),
    "sftp_export": SettingSpec(False, "Whether each day's results are uploaded by SFTP."),
    "sftp_time": SettingSpec(
        "01:00", "When the day before is uploaded, in the business zone.", check=_time_of_day
    ),
    "sftp_host": SettingSpec("", "The SFTP server."),
    "sftp_port": SettingSpec(22, "Its port.", 1, 65_535),
    "sftp_user": SettingSpec("", "Who signs in there."),
    "sftp_password": SettingSpec("", "The password; empty: the key is used.", secret=True),
    "sftp_key_file": SettingSpec("", "File of a private key on the dialer's machine."),
    "sftp_host_key": SettingSpec(
        "", "The server's public key, as in known_hosts: ssh-ed25519 AAAA... (type and key)."
    ),
    "sftp_directory": SettingSpec(".", "Where the files go on the server."),
    "sftp_format": SettingSpec("csv", "csv or xlsx.", choices=("csv", "xlsx")),
}


class BadSetting(SaysError):
    """The setting does not exist, or does not take that value; the text says why."""


def checked(key: str, value: Any) -> Any:
    """The value as the setting keeps it. Raises BadSetting."""
    spec = DEFAULTS.get(key)
    if spec is None:
        keys = ", ".join(sorted(DEFAULTS))
        raise BadSetting(Says("no setting {key}; there are: {keys}", key=quoted(key), keys=keys))
    try:
        kept = _BOOLEANS[str(value).lower()] if isinstance(spec.default, bool) else value
        kept = type(spec.default)(kept)
    except (KeyError, TypeError, ValueError, OverflowError):
        wanted = Says("yes or no") if isinstance(spec.default, bool) else Says("a whole number")
        raise BadSetting(
            Says(
                "{key} does not take {value}: write {wanted}",
                key=key,
                value=quoted(value),
                wanted=wanted,
            )
        ) from None
    if spec.low is not None and not spec.low <= kept <= (spec.high or kept):
        raise BadSetting(
            Says(
                "{key} must be between {low} and {high}, not {value}",
                key=key,
                low=f"{spec.low:g}",
                high=f"{spec.high:g}",
                value=quoted(kept),
            )
        )
    if spec.choices and kept not in spec.choices:
        raise BadSetting(about(key, Says("one of: {choices}", choices=", ".join(spec.choices))))
    if spec.check and (problem := spec.check(kept)):
        raise BadSetting(about(key, problem))
    return kept


_YES, _NO = ("yes", "on", "true", "1"), ("no", "off", "false", "0")
_BOOLEANS = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
