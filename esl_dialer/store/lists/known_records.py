"""Records that may be like the rows of a list: by account, by its key, by number."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from peewee import SqliteDatabase

from esl_dialer.core.calls.progress import as_it_stood
from esl_dialer.core.lists.likeness import Known
from esl_dialer.core.lists.list_rows import ListRow
from esl_dialer.core.people.identity import account_key
from esl_dialer.store import models
from esl_dialer.store.models.lists import KEYED
from esl_dialer.store.statements import Select

MOST_OF_A_NUMBER = 20
"""Records of one number that are looked at, the newest: one that more people have (a switchboard,
a filler) says nothing of who they are."""
Group = tuple[type[Any], Sequence[str]]
"""Fields of a table."""
_WHOSE = "JOIN person ON person.id = record.person_id"
_KNOWN = (
    (models.Record, ("id", "campaign", "list", "account", "status", "attempts")),
    (models.Person, ("full_name", "person_key")),
)
_BY_ID = Select(f"FROM record {_WHOSE} WHERE record.id IN (??)", *_KNOWN)
_FIRST = Select("FROM record WHERE campaign_id = ? ORDER BY id LIMIT 1", (models.Record, ("id",)))
_OF_A_NUMBER = """
SELECT asked.value, (SELECT {gathered} FROM (
    SELECT record.id AS record_id FROM phone JOIN record ON record.person_id = phone.person_id
    WHERE phone.number = asked.value ORDER BY phone.person_id DESC LIMIT {most}
) AS newest) FROM {asked}
"""


class _LookUp:
    """A campaign's records by a column that an index holds beside the campaign, of ``which`` ones.

    PostgreSQL takes a campaign that is new to it for one of few records, and would rather go
    through all of them: there each value is looked up by itself.
    """

    def __init__(self, groups: Sequence[Group], column: str, which: str = "TRUE") -> None:
        one = f"record.campaign_id = ? AND {which} AND record.{column}"
        each = f"(SELECT * FROM record WHERE {one} = asked.value OFFSET 0) AS record"  # noqa: S608
        self._by_all = Select(f"FROM record {_WHOSE} WHERE {one} IN (??)", *groups)
        self._by_each = Select(
            f"FROM unnest(??::text[]) AS asked(value) CROSS JOIN LATERAL {each} {_WHOSE}", *groups
        )

    def rows(self, campaign_id: int, values: Iterable[str]) -> Iterator[list[Any]]:
        if isinstance(models.database.obj, SqliteDatabase):
            return self._by_all.rows(campaign_id, list(values))
        return self._by_each.rows(list(values), campaign_id)


_BY_ACCOUNT = _LookUp(_KNOWN, "account")

_BY_KEY = _LookUp(_KNOWN, "account_key", f"record.{KEYED}")

_IDS = _LookUp([(models.Record, ("account", "id"))], "account")

_COPIES = _LookUp([(models.Record, ("account", "copy"))], "account")


def accounts_of(campaign_id: int, accounts: Iterable[str]) -> set[str]:
    """Those of the accounts that the campaign has."""
    return {account for account, _ in _IDS.rows(campaign_id, accounts)}


def known(campaign_id: int, list_id: int, rows: Sequence[ListRow]) -> list[Known]:
    """Records that may be like one of the rows: of the campaign, by account and by number; of
    others, the newest of each number."""
    if not rows:
        return []
    numbers = dict.fromkeys(phone.number for row in rows for phone in row.phones)
    sharing = _sharing(campaign_id, list(numbers))
    keys = {account_key(row.account) for row in rows}
    accounts = keys | {row.account for row in rows}
    found = {
        values[0]: values
        for read in (
            _BY_ACCOUNT.rows(campaign_id, accounts),
            _BY_KEY.rows(campaign_id, keys),
            _BY_ID.rows(list(sharing)) if sharing else (),
        )
        for values in read
    }
    return [_known(values, campaign_id, list_id, sharing) for values in found.values()]


def _known(
    values: Sequence[Any], campaign_id: int, list_id: int, sharing: dict[int, list[str]]
) -> Known:
    record, campaign, from_list, account, status, attempts, full_name, person_key = values
    return Known(
        account=account,
        full_name=full_name,
        person_key=person_key,
        numbers=tuple(sharing.get(record, ())),
        record=record,
        status=as_it_stood(status, attempts),
        in_campaign=campaign == campaign_id,
        in_list=from_list == list_id,
    )


def _sharing(campaign_id: int, numbers: Sequence[str]) -> dict[int, list[str]]:
    """By record, which of these numbers it has, in their order. One pass over an index that holds
    both."""
    if not numbers:
        return {}
    least = next(_FIRST.rows(campaign_id), [math.inf])[0]
    by_record: dict[int, list[str]] = {}
    for number, gathered in models.database.execute_sql(_of_numbers(), (json.dumps(numbers),)):
        for at, record in enumerate(map(int, gathered.split(",")) if gathered else ()):
            if at == 0 or record >= least:
                by_record.setdefault(record, []).append(number)
    return by_record


def _of_numbers() -> str:
    """The numbers are one value, a JSON array: the text is the same for however many."""
    if isinstance(models.database.obj, SqliteDatabase):
        gathered, asked = "group_concat(record_id)", "json_each(?) AS asked"
    else:
        gathered = "string_agg(record_id::text, ',')"
        asked = "json_array_elements_text(%s::json) AS asked"
    return _OF_A_NUMBER.format(gathered=gathered, most=MOST_OF_A_NUMBER, asked=asked)


def copies_of(campaign_id: int, accounts: Sequence[str]) -> list[int]:
    """Of further records of these accounts, in their order, which of its account's each is."""
    highest: dict[str, int] = {}
    for account, copy in _COPIES.rows(campaign_id, set(accounts)):
        highest[account] = max(copy, highest.get(account, 0))
    found = []
    for account in accounts:
        found.append(highest.get(account, -1) + 1)
        highest[account] = found[-1]
    return found
