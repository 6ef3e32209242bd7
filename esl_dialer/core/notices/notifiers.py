"""How notices leave the house: by which channel, to whom, and when again."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from esl_dialer.core.says import SaysError


class Channel(StrEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


class NotSent(SaysError):
    """The server did not take it; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class MailTarget:
    """``security``: ``starttls``, ``tls`` (from the first byte) or ``none``."""

    host: str
    port: int
    security: str
    sender: str
    recipients: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class WebhookTarget:
    url: str
    secret: str = field(default="", repr=False)
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A notice in words. ``identity`` is the same at each try."""

    identity: str
    text: str
    body: Mapping[str, Any]
    """What a webhook posts."""


@dataclass(frozen=True, slots=True)
class Notifiers:
    """How messages leave. Both raise NotSent, and take at most half a minute."""

    mail: Callable[[MailTarget, Message], None]
    webhook: Callable[[WebhookTarget, Message], None]


MOST_TRIES = 15
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)


def again_at(tries: int, failed_at: datetime) -> datetime | None:
    """After 30 s, 1, 2, 4, ... minutes, at most an hour; None after MOST_TRIES (8 hours)."""
    if tries >= MOST_TRIES:
        return None
    wait: timedelta = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (tries - 1))
    return failed_at + wait


def signature(secret: str, body: bytes, at: datetime) -> str:
    """``t=SECONDS,v1=HEX``: HMAC-SHA256 of ``SECONDS.BODY``, so that an old one can be refused."""
    seconds = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={digest.hexdigest()}"
