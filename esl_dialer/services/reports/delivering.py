"""A day's file to the SFTP server: never twice, never half, never lost, wherever it is cut off.

The journal is ahead of the server: that a try uploads, and that its part is about to be renamed, is
committed first. A receiver may take the file away at once: a part that was about to be renamed and
is gone was renamed. Of two tries at one time only that which the journal names is renamed.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from esl_dialer.core.reports.delivery import Delivery, FileUploader, NotDelivered, SftpTarget, Stage
from esl_dialer.core.says import Says
from esl_dialer.runtime.logs import line
from esl_dialer.services.context import Context
from esl_dialer.store.database import transaction
from esl_dialer.store.reports import deliveries

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be delivered; ``write`` makes the local file and returns how many results.

    ``again``: even if it was delivered.
    """

    day: date
    path: Path
    write: Callable[[], int]
    again: bool = False


def deliver(
    ctx: Context, target: SftpTarget, courier: FileUploader, parcel: Parcel
) -> tuple[Delivery, bool]:
    """The delivery, and whether it was this call that put the file there. Raises NotDelivered."""
    begun = _begun(target, parcel)
    if begun is None or begun.stage is Stage.UPLOADING:
        begun = _upload(ctx, target, courier, parcel, begun.part if begun else "")
    if begun.stage is Stage.DELIVERED:
        return begun, False
    published = courier.publish(target, begun)
    if not published:
        log.warning(line("delivery.part_gone", day=parcel.day, part=begun.part))
    with transaction():
        if not deliveries.advance(parcel.day, begun, Stage.DELIVERED, ctx.now()):
            _same_part(parcel.day, begun)
    return begun, published


def _same_part(day: date, begun: Delivery) -> None:
    """Another try finished the very same part: as good. Raises NotDelivered for any other."""
    found = deliveries.of_day(day)
    if found is None or found.part != begun.part:
        raise _taken_over(day)


def _taken_over(day: date) -> NotDelivered:
    return NotDelivered(Says("another delivery of {day} took over: look at that one", day=day))


def _begun(target: SftpTarget, parcel: Parcel) -> Delivery | None:
    """What an earlier try to the same place left to be finished."""
    found = deliveries.of_day(parcel.day)
    if found is None or found.place != target.place:
        return None
    return None if parcel.again and found.stage is not Stage.UPLOADING else found


def _upload(
    ctx: Context, target: SftpTarget, courier: FileUploader, parcel: Parcel, stale: str
) -> Delivery:
    """The delivery at its stage now: to be renamed, or delivered as it was there already."""
    name = parcel.path.name
    part = f".{name}.{secrets.token_hex(4)}.part"
    begun = Delivery(name, part, target.place, Stage.UPLOADING, parcel.write())
    with transaction():
        deliveries.begin(parcel.day, begun, ctx.now())
    uploaded = courier.upload(target, parcel.path, begun, stale)
    stage = Stage.RENAMING if uploaded else Stage.DELIVERED
    with transaction():
        mine = deliveries.advance(parcel.day, begun, stage, ctx.now())
    if not mine:
        raise _taken_over(parcel.day)
    return replace(begun, stage=stage)
