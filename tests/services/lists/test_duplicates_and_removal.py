from pathlib import Path

from esl_dialer.core.words import CallState, RecordAudio, RecordStatus
from esl_dialer.services.people.removing_accounts import remove_accounts
from esl_dialer.store import models
from esl_dialer.store.lists import lists
from tests.services.lists.helpers import NOW, import_all, row, rows, stored, write_list
from tests.store.rows import phones_of


def record(account: str) -> models.Record:
    return models.Record.get(models.Record.account == account)


def set_record(account: str, **values: object) -> None:
    models.Record.update(**values).where(models.Record.account == account).execute()


def add_attempt(account: str) -> None:
    models.Attempt.create(
        id=f"attempt-{account}", campaign=record(account).campaign_id, record=record(account),
        number="+14165550111", owner="test", state=CallState.ENDED, claimed_at=NOW, start_at=NOW,
        run=1,
    )  # fmt: skip


def test_skip_leaves_what_the_campaign_has(data_dir: Path, campaign: int) -> None:
    import_all(campaign, write_list(data_dir / "1.csv", rows(3)), data_dir)
    before = stored(campaign)
    changed = [row(account_number="A2", full_name="Other"), row(account_number="A9")]
    info = lists.get(import_all(campaign, write_list(data_dir / "2.csv", changed), data_dir))
    assert stored(campaign)[:3] == before
    assert (info.rows_good, info.rows_duplicate) == (1, 1)


def test_overwrite_changes_pending_records_only(data_dir: Path, campaign: int) -> None:
    import_all(campaign, write_list(data_dir / "1.csv", rows(3)), data_dir)
    set_record("A1", audio=RecordAudio.READY, ready=True, next_phone=1)
    set_record("A2", status=RecordStatus.COMPLETED)
    changed = [row(account_number=f"A{n}", full_name="Other", phone_1="6045550111") for n in (1, 2)]
    path = write_list(data_dir / "2.csv", changed)
    info = lists.get(import_all(campaign, path, data_dir, "overwrite"))
    assert [(r[1], r[2]) for r in stored(campaign)] == [
        ("A1", "Other"),
        ("A2", "JOHN MUGLIA"),
        ("A3", "JOHN MUGLIA"),
    ]
    first = record("A1")
    assert (first.audio, first.ready, first.next_phone) == (RecordAudio.NONE, False, 0)
    assert [phone.number for phone in phones_of(first)] == ["+16045550111"]
    assert (info.rows_good, info.rows_duplicate) == (1, 1)


def test_overwriting_with_the_same_keeps_the_message(data_dir: Path, campaign: int) -> None:
    import_all(campaign, write_list(data_dir / "1.csv", rows(2)), data_dir)
    set_record("A1", audio=RecordAudio.READY, ready=True)
    path = write_list(data_dir / "2.csv", rows(2)[::-1])
    info = lists.get(import_all(campaign, path, data_dir, "overwrite"))
    assert (record("A1").audio, record("A1").ready) == (RecordAudio.READY, True)
    assert (info.rows_good, info.rows_duplicate) == (0, 2)


def test_the_first_of_a_file_wins_when_it_overwrites(data_dir: Path, campaign: int) -> None:
    import_all(campaign, write_list(data_dir / "1.csv", rows(1)), data_dir)
    body = [row(account_number="A1", full_name=name) for name in ("First", "Second")]
    path = write_list(data_dir / "2.csv", body)
    import_all(campaign, path, data_dir, "overwrite", chunk_rows=1)
    assert record("A1").person.full_name == "First"


def test_the_first_wins_even_when_it_changes_nothing(data_dir: Path, campaign: int) -> None:
    import_all(campaign, write_list(data_dir / "1.csv", rows(1)), data_dir)
    body = [*rows(1), row(account_number="A1", full_name="Second")]
    path = write_list(data_dir / "2.csv", body)
    import_all(campaign, path, data_dir, "overwrite", chunk_rows=1)
    assert record("A1").person.full_name == "JOHN MUGLIA"


def test_only_pending_records_never_called_are_removed(data_dir: Path, campaign: int) -> None:
    import_all(campaign, write_list(data_dir / "1.csv", rows(5)), data_dir)
    set_record("A2", status=RecordStatus.RETRY)
    add_attempt("A3")
    done = remove_accounts(campaign, "A1, A2;A3\nA99\tA1  A5\n\n")
    assert (done.named, done.removed, done.kept, done.unknown) == (5, 2, 2, ("A99",))
    assert [r[1] for r in stored(campaign)] == ["A2", "A3", "A4"]
    assert models.Phone.select().count() == 3
    assert models.Attempt.select().count() == 1


def test_other_campaigns_keep_their_accounts(data_dir: Path, campaign: int) -> None:
    other = models.Campaign.create(name="other", kind="LB", created_at=NOW, updated_at=NOW).id
    path = write_list(data_dir / "1.csv", rows(2))
    import_all(campaign, path, data_dir)
    import_all(other, path, data_dir)
    remove_accounts(campaign, "A1 A2")
    assert [r[1] for r in stored(other)] == ["A1", "A2"]
    assert stored(campaign) == []


def test_an_account_with_spaces_is_found_when_it_stands_alone(
    data_dir: Path, campaign: int
) -> None:
    body = [row(account_number=account) for account in ("4500 1234", "4500", "1234")]
    import_all(campaign, write_list(data_dir / "1.csv", body), data_dir)
    assert remove_accounts(campaign, "4500 1234").removed == 1
    assert [r[1] for r in stored(campaign)] == ["4500", "1234"]
    assert remove_accounts(campaign, "4500 1234").removed == 2


def test_a_long_paste_is_removed_in_small_transactions(data_dir: Path, campaign: int) -> None:
    import_all(campaign, write_list(data_dir / "1.csv", rows(450)), data_dir)
    done = remove_accounts(campaign, " ".join(f"A{n}" for n in range(1, 501)))
    assert (done.removed, len(done.unknown)) == (450, 50)
