"""The audit trail: who changed what, when."""

from datetime import datetime
from typing import Any

from esl_dialer.store import models


def note(actor: str, action: str, subject: str, detail: dict[str, Any], now: datetime) -> None:
    models.Audit.create(at=now, actor=actor, action=action, subject=subject, detail=detail)
