"""A real engine process does what the day asks: the results of yesterday arrive, once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esl_dialer.core.rules.windows import zone
from esl_dialer.core.system import daily_tasks as rules
from esl_dialer.store.database import open_database
from esl_dialer.store.system import daily_runs, settings
from tests.engine.processes import Processes
from tests.patience import PATIENCE_S
from tests.ports import free_port
from tests.stories.conftest import point_to


def install(data: Path, target) -> str:
    """An installation that has delivered until the day before yesterday; the file it owes."""
    data.mkdir()
    now = datetime.now(UTC)
    database = open_database(f"sqlite:///{data / 'dialer.db'}")
    point_to(target)
    settings.put("sftp_export", True, now, "test")
    settings.put("sftp_time", "00:00", now, "test")
    settings.put("cleanup_time", "", now, "test")
    today = rules.latest_day(0, zone("America/Toronto"), now)
    daily_runs.put("export", today - timedelta(days=1), daily_runs.DONE, "", now)
    database.close()
    return f"results-{today - timedelta(days=1)}.csv"


@pytest.mark.slow
def test_the_engine_delivers_yesterday_and_goes_on_when_the_server_was_away(tmp_path, serve):
    away = serve()
    away.process.kill()
    away.process.wait()
    data = tmp_path / "data"
    owed = install(data, away.target)
    processes = Processes(data, free_port())
    try:
        processes.start("engine")
        hear(processes, "daily.failed")
        back = serve()
        database = open_database(f"sqlite:///{data / 'dialer.db'}")
        point_to(back.target)
        database.close()
        hear(processes, "daily.done")
    finally:
        processes.close()
    assert set(back.files()) == {owed}
    assert back.files()[owed].startswith(b"Date/Time,Phone Dialed,")


def hear(processes: Processes, word: str) -> None:
    while word not in processes.hear(PATIENCE_S):
        pass
