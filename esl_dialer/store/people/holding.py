"""Records that a rule holds back until some instant, looked at again before it."""

from datetime import datetime

from peewee import SQL

from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.models.lists import HELD

CHUNK = 2000
"""Records of one transaction."""


def look_again(rule: str, now: datetime, campaign: int = 0) -> None:
    """At all records that this rule holds back, of one campaign where it is given: what it went by
    is another. In transactions of their own, unless one is open."""
    table = models.Record
    held = SQL(HELD) & (table.held_by == rule) & (table.not_before > now)
    if campaign:
        held &= table.campaign == campaign
    some = table.select(table.id).where(held).limit(CHUNK)
    looked = CHUNK
    while looked == CHUNK:
        with transaction():
            looked = table.update(not_before=now).where(table.id.in_(some)).execute()
