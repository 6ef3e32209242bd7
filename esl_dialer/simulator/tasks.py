"""What is to happen later, as FreeSWITCH's scheduler tells of it."""

from collections.abc import Mapping

from esl_dialer.simulator.channel import Channel
from esl_dialer.simulator.core import SECOND, Core

Task = Mapping[str, str]
HEARTBEAT = {"Task-ID": "1", "Task-Desc": "heartbeat", "Task-Group": "core"}


def scheduled(core: Core, what: str, group: str, delay_s: int) -> Task:
    """Tell that ``what`` is to be done for ``group``; returns what is told again at its end."""
    task = {"Task-ID": str(next(core.tasks)), "Task-Desc": what, "Task-Group": group}
    task |= _runtime(core, delay_s)
    core.emit("ADD_SCHEDULE", extra=task)
    return task


def beats_again(core: Core, delay_s: int) -> None:
    core.emit("RE_SCHEDULE", extra=HEARTBEAT | _runtime(core, delay_s))


def forget_tasks(core: Core, channel: Channel) -> None:
    """Of a channel that is gone: done or not, they are over."""
    while channel.tasks:
        core.emit("DEL_SCHEDULE", extra=channel.tasks.pop())


def _runtime(core: Core, delay_s: int) -> dict[str, str]:
    return {"Task-Runtime": str(core.now // SECOND + delay_s)}
