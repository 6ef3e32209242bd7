"""Daily results on a real SFTP server: whole, once, only to the host whose key is known."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import asyncssh
import pytest
from python_calamine import CalamineWorkbook

from esl_dialer.core.accounts.roles import ROLES
from esl_dialer.core.reports.delivery import Delivery, FileUploader, NotDelivered, SftpTarget, Stage
from esl_dialer.core.words import Outcome
from esl_dialer.outbound import sftp
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden, Invalid, Refused
from esl_dialer.services.reports import exporting, results, spreadsheets
from esl_dialer.services.reports.exporting import DeliveryFailed, export_day
from esl_dialer.store import models
from esl_dialer.store.reports.results import rows
from esl_dialer.store.system import daily_runs
from tests.engine.campaigns import active_campaign
from tests.fakes import START
from tests.store.rows import change_people
from tests.stories.conftest import point_to
from tests.stories.sftp_server import PASSWORD

MONDAY = date(2026, 11, 23)
TUESDAY_NOON = START + timedelta(days=1, hours=1)


PART = ".results.csv.1.part"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "results.csv"
    path.write_bytes(bytes(range(256)) * 400)
    return path


def put(target: SftpTarget, local: Path) -> bool:
    """Both steps; whether the file was not there already."""
    one = Delivery("results.csv", PART, target.place, Stage.UPLOADING, 0)
    return sftp.upload(target, local, one, "") and sftp.publish(target, one)


def test_a_file_arrives_whole_under_its_name(serve, file):
    server = serve()
    assert put(server.target, file)
    assert server.files() == {"results.csv": file.read_bytes()}


def test_the_same_file_is_not_sent_twice_and_another_replaces_it(serve, file):
    server = serve()
    put(server.target, file)
    assert not put(server.target, file)
    same_size = file.read_bytes()[::-1]
    file.write_bytes(same_size)
    assert put(server.target, file)
    assert server.files() == {"results.csv": same_size}


def test_a_server_without_rename_over_a_file_is_served_too(serve, file):
    server = serve("plain")
    put(server.target, file)
    file.write_bytes(b"another")
    assert put(server.target, file)
    assert server.files() == {"results.csv": b"another"}


def test_a_server_that_dies_half_way_has_no_file_of_that_name(serve, file):
    server = serve("dies")
    with pytest.raises(NotDelivered):
        put(server.target, file)
    assert set(server.files()) == {PART}
    again = serve()
    assert put(again.target, file)
    assert again.files() == {"results.csv": file.read_bytes()}


def test_a_key_opens_as_a_password_does(serve, file, tmp_path):
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(tmp_path / "key")
    key.write_public_key(tmp_path / "sftp" / "client_key.pub")
    target = replace(serve().target, password="", key_file=str(tmp_path / "key"))
    assert put(target, file)


def other_key() -> str:
    return asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"password": "wrong"}, "does not let dialer in"),
        ({"user": "nobody"}, "does not let nobody in"),
        ({"host_key": "nonsense"}, "no public key"),
        ({"host_key": "ssh-ed25519 AAAA"}, "no public key"),
        ({"directory": "missing"}, "127.0.0.1"),
        ({"key_file": "/nowhere/key", "password": ""}, "/nowhere/key"),
    ],
)
def test_what_is_wrong_is_told(serve, file, changes, told):
    server = serve()
    with pytest.raises(NotDelivered, match=told):
        put(replace(server.target, **changes), file)
    assert server.files() == {}


def test_a_stranger_in_the_servers_place_gets_nothing(serve, file):
    server = serve()
    with pytest.raises(NotDelivered, match="another host key"):
        put(replace(server.target, host_key=other_key()), file)
    assert server.files() == {}


def test_nobody_listens(serve, file):
    server = serve()
    server.process.kill()
    server.process.wait()
    with pytest.raises(NotDelivered):
        put(server.target, file)


# --- the day ------------------------------------------------------------------------------------


def call(record: int, hours: float, outcome: Outcome = Outcome.COMPLETED) -> None:
    """A call that was over so many hours after START (11:00 on Monday)."""
    at = START + timedelta(hours=hours)
    models.Attempt.create(
        id=f"call-{record}-{hours}",
        campaign=models.Record.get_by_id(record).campaign_id,
        record=record,
        run=1,
        number="+14165550100",
        owner="test",
        state="ended",
        outcome=outcome,
        cause="NORMAL_CLEARING",
        claimed_at=at,
        start_at=at,
        sent_at=at,
        answered_at=at,
        ended_at=at + timedelta(seconds=12),
        settled_at=at + timedelta(seconds=12),
    )


@pytest.fixture
def monday(world, ctx):
    """Three results on Monday, one each on Sunday and Tuesday; it is Tuesday noon."""
    active_campaign([["4165550100"]])
    change_people(full_name="=cmd|calc")
    record = models.Record.get().id
    for hours in (-12, -10.9, 0, 12.9, 13.1):
        call(record, hours)
    call(record, 1, Outcome.NOT_PLACED)
    world.clock.instant = TUESDAY_NOON
    return ctx


def test_a_business_days_results_are_delivered_once(serve, monday):
    server = serve()
    point_to(server.target)
    done = export_day(monday, MONDAY, sftp.COURIER)
    assert (done.results, done.delivered) == (3, True)
    (lines,) = server.files().values()
    table = list(csv.reader(lines.decode().splitlines()))
    assert table[0] == list(results.COLUMNS)
    assert len(table) == 4
    assert table[1][8] == "'=cmd|calc"
    assert daily_runs.status_of("export", MONDAY + timedelta(days=1)) == daily_runs.DONE
    assert not export_day(monday, MONDAY, refuse).delivered


def no_way(*_):
    raise AssertionError("nothing is to be delivered")


refuse = FileUploader(no_way, no_way)


def test_a_failure_is_kept_and_the_day_is_delivered_by_the_next_try(serve, monday):
    broken = serve("dies")
    point_to(broken.target)
    record = models.Record.get().id
    for number in range(40):
        call(record, 2 + number / 100)
    with pytest.raises(DeliveryFailed):
        export_day(monday, MONDAY, sftp.COURIER)
    (run,) = daily_runs.failing()
    assert (run.task, run.tries, bool(run.detail)) == ("export", 1, True)
    working = serve()
    point_to(working.target)
    assert export_day(monday, MONDAY, sftp.COURIER).delivered
    assert not daily_runs.failing()
    assert "results-2026-11-23.csv" in working.files()


def test_a_crash_after_the_rename_sends_nothing_twice(serve, monday):
    server = serve()
    point_to(server.target)
    export_day(monday, MONDAY, sftp.COURIER)
    models.DailyRun.update(status=daily_runs.PENDING).execute()
    assert not export_day(monday, MONDAY, sftp.COURIER).delivered
    assert daily_runs.status_of("export", MONDAY + timedelta(days=1)) == daily_runs.DONE


def test_a_day_waits_for_its_last_call(serve, monday):
    """Placed before midnight, over after it: it is in the file of the day before."""
    server = serve()
    point_to(server.target)
    last = models.Record.get().id
    call(last, 12.95)
    table = models.Attempt
    night = table.id == f"call-{last}-12.95"
    over = table.get(night).settled_at + timedelta(hours=1)
    live = {"state": "answered", "outcome": None, "ended_at": None, "settled_at": None}
    table.update(live).where(night).execute()
    with pytest.raises(DeliveryFailed, match="1 call of that day is still in progress"):
        export_day(monday, MONDAY, refuse)
    ended = {"state": "ended", "outcome": "completed", "ended_at": over, "settled_at": over}
    table.update(ended).where(night).execute()
    assert export_day(monday, MONDAY, sftp.COURIER).results == 4


def test_a_day_that_is_not_over_is_refused(monday):
    with pytest.raises(Invalid, match="not over"):
        export_day(monday, MONDAY + timedelta(days=1), refuse)


def test_what_is_not_set_is_listed(monday):
    with pytest.raises(Refused, match=r"sftp_host.*sftp_user.*sftp_host_key.*sftp_password"):
        export_day(monday, MONDAY, refuse)


def test_who_may_not_export_does_not(monday):
    nobody = replace(monday, actor=Actor("n", ROLES["viewer"][1] & frozenset()))
    with pytest.raises(Forbidden):
        export_day(nobody, MONDAY, refuse)


def test_the_password_is_not_in_what_is_printed(serve):
    assert PASSWORD not in repr(serve().target)


def test_old_files_are_forgotten_here(monday):
    folder = exporting._path(monday, MONDAY).parent
    old, young = folder / "results-2026-01-01.csv", folder / "results-2026-11-20.csv"
    for path in (old, young):
        path.touch()
    settings_for_nobody()
    export_day(monday, MONDAY, FileUploader(lambda *_: True, lambda *_: True))
    assert not old.exists()
    assert young.exists()


def settings_for_nobody() -> None:
    point_to(SftpTarget("host", 22, "user", "password", "", "ssh-ed25519 A", "."))


def test_a_workbook_holds_texts_as_they_are(monday, tmp_path):
    path = tmp_path / "results.xlsx"
    assert spreadsheets.save_xlsx(rows(oldest_first=True), path) == 5
    table = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert table[0] == list(results.COLUMNS)
    assert len(table) == 6
    assert table[1][8] == "=cmd|calc"
    assert table[1][4] == 12
    assert table[1][1] == "+14165550100"
