"""Before Start: what holds the campaign back, what it will dial and how long that will take."""

from dataclasses import dataclass

from esl_dialer.core.roles import Permission
from esl_dialer.services import campaigns, why
from esl_dialer.services.context import Context
from esl_dialer.store import settings

MEAN_CALL_S = 35.0
"""Seconds from the start of a call to its end, ringing included: 33 to 35 calls were live at 60

calls per minute with the sample list on the rehearsal carrier.
"""


@dataclass(frozen=True, slots=True)
class Preflight:
    """``cpm`` is what campaign and global speed allow; ``minutes`` one attempt at each takes.

    ``reasons`` forbid a start; ``odd`` is what a person should look at before it.
    """

    reasons: tuple[str, ...]
    odd: tuple[str, ...]
    dialable: int
    cpm: float
    minutes: float | None
    channels: int


def look(ctx: Context, ref: int | str) -> Preflight:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    campaign = campaigns.get(ctx, ref)
    answer = why.of_campaign(ctx, campaign.id)
    cpm = min(campaign.cpm, settings.shared_rate().cpm)
    return Preflight(
        reasons=tuple(campaigns.reasons_not_to_start(ctx, ref)),
        odd=tuple(_odd(campaign.template_en, campaign.template_fr, cpm)),
        dialable=answer.dialable,
        cpm=cpm,
        minutes=answer.dialable / cpm if cpm > 0 else None,
        channels=round(cpm / 60 * MEAN_CALL_S + 0.5),
    )


def _odd(template_en: str, template_fr: str, cpm: float) -> list[str]:
    checks = (
        (cpm <= 0, "the speed is 0 calls per minute"),
        (_lacks_number(template_en), "the English text gives no number to call back"),
        (_lacks_number(template_fr), "the French text gives no number to call back"),
    )
    return [text for holds, text in checks if holds]


def _lacks_number(template: str) -> bool:
    spoken = ("{tfn}", "{did}", "{agency_phone}")
    return bool(template.strip()) and not any(name in template for name in spoken)
