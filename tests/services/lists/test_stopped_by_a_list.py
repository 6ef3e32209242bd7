"""A list that says not to call: the number is refused, the person's record is never dialed."""

from pathlib import Path

import pytest

from esl_dialer.core.lists.layout import HEADERS
from esl_dialer.core.people.identity import person_key
from esl_dialer.core.words import RecordStatus, StopReason
from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.services.lists.rejects import rejected_rows
from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import lists
from esl_dialer.store.people import stops
from tests.services.lists.helpers import import_all, row, write_list
from tests.store.rows import a_campaign, a_record, phones_of

WORDS = Path(__file__).parent / "fixtures" / "sent" / "words_in_phones.csv"
STOPS = {"dnc": 3, "deceased": 1, "represented": 1}


def of(campaign: int, account: str) -> models.Record:
    return models.Record.get(campaign=campaign, account=account)


def test_nothing_with_words_is_dialed_unread(data_dir: Path, campaign: int) -> None:
    info = lists.get(import_all(campaign, WORDS, data_dir))
    assert (info.rows_good, info.rows_bad, info.stops) == (10, 5, STOPS)
    dialable = models.Record.select().where(models.Record.status == RecordStatus.PENDING)
    called = {r.account: [(p.number, p.kind) for p in phones_of(r)] for r in dialable}
    assert called == {
        "A0007": [("+14165550516", "")],
        "A0011": [("+14165550520", "other")],
        "A0012": [("+14165550521", "")],
        "A0013": [("+14165550522", "work")],
        "A0014": [("+14165550523", "work")],
    }


def test_the_preview_says_the_same(data_dir: Path) -> None:
    seen = preview_file(WORDS)
    assert (seen.rows_good, seen.rows_bad, seen.stops) == (10, 5, STOPS)
    told = {problem.line: str(problem.reason) for problem in seen.problems if problem.value}
    assert told[2] == "the list says not to call: dnc"
    assert told[4] == "the list says that it is a wrong number"
    assert told[12] == "with words that are not understood: 'ask for bob'"


@pytest.mark.parametrize(
    ("account", "becomes", "cell"),
    [
        ("A0001", ("dnc", "dnc"), "line 3, Phone 1: 'Do not call 416-555-0510'"),
        ("A0008", ("stopped", "deceased"), "line 10, Phone 1: 'deceased"),
        ("A0009", ("stopped", "represented"), "line 11, Phone 1: 'Lawyer"),
    ],
)
def test_a_stopped_record_keeps_why_and_where(
    data_dir: Path, campaign: int, account: str, becomes: tuple[str, str], cell: str
) -> None:
    import_all(campaign, WORDS, data_dir)
    record = of(campaign, account)
    assert (record.status, record.person.stop_reason) == becomes
    assert not record.ready
    assert str(record.person.stop_source).startswith(f"words_in_phones.csv, {cell}")
    assert phones_of(record) == []


def test_the_file_of_rejected_rows_says_which_word(data_dir: Path, campaign: int) -> None:
    list_id = import_all(campaign, WORDS, data_dir)
    told = {line[:5]: line for line in rejected_rows(list_id, data_dir)}
    assert "Phone 1: the list says that it is a wrong number" in told["A0002"]
    assert "ask for bob" in told["A0010"]


def test_one_cell_about_the_person_stops_all_the_persons_phones(
    data_dir: Path, campaign: int
) -> None:
    rows = [
        row(account_number="P", phone_2="DECEASED"),
        row(account_number="N", phone_1="fax 416-555-0111", phone_2="4165550111",
            phone_3="4165550112"),
    ]  # fmt: skip
    info = lists.get(import_all(campaign, write_list(data_dir / "a.csv", rows), data_dir))
    assert info.stops == {"deceased": 1}
    assert of(campaign, "P").status == RecordStatus.STOPPED
    assert [p.number for p in phones_of(of(campaign, "N"))] == ["+14165550112"]


@pytest.mark.parametrize("chunk_rows", [1, 50])
@pytest.mark.parametrize("duplicates", ["skip", "overwrite"])
def test_a_later_row_stops_a_record_that_is_there(
    data_dir: Path, campaign: int, duplicates: str, chunk_rows: int
) -> None:
    """In this list or a later one, whatever becomes of the rest of the row."""
    plain, stopped = row(account_number="A"), row(account_number="A", phone_2="ne pas appeler")
    import_all(campaign, write_list(data_dir / "a.csv", [plain]), data_dir)
    import_all(campaign, write_list(data_dir / "b.csv", [stopped]), data_dir, duplicates)
    assert (of(campaign, "A").status, of(campaign, "A").person.stop_reason) == ("dnc", "dnc")
    twice = [row(account_number="B"), row(account_number="B", phone_1="bankrupt 416-555-0111")]
    path = write_list(data_dir / "c.csv", twice)
    info = lists.get(import_all(campaign, path, data_dir, duplicates, chunk_rows))
    assert (info.rows_duplicate, info.stops) == (1, {"bankrupt": 1})
    assert (of(campaign, "B").status, of(campaign, "B").person.stop_reason) == (
        "stopped",
        "bankrupt",
    )


