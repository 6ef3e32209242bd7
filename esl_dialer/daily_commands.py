"""The tasks of the day that are commands: each run in a process of its own, beside the engine."""

import subprocess
import sys

from esl_dialer.core.system.daily_tasks import Missed
from esl_dialer.engine.daily_tasks import DailyTask, TaskFailed
from esl_dialer.services.reports import exporting

LONGEST_TASK_S = 3600.0


def _command(*arguments: str) -> str:
    """What a command of ours says, in a process of its own. Raises TaskFailed with its error."""
    command = [sys.executable, "-m", "esl_dialer", *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=LONGEST_TASK_S
        )
    except subprocess.TimeoutExpired as error:
        raise TaskFailed(f"not done after {LONGEST_TASK_S:g} s") from error
    if done.returncode:
        raise TaskFailed((done.stderr.strip().splitlines() or ["no word"])[-1])
    return done.stdout.strip()


def send_notices() -> str:
    """What was sent and what was not. Raises TaskFailed."""
    return _command("notices", "send")


DAILY = (
    DailyTask("cleanup", "cleanup_time", Missed.LATEST, lambda _: _command("audio", "cleanup")),
    DailyTask("cdr clean-up", "cleanup_time", Missed.LATEST, lambda _: _command("clean-cdr")),
    DailyTask("list clean-up", "cleanup_time", Missed.LATEST, lambda _: _command("clean-lists")),
    DailyTask(
        exporting.TASK,
        "sftp_time",
        Missed.EVERY,
        lambda day: _command("deliver", str(exporting.results_day(day))),
        switch_setting="sftp_export",
    ),
)
"""Longer work of the day is done beside the engine: nothing may keep it from its events."""
