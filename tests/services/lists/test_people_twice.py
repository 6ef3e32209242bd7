"""The same person twice: told with counts, in the import and in the preview, and as chosen."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.store import models
from esl_dialer.store.lists import known_records, lists
from tests.services.lists.helpers import NOW, import_all, row, rows, stored, write_list

THRICE = Path("tests/services/lists/fixtures/one_person_thrice.csv")
"""Accounts 1234567, 1234567.0 and 01234567 of Ann Smith at one number."""

TWO_DEBTS = [
    row(account_number="A1", phone_2="4165550112"),
    row(account_number="B7", full_name="Muglia, John", phone_1="4165550112"),
]


def counts(list_id: int) -> tuple[int, int, int, int]:
    info = lists.get(list_id)
    return info.rows_good, info.rows_duplicate, info.rows_alike, info.rows_same_person


def reasons(list_id: int) -> list[tuple[int, str]]:
    return [(problem.line, str(problem.reason)) for problem in lists.problems(list_id, 10)]


def keys() -> set[str]:
    return {person.person_key for person in models.Person.select()}


@pytest.mark.parametrize("chunk_rows", [1, 50])
def test_an_account_that_a_spreadsheet_wrote_otherwise_is_one_account(
    data_dir: Path, campaign: int, chunk_rows: int
) -> None:
    done = import_all(campaign, THRICE, data_dir, chunk_rows=chunk_rows)
    good, duplicate, *_ = counts(done)
    assert (good, duplicate) == (1, 2)
    assert [r[1] for r in stored(campaign)] == ["1234567"]
    assert (4, "the account is in the list above as 1234567; the first one counts") in reasons(done)


def test_chosen_otherwise_both_are_imported_and_are_known_as_one_person(
    data_dir: Path, campaign: int
) -> None:
    done = import_all(campaign, THRICE, data_dir, account_zeros="keep", chunk_rows=1)
    good, _, alike, same = counts(done)
    assert good >= 2
    assert alike == good - 1
    assert same == 0
    assert len(keys()) == 1


def test_one_persons_second_account_is_imported_and_told(data_dir: Path, campaign: int) -> None:
    done = import_all(campaign, write_list(data_dir / "1.csv", TWO_DEBTS), data_dir)
    assert counts(done) == (2, 0, 0, 1)
    assert reasons(done) == [
        (3, "the same person is in the campaign under account A1: called for both, with one heard "
            "message a day"),
    ]  # fmt: skip
    assert len(keys()) == 1


def test_or_left_out_as_chosen(data_dir: Path, campaign: int) -> None:
    path = write_list(data_dir / "1.csv", TWO_DEBTS)
    done = import_all(campaign, path, data_dir, same_person="skip")
    assert counts(done) == (1, 1, 0, 1)
    assert [r[1] for r in stored(campaign)] == ["A1"]


def test_the_campaigns_records_count_as_the_files_rows_do(data_dir: Path, campaign: int) -> None:
    import_all(campaign, write_list(data_dir / "1.csv", TWO_DEBTS[:1]), data_dir)
    more = [TWO_DEBTS[1], row(account_number="C1", phone_1="4165550999", full_name="Ann Roy")]
    done = import_all(campaign, write_list(data_dir / "2.csv", more), data_dir)
    assert counts(done) == (2, 0, 0, 1)
    models.Record.update(account="0045", account_key="45").where(
        models.Record.account == "C1"
    ).execute()
    third = write_list(data_dir / "3.csv", [row(account_number="45", full_name="Bo", phone_1="")])
    assert counts(import_all(campaign, third, data_dir))[2] == 0
    ann = row(account_number="45", phone_1="6045550111", full_name="ANN ROY")
    done = import_all(campaign, write_list(data_dir / "4.csv", [ann]), data_dir)
    assert counts(done) == (0, 1, 1, 0)
    assert reasons(done) == [(2, "the account is in the campaign already, as 0045")]


def test_zeros_alone_give_nobody_the_values_or_the_stop_of_another(
    data_dir: Path, campaign: int
) -> None:
    ann = row(account_number="0045", full_name="Ann Roy", phone_1="4165550111")
    import_all(campaign, write_list(data_dir / "1.csv", [ann]), data_dir)
    bob = row(account_number="45", full_name="Bob Low", phone_1="6045550111", phone_2="deceased")
    done = import_all(
        campaign, write_list(data_dir / "2.csv", [bob]), data_dir, duplicates="overwrite"
    )
    assert counts(done) == (1, 0, 1, 0)
    assert reasons(done)[-1] == (
        2, "account 0045 differs in zeros only and has another name: both are called"
    )  # fmt: skip
    found = {record.account: record for record in models.Record.select()}
    assert [found[account].person.full_name for account in ("0045", "45")] == ["Ann Roy", "Bob Low"]
    assert found["0045"].status == "pending"
    assert found["45"].status != "pending"


def test_another_way_of_importing_is_another_import(data_dir: Path, campaign: int) -> None:
    first = import_all(campaign, THRICE, data_dir)
    assert import_all(campaign, THRICE, data_dir) == first
    assert import_all(campaign, THRICE, data_dir, same_person="skip") != first
    assert import_all(campaign, THRICE, data_dir, account_zeros="keep") != first


def test_a_person_is_known_over_all_campaigns(data_dir: Path, campaign: int) -> None:
    import_all(campaign, write_list(data_dir / "1.csv", TWO_DEBTS[:1]), data_dir)
    other = models.Campaign.create(name="other", kind="LB", created_at=NOW, updated_at=NOW).id
    done = import_all(other, write_list(data_dir / "2.csv", TWO_DEBTS[1:]), data_dir)
    assert counts(done) == (1, 0, 0, 0)
    assert len(keys()) == 1


def test_a_number_that_many_have_costs_no_more_than_its_newest(
    data_dir: Path, campaign: int
) -> None:
    many = [row(account_number=f"A{n}", full_name=f"Somebody {n}") for n in range(200)]
    import_all(campaign, write_list(data_dir / "1.csv", many), data_dir)
    found = known_records._sharing(campaign, ["+14165550111"])
    assert len(found) == known_records.MOST_OF_A_NUMBER


def test_a_preview_tells_of_the_file_and_of_the_campaign(data_dir: Path, campaign: int) -> None:
    alone = preview_file(THRICE)
    assert (alone.rows_good, alone.rows_duplicate) == (3, 2)
    assert "as 1234567" in str(alone.problems[-1].reason)
    import_all(campaign, write_list(data_dir / "1.csv", TWO_DEBTS[:1]), data_dir)
    path = write_list(data_dir / "2.csv", TWO_DEBTS[1:])
    told = [preview_file(path), preview_file(path, campaign_id=campaign)]
    assert [one.rows_same_person for one in told] == [0, 1]
    assert models.Record.select().count() == 1


@pytest.mark.parametrize("count", [0, 1, 450])
def test_of_others_there_is_nothing_to_tell(data_dir: Path, campaign: int, count: int) -> None:
    path = write_list(data_dir / "1.csv", rows(count))
    told = preview_file(path, campaign_id=campaign)
    assert (told.rows_duplicate, told.rows_alike, told.rows_same_person) == (0, 0, 0)
    assert counts(import_all(campaign, path, data_dir)) == (count, 0, 0, 0)


@given(st.lists(st.sampled_from(["7", "07", "007", "7.0", "8", "08"]), max_size=8),
       st.integers(1, 4))  # fmt: skip
def test_however_a_file_is_cut_into_chunks_the_same_rows_are_taken(accounts, chunk_rows):
    """Decided from what is stored, or from the rows before in the same chunk."""
    from esl_dialer.core.lists.likeness import DEFAULT, Known, Register  # noqa: PLC0415
    from tests.core.lists.test_likeness import a_row  # noqa: PLC0415

    whole = [one.left_out for one in map(Register(DEFAULT).judge, map(a_row, accounts))]
    stored_ones: list[Known] = []
    cut = []
    for start in range(0, len(accounts), chunk_rows):
        register = Register(DEFAULT, stored_ones)
        judged = [register.judge(a_row(account)) for account in accounts[start:][:chunk_rows]]
        cut += [one.left_out for one in judged]
        stored_ones += [
            Known(one.row.account, one.row.full_name, one.row.person_key, record=1, in_list=True)
            for one in judged
            if not one.left_out
        ]
    assert cut == whole