@pytest.mark.parametrize("status", [RecordStatus.DIALING, RecordStatus.COMPLETED])
def test_a_record_that_is_called_or_finished_keeps_its_status_and_the_stop(
    data_dir: Path, campaign: int, status: RecordStatus
) -> None:
    import_all(campaign, write_list(data_dir / "a.csv", [row()]), data_dir)
    models.Record.update(status=status).execute()
    path = write_list(data_dir / "b.csv", [row(phone_1="deceased")])
    import_all(campaign, path, data_dir)
    record = models.Record.get()
    assert (record.status, record.person.stop_reason) == (status, StopReason.DECEASED)
    assert stops.marked([record.id]) == {record.id: "deceased"}


def test_the_first_stop_of_a_record_stays(data_dir: Path, campaign: int) -> None:
    for name, cell in (("a", "deceased"), ("b", "do not call")):
        path = write_list(data_dir / f"{name}.csv", [row(phone_1=cell)])
        import_all(campaign, path, data_dir)
    record = models.Record.get()
    assert (record.status, record.person.stop_reason) == (RecordStatus.STOPPED, StopReason.DECEASED)
    assert "a.csv, line 2" in str(record.person.stop_source)


def test_a_row_that_is_refused_stops_nobody(data_dir: Path, campaign: int) -> None:
    """What may not be what it seems says nothing of a person either."""
    import_all(campaign, write_list(data_dir / "a.csv", [row()]), data_dir)
    path = write_list(data_dir / "b.csv", [row(phone_1="deceased", province="ZZ")])
    info = lists.get(import_all(campaign, path, data_dir))
    assert (info.rows_bad, info.stops) == (1, {})
    assert models.Record.get().person.stop_reason is None


def test_records_that_are_never_called_make_no_audio_wanting(data_dir: Path, campaign: int) -> None:
    with transaction():
        models.Campaign.update(audio_state="ready").execute()
    import_all(campaign, write_list(data_dir / "a.csv", [row(phone_1="deceased")]), data_dir)
    assert models.Campaign.get().audio_state == "ready"


def with_stops(path: Path, *cells: tuple[str, str]) -> Path:
    body = [
        [*row(account_number=f"A{n}", phone_1=f"416555{n:04}", full_name=f"ANN {n}"), stop, until]
        for n, (stop, until) in enumerate(cells, 1)
    ]
    return write_list(path, body, [*HEADERS, "Stop", "Stop until"])


def test_a_column_stops_the_person_in_every_campaign(data_dir, campaign, tmp_path) -> None:
    other = a_campaign()
    elsewhere = a_record(other, "+14165550001", account="Z", full_name="ANN 1")
    key = person_key("ANN 1", "+14165550001")
    models.Person.update(person_key=key).where(models.Person.account == "Z").execute()
    path = with_stops(
        tmp_path / "stops.csv", ("Disputed", ""), ("", ""), ("par écrit", "2027-03-01"), ("no", "")
    )
    info = lists.get(import_all(campaign, path, data_dir))
    assert (info.rows_good, info.stops) == (4, {"disputed": 1, "written_only": 1})
    assert of(campaign, "A1").status is RecordStatus.STOPPED
    assert models.Record.get_by_id(elsewhere).status is RecordStatus.STOPPED
    assert of(campaign, "A2").status is of(campaign, "A4").status is RecordStatus.PENDING
    held = models.PersonStop.get(models.PersonStop.reason == "written_only")
    assert held.until.isoformat() == "2027-03-01T05:00:00+00:00"
    assert "line 2, Stop: 'Disputed'" in str(models.PersonStop.get().source)


def test_the_same_list_again_says_nothing_new(data_dir, campaign, tmp_path) -> None:
    for name in ("one.csv", "two.csv"):
        import_all(campaign, with_stops(tmp_path / name, ("dnc", "")), data_dir)
    assert models.PersonStop.select().count() == 1


def test_a_stop_that_nobody_understands_refuses_the_row(data_dir, campaign, tmp_path) -> None:
    path = with_stops(tmp_path / "odd.csv", ("perhaps", ""), ("dnc", "some day"))
    info = lists.get(import_all(campaign, path, data_dir))
    assert (info.rows_good, info.rows_bad) == (0, 2)
    assert models.PersonStop.select().count() == 0


def test_a_column_tells_who_consented(data_dir, campaign, tmp_path) -> None:
    cells = ("written", "", "no", "perhaps")
    body = [
        [*row(account_number=f"A{n}", phone_1=f"416555{n:04}", full_name=f"ANN {n}"), cell]
        for n, cell in enumerate(cells, 1)
    ]
    path = write_list(tmp_path / "consents.csv", body, [*HEADERS, "Consent"])
    info = lists.get(import_all(campaign, path, data_dir))
    assert (info.rows_good, info.rows_bad) == (3, 1)
    (kept,) = models.Consent.select()
    assert (str(kept.form), kept.account) == ("written", "A1")
    assert "line 2, Consent: 'written'" in str(kept.source)
    assert kept.import_id == info.id
