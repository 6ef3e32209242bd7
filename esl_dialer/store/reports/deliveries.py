"""The journal of deliveries: which step of a day's file comes next."""

from datetime import date, datetime

from esl_dialer.core.reports.delivery import Delivery, Stage
from esl_dialer.store.models import DeliveryRow


def of_day(day: date) -> Delivery | None:
    row = DeliveryRow.get_or_none(DeliveryRow.day == day.isoformat())
    if row is None:
        return None
    return Delivery(row.name, row.part, row.place, Stage(row.stage), row.results)


def begin(day: date, delivery: Delivery, now: datetime) -> None:
    """This try takes the day over: another that still uploads will not get its file renamed."""
    values = {
        "name": delivery.name, "part": delivery.part, "place": delivery.place,
        "stage": delivery.stage, "results": delivery.results, "updated_at": now,
    }  # fmt: skip
    (
        DeliveryRow.insert(day=day.isoformat(), **values)
        .on_conflict(conflict_target=[DeliveryRow.day], update=values)
        .execute()
    )


def advance(day: date, delivery: Delivery, stage: Stage, now: datetime) -> bool:
    """To the next stage; False when another try has taken the day over meanwhile."""
    mine = (
        (DeliveryRow.day == day.isoformat())
        & (DeliveryRow.part == delivery.part)
        & (DeliveryRow.stage == delivery.stage)
    )
    return bool(DeliveryRow.update(stage=stage, updated_at=now).where(mine).execute())
