"""Which switch the engines of this database have reached, and how it is reached again."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class Reached:
    """``address`` is ``HOST:PORT``, ``password`` as it is kept, ``core`` the switch's life that was
    last seen there."""

    address: str
    password: str
    core: str


def note(switch: Reached, now: datetime) -> None:
    table = models.SwitchAddress
    values = {"core": switch.core, "password": switch.password, "seen_at": now}
    insert = table.insert(address=switch.address, **values)
    insert.on_conflict(conflict_target=[table.address], update=values).execute()


def with_core(core: str) -> Reached | None:
    """Where that life of a switch was seen last; None: nowhere, or another one since."""
    table = models.SwitchAddress
    row = table.select().where(table.core == core).order_by(table.seen_at.desc()).first()
    return Reached(row.address, row.password, row.core) if row else None


def every() -> list[Reached]:
    table = models.SwitchAddress
    return [Reached(row.address, row.password, row.core) for row in table.select()]


def keep_password(address: str, old: str, new: str) -> bool:
    """The same password, kept in another way; False when it is not the old one any more."""
    table = models.SwitchAddress
    same = (table.address == address) & (table.password == old)
    return bool(table.update(password=new).where(same).execute())
