import random
import subprocess
import sys
from pathlib import Path

from esl_dialer.services.lists.importing import continue_import
from esl_dialer.store import models
from esl_dialer.store.lists import lists
from tests.services.lists.helpers import (
    NOW,
    begin_import,
    import_all,
    now,
    row,
    rows,
    stored,
    write_list,
)


def dirty_list(path: Path) -> Path:
    body = rows(600)
    body[10:10] = [row(account_number="A5"), row(province="ZZ"), row(account_number="")]
    body[150:150] = [row(account_number="A200", phone_1="911"), row(account_number="A200")]
    return write_list(path, body)


def run_and_kill(data_dir: Path, list_id: int, after: int) -> None:
    """Kill -9 once ``after`` chunks are said: somewhere in the one that follows."""
    command = [sys.executable, "-m", "tests.services.lists.importer", str(data_dir), str(list_id)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for _ in range(after):
            process.stdout.readline()
        process.kill()


def test_kill_9_at_any_instant_loses_and_repeats_nothing(data_dir: Path, campaign: int) -> None:
    path = dirty_list(data_dir / "dirty.csv")
    begun = begin_import(campaign, path, "killed", data_dir=data_dir, now=NOW)
    rng = random.Random()
    for _ in range(4):
        run_and_kill(data_dir, begun.list_id, rng.randrange(1, 12))
    killed = lists.get(begun.list_id)
    assert 0 < killed.rows_read < 605
    done = continue_import(begun.list_id, data_dir, now)
    whole = models.Campaign.create(name="whole", kind="LB", created_at=NOW, updated_at=NOW)
    other = lists.get(import_all(whole.id, path, data_dir))
    assert stored(campaign) == stored(whole.id)
    counts = (done.rows_read, done.rows_good, done.rows_bad, done.rows_duplicate)
    assert counts == (other.rows_read, other.rows_good, other.rows_bad, other.rows_duplicate)
    assert lists.problems(begun.list_id, 100) == lists.problems(other.id, 100)
