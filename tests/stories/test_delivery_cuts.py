"""A delivery cut off at every step, to a receiver that takes files away: once, whole, not lost."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic

import paramiko
import pytest

from esl_dialer.core.reports.delivery import Stage
from esl_dialer.outbound import sftp
from esl_dialer.runtime.config import PREFIX
from esl_dialer.services.reports import exporting
from esl_dialer.services.reports.exporting import DeliveryFailed, export_day
from esl_dialer.store import models
from esl_dialer.store.reports import deliveries
from esl_dialer.store.system import daily_runs
from tests.patience import PATIENCE_S
from tests.stories.conftest import point_to
from tests.stories.test_daily_process import install
from tests.stories.test_export import MONDAY, call, monday, refuse  # noqa: F401 (a fixture)

MOST_STEPS = 40
DELIVER = [sys.executable, "-m", "esl_dialer", "deliver"]


class Killed(BaseException):
    """As if the process had ended here: nothing of ours catches it."""


class Cut:
    """Ends the process at the ``at``-th request: before it is sent, after, or after its answer."""

    def __init__(self, monkeypatch, when: str) -> None:
        self.at, self.seen, self.when = 0, 0, when
        real_send = paramiko.SFTPClient._async_request
        real_answer = paramiko.SFTPClient._read_response

        def send(client, *asked):
            if self._now("before"):
                raise Killed
            number = real_send(client, *asked)
            if when == "sent" and self.seen == self.at:
                raise Killed
            return number

        def answer(client, *waited):
            try:
                return real_answer(client, *waited)
            finally:
                if when == "answered" and self.seen == self.at:
                    raise Killed

        monkeypatch.setattr(paramiko.SFTPClient, "_async_request", send)
        monkeypatch.setattr(paramiko.SFTPClient, "_read_response", answer)

    def _now(self, when: str) -> bool:
        self.seen += 1
        return self.when == when and self.seen == self.at

    def set(self, at: int) -> None:
        self.at, self.seen = at, 0


def taken(server) -> list[bytes]:
    folder = server.root.parent / "taken"
    found = sorted(folder.iterdir()) if folder.exists() else []
    return [path.read_bytes() for path in found]


def whole(content: bytes) -> bool:
    """A header and the day's three results."""
    return len(content.decode().splitlines()) == 4


@pytest.mark.parametrize("fault", ["takes", "takes+plain"])
@pytest.mark.parametrize("when", ["before", "sent", "answered"])
def test_wherever_it_is_cut_the_day_arrives_once(serve, monday, monkeypatch, when, fault):  # noqa: F811
    server = serve(fault)
    point_to(server.target)
    cut, cuts = Cut(monkeypatch, when), 0
    for at in range(1, MOST_STEPS):
        models.DeliveryRow.delete().execute()
        models.DailyRun.delete().execute()
        before = len(taken(server))
        cut.set(at)
        try:
            export_day(monday, MONDAY, sftp.COURIER)
        except Killed:
            cuts += 1
            cut.set(0)
            export_day(monday, MONDAY, sftp.COURIER)
        assert len(taken(server)) == before + 1, f"cut {when} request {at}"
        assert whole(taken(server)[-1])
        assert server.files() == {}, f"cut {when} request {at}"
        if cut.at and cut.seen < at:
            break
    assert cuts >= 5
    assert daily_runs.status_of(exporting.TASK, MONDAY + timedelta(days=1)) == daily_runs.DONE


def test_a_cut_between_the_journal_and_the_days_note_sends_nothing(serve, monday):  # noqa: F811
    server = serve("takes")
    point_to(server.target)
    export_day(monday, MONDAY, sftp.COURIER)
    models.DailyRun.update(status=daily_runs.PENDING).execute()
    assert not export_day(monday, MONDAY, refuse).delivered
    assert len(taken(server)) == 1


def test_a_part_that_waits_for_its_name_gets_it_without_a_new_upload(serve, monday):  # noqa: F811
    server = serve()
    point_to(server.target)
    export_day(monday, MONDAY, sftp.COURIER)
    (row,) = models.DeliveryRow.select()
    (server.root / row.name).rename(server.root / row.part)
    models.DeliveryRow.update(stage=Stage.RENAMING).execute()
    models.DailyRun.update(status=daily_runs.PENDING).execute()
    call(models.Record.get().id, 3)
    done = export_day(monday, MONDAY, sftp.COURIER)
    assert (done.delivered, done.results) == (True, 3)
    assert list(server.files()) == [row.name]


def test_a_part_that_is_gone_is_said_in_the_log(serve, monday, caplog):  # noqa: F811
    server = serve()
    point_to(server.target)
    export_day(monday, MONDAY, sftp.COURIER)
    assert "part_gone" not in caplog.text
    models.DeliveryRow.update(stage=Stage.RENAMING).execute()
    models.DailyRun.update(status=daily_runs.PENDING).execute()
    assert not export_day(monday, MONDAY, sftp.COURIER).delivered
    [row] = models.DeliveryRow.select()
    assert f"delivery.part_gone day={MONDAY} part={row.part}" in caplog.text


def test_of_two_tries_at_one_time_one_arrives(serve, monday):  # noqa: F811
    server = serve("takes")
    point_to(server.target)

    def overtaken(target, local, delivery, stale):
        export_day(monday, MONDAY, sftp.COURIER)
        return sftp.upload(target, local, delivery, stale)

    with pytest.raises(DeliveryFailed, match="took over"):
        export_day(monday, MONDAY, sftp.FileUploader(overtaken, sftp.publish))
    assert len(taken(server)) == 1


def test_another_place_gets_the_file_anew(serve, monday, tmp_path):  # noqa: F811
    server = serve()
    point_to(server.target)
    (server.root / "other").mkdir()
    export_day(monday, MONDAY, sftp.COURIER)
    models.DailyRun.update(status=daily_runs.PENDING).execute()
    point_to(replace(server.target, directory="other"))
    assert export_day(monday, MONDAY, sftp.COURIER).delivered
    assert [path.name for path in (server.root / "other").iterdir()] == ["results-2026-11-23.csv"]


def test_a_person_may_have_a_day_delivered_again(serve, monday):  # noqa: F811
    server = serve("takes")
    point_to(server.target)
    export_day(monday, MONDAY, sftp.COURIER)
    assert export_day(monday, MONDAY, sftp.COURIER, again=True).delivered
    assert len(taken(server)) == 2
    found = deliveries.of_day(MONDAY)
    assert found is not None
    assert found.stage is Stage.DELIVERED


def deliver(data: Path, seconds: float) -> bool:
    """Whether ``esl-dialer deliver`` gets through before it is killed, so long after its start."""
    environment = {**os.environ, f"{PREFIX}DATA": str(data)}
    process = subprocess.Popen(DELIVER, env=environment, stdout=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() == 0


def seconds_of_a_delivery(data: Path, server) -> float:
    install(data, server.target)
    began = monotonic()
    assert deliver(data, PATIENCE_S)
    return monotonic() - began


@pytest.mark.slow
def test_a_process_that_is_killed_again_and_again_delivers_once(serve, tmp_path: Path):
    """SIGKILL at growing distances from the start, until it gets through."""
    server = serve("takes")
    whole_s = seconds_of_a_delivery(tmp_path / "unhurt", server)
    for path in (server.root.parent / "taken").iterdir():
        path.unlink()
    install(tmp_path / "data", server.target)
    for tenths in range(4, 100):
        if deliver(tmp_path / "data", whole_s * tenths / 10):
            break
    (content,) = taken(server)
    assert content.startswith(b"Date/Time,Phone Dialed,")
    assert server.files() == {}
