"""A row whose account or person the campaign has already: what it is, and what becomes of it.

Three likenesses, the first that holds: the same account; an account that differs in zeros only (in
front, or ``.0`` at its end: a spreadsheet's work); the same person, by name and a number, under
another account. The first row of a file counts; what a person chose says what becomes of others.

An account that differs in zeros only is the same one when its name is the same too. Else both are
called, whatever was chosen: a record never takes the values, nor the stop, of a row that may be
somebody else's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from esl_dialer.core.lists.list_rows import ListRow, Problem
from esl_dialer.core.people.identity import account_key, creditor_of, same_name
from esl_dialer.core.people.noted import Who
from esl_dialer.core.says import Says, word
from esl_dialer.core.words import RecordStatus

ACCOUNT = "Account Number 1"
"""The column that problems name."""

IN_LIST = Says("the account is in the list above; the first one counts")
IN_CAMPAIGN = Says("the account is in the campaign already")
BEGUN = Says("the account is in the campaign and {status}")
WRITTEN_IN_LIST = Says("the account is in the list above as {account}; the first one counts")
WRITTEN_IN_CAMPAIGN = Says("the account is in the campaign already, as {account}")
WRITTEN_BEGUN = Says("the account is in the campaign as {account}, and {status}")
BOTH_WRITTEN = Says("account {account} differs in zeros only: both are called")
OTHER_NAME = Says("account {account} differs in zeros only and has another name: both are called")
LEFT_OUT = Says("the same person is in the campaign under account {account}: left out")
OF_ITS_OWN = Says("the account is there already: a record of its own, as the campaign says")
BOTH_CALLED = Says(
    "the same person is in the campaign under account {account}: called for both, with one heard "
    "message a day"
)


class Duplicates(StrEnum):
    """What becomes of a row whose account the campaign has already."""

    SKIP = "skip"
    OVERWRITE = "overwrite"
    """Pending records take the row's values; others are kept."""
    KEEP = "keep"
    """It becomes a record of its own: the campaign looks for no duplicates. Numbers and people are
    still called within their caps."""


class AccountZeros(StrEnum):
    """Whether zeros in front, and a ``.0`` at the end, make another account."""

    IGNORE = "ignore"
    """Not where the name is the same."""
    KEEP = "keep"


class SamePerson(StrEnum):
    """What becomes of a row of a person whom the campaign has under another account."""

    KEEP = "keep"
    """It is imported: the other account is another debt, say."""
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose for one import."""

    duplicates: Duplicates = Duplicates.SKIP
    account_zeros: AccountZeros = AccountZeros.IGNORE
    same_person: SamePerson = SamePerson.KEEP
    replaces: bool = False
    """The records that were never dialed go first."""


DEFAULT = Choices()

FIND, KEEP = "find", "keep"
"""What a campaign says of accounts that are there already (its ``duplicates``)."""


def chosen(
    duplicates: str, account_zeros: str, same_person: str, *, replaces: bool = False
) -> Choices:
    """By their words. Raises ValueError."""
    return Choices(
        Duplicates(duplicates), AccountZeros(account_zeros), SamePerson(same_person), replaces
    )


def for_campaign(choices: Choices, duplicates: str) -> Choices:
    """As the campaign has it: whether duplicates are looked for is not an import's to choose."""
    if duplicates == KEEP:
        return replace(choices, duplicates=Duplicates.KEEP)
    if choices.duplicates is Duplicates.KEEP:
        return replace(choices, duplicates=Duplicates.SKIP)
    return choices


class Known(NamedTuple):
    """A record that is stored, or a row that came before. ``numbers`` are those it shares."""

    account: str
    full_name: str
    person_key: str
    numbers: tuple[str, ...] = ()
    record: int = 0
    """0: a row that is not stored yet."""
    status: RecordStatus = RecordStatus.PENDING
    in_campaign: bool = True
    in_list: bool = False
    """It came with the list that is being read."""


class Judged(NamedTuple):
    """``who`` is the person that the row speaks of. ``record`` is the pending one that the row
    replaces; 0: none. ``left_out``: it is not imported. ``problem`` says why, or what it is like;
    None: nobody is like it. ``account`` is that of the record that the row speaks of: its own, or
    the one that it is taken for."""

    row: ListRow
    account: str
    who: Who
    left_out: bool = False
    record: int = 0
    problem: Problem | None = None
    alike: bool = False
    """Its account is there with other zeros."""
    same_person: bool = False
    """Its person is there under another account."""
    in_list: bool = False
    """Its account stands in the file above."""
    another: bool = False
    """It becomes a further record of an account that is there."""


