"""Whom a campaign does not call whatever its filter says: people of lists that are out of use, and
of source statuses that it did not choose."""

from dataclasses import dataclass

from esl_dialer.core.people.source_statuses import keys
from esl_dialer.store import models
from esl_dialer.store.statements import Select


@dataclass(frozen=True, slots=True)
class Barred:
    """SQL over ``record``, never NULL, and the values at its places."""

    sql: str
    values: tuple[str, ...]


_OF_A_LIST = 'EXISTS (SELECT 1 FROM "list" WHERE "list".id = record.list_id AND NOT "list".active)'
_OF_A_STATUS = (
    "EXISTS (SELECT 1 FROM person AS its WHERE its.id = record.person_id"
    " AND its.source_status <> ''{others})"
)

_INACTIVE = Select('FROM "list" WHERE active = ? ORDER BY id', (models.List, ("id", "name")))


def of(campaign_id: int) -> Barred:
    chosen = keys(models.Campaign.get_by_id(campaign_id).source_statuses)
    marks = ", ".join([models.database.param] * len(chosen))
    others = f" AND plain_text(its.source_status) NOT IN ({marks})" if chosen else ""
    return Barred(f"({_OF_A_LIST} OR {_OF_A_STATUS.format(others=others)})", chosen)


def inactive_lists() -> dict[int, str]:
    """Lists whose people are not called, by number, with their names."""
    return {number: str(name) for number, name in _INACTIVE.rows(False)}