class Register:
    """Those who are known, and the rows that came so far: each is asked about in its order."""

    def __init__(self, choices: Choices, known: Iterable[Known] = ()) -> None:
        self._choices = choices
        self._accounts: dict[str, Known] = {}
        self._keys: dict[str, dict[tuple[str, str], Known]] = {}
        """Those of an ``account_key``, by account and name."""
        self._numbers: dict[str, list[Known]] = {}
        self.learn(known)

    def learn(self, known: Iterable[Known]) -> None:
        """Records that are stored, beside those known already."""
        for one in known:
            self._add(one)

    def judge(self, row: ListRow) -> Judged:
        if self._choices.duplicates is Duplicates.KEEP:
            return self._of_its_own(row)
        same = self._accounts.get(row.account)
        alike = None if same else self._alike(row)
        named = _if_same_name(alike, row)
        if same:
            return self._of_account(row, same)
        if named and self._choices.account_zeros is AccountZeros.IGNORE:
            return self._of_account(row, named)._replace(alike=True)
        there = self._at_its_numbers(row)
        twin = _other(there, row, in_campaign=True)
        if twin and self._choices.same_person is SamePerson.SKIP:
            problem = _told(row, LEFT_OUT.of(account=twin.account))
            return Judged(
                row,
                twin.account,
                _meant(row, twin),
                left_out=True,
                problem=problem,
                same_person=True,
                alike=bool(alike),
            )
        row = _as_known(there, row, twin or named)
        self._add(_of(row))
        return Judged(
            row,
            row.account,
            _brought(row),
            problem=_likeness(row, alike, twin),
            alike=bool(alike),
            same_person=bool(twin),
        )

    def _of_its_own(self, row: ListRow) -> Judged:
        """Whoever is there; the key of a person who is known comes along, for the daily caps."""
        there = self._at_its_numbers(row)
        same = self._accounts.get(row.account)
        twin = _other(there, row, in_campaign=True)
        if twin and self._choices.same_person is SamePerson.SKIP:
            left_out, who = _told(row, LEFT_OUT.of(account=twin.account)), _meant(row, twin)
            return Judged(row, twin.account, who, left_out=True, problem=left_out, same_person=True)
        its = self._keys.get(account_key(row.account), {}).values()
        named = (one for one in (*its, *there) if same_name(one.full_name, row.full_name))
        row = _as_known(there, row, next(named, None))
        self._add(_of(row))
        told = _told(row, OF_ITS_OWN) if same else _likeness(row, None, twin)
        return Judged(
            row,
            row.account,
            _brought(row),
            problem=told,
            same_person=bool(twin),
            another=same is not None,
        )

    def _alike(self, row: ListRow) -> Known | None:
        """Whose account differs in zeros only: of the same name and of this list before others."""
        there = self._keys.get(account_key(row.account))
        if not there:
            return None
        named = [one for one in there.values() if _if_same_name(one, row)]
        return max(named or there.values(), key=attrgetter("in_list"))

    def _of_account(self, row: ListRow, there: Known) -> Judged:
        """Who has its name there already stays the same person, whatever phone they have now."""
        why = _why_left_out(row, there, self._choices.duplicates)
        if why:
            self._add(there._replace(in_list=True))
            problem, who = _told(row, why), _meant(row, there)
            return Judged(
                row, there.account, who, left_out=True, problem=problem, in_list=there.in_list
            )
        others = self._at_its_numbers(row)
        same = _if_same_name(there, row) if there.person_key else None
        known = _as_known(others, row, same or _other(others, row, in_campaign=True))
        self._keys[account_key(there.account)].pop((there.account, there.full_name))
        name, key = known.full_name, known.person_key
        self._add(there._replace(full_name=name, person_key=key, in_list=True))
        return Judged(known, there.account, _brought(known), record=there.record)

    def _at_its_numbers(self, row: ListRow) -> list[Known]:
        return [one for phone in row.phones for one in self._numbers.get(phone.number, ())]

    def _add(self, one: Known) -> None:
        if one.in_campaign:
            self._accounts[one.account] = one
            its = self._keys.setdefault(account_key(one.account), {})
            its[one.account, one.full_name] = one
        for number in one.numbers:
            self._numbers.setdefault(number, []).append(one)


def _other(there: list[Known], row: ListRow, *, in_campaign: bool) -> Known | None:
    """A record or row of the same person: the same name at one of the row's numbers, where those
    are ``there``."""
    if not there:
        return None
    mine = account_key(row.account)
    return next(
        (
            one
            for one in there
            if one.in_campaign is in_campaign
            and not (in_campaign and account_key(one.account) == mine)
            and same_name(one.full_name, row.full_name)
        ),
        None,
    )


def _as_known(there: list[Known], row: ListRow, other: Known | None) -> ListRow:
    """With the key of the person that it is known to be, here or in another campaign."""
    other = other or _other(there, row, in_campaign=False)
    return row._replace(person_key=other.person_key) if other and other.person_key else row


def _brought(row: ListRow) -> Who:
    return Who(row.person_key, row.account, row.full_name, creditor_of(row.fields))


def _meant(row: ListRow, there: Known) -> Who:
    return Who(there.person_key, there.account, there.full_name, creditor_of(row.fields))


def _why_left_out(row: ListRow, there: Known, duplicates: Duplicates) -> Says | None:
    """None: the row takes the place of what is there."""
    written, account = there.account != row.account, there.account
    if there.in_list:
        return WRITTEN_IN_LIST.of(account=account) if written else IN_LIST
    if duplicates is Duplicates.SKIP:
        return WRITTEN_IN_CAMPAIGN.of(account=account) if written else IN_CAMPAIGN
    if there.status is RecordStatus.PENDING:
        return None
    status = word(there.status)
    return WRITTEN_BEGUN.of(account=account, status=status) if written else BEGUN.of(status=status)


def _of(row: ListRow) -> Known:
    numbers = tuple([phone.number for phone in row.phones])
    return Known(row.account, row.full_name, row.person_key, numbers, in_list=True)


def _if_same_name(alike: Known | None, row: ListRow) -> Known | None:
    return alike if alike and same_name(alike.full_name, row.full_name) else None


def _likeness(row: ListRow, alike: Known | None, twin: Known | None) -> Problem | None:
    if twin:
        return _told(row, BOTH_CALLED.of(account=twin.account))
    if not alike:
        return None
    both = BOTH_WRITTEN if _if_same_name(alike, row) else OTHER_NAME
    return _told(row, both.of(account=alike.account))


def _told(row: ListRow, reason: Says) -> Problem:
    return Problem(row.line, ACCOUNT, row.account, reason, warning=True)
