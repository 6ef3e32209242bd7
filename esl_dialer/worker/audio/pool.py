"""The worker processes: work handed out, deadlines kept, those that hang killed and replaced.

One thread waits for all of them, so that it does the same with and without gevent's patches.
"""

import os
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from esl_dialer.core.says import Says, unpacked
from esl_dialer.core.speech.generation import Alive
from esl_dialer.core.speech.messages import Utterance
from esl_dialer.core.speech.voices import EngineName
from esl_dialer.worker.audio.engines import TRAITS, Traits
from esl_dialer.worker.audio.frames import FrameError, decode, encode


@dataclass(frozen=True, slots=True)
class Spoken:
    """Samples: 8 kHz, one channel, signed 16 bits, little-endian."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Unspoken:
    """Why there is no sound. ``wait``: seconds after which the service may be asked again.

    ``engine_down``: no other utterance will go well either.
    """

    reason: Says
    wait: float | None = None
    engine_down: bool = False


Result = Spoken | Unspoken
BUSY_WAIT = 5.0
"""Seconds to wait when a service that is busy does not say how long."""

PATIENCE = 2.0
"""Longest wait between two signs of life (seconds)."""


@dataclass(slots=True)
class _Worker:
    process: "subprocess.Popen[bytes]"
    buffer: bytearray = field(default_factory=bytearray)
    task: tuple[Utterance, ...] = ()
    deadline: float = 0.0
    ready: bool = False


class EnginePool:
    """Up to ``size`` workers of one engine. Not for several threads at once."""

    def __init__(self, engine: str, size: int, settings: Mapping[str, str] | None = None) -> None:
        self.engine = EngineName(engine)
        self._traits: Traits = TRAITS[self.engine]
        self._size = min(size, self._traits.workers) if self._traits.workers else size
        self._settings = dict(settings or {})
        self._workers: list[_Worker] = []

    def __enter__(self) -> "EnginePool":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        for worker in list(self._workers):
            self._kill(worker)

    def pids(self) -> list[int]:
        """The workers' process numbers, for people who look after the machine."""
        return [worker.process.pid for worker in self._workers]

    def speak(self, utterances: Iterable[Utterance], alive: Alive) -> dict[Utterance, Result]:
        """Speak them all; every one has a result. Those that hang or crash a worker are found."""
        tasks = deque(_tasks(utterances, self._traits.batch_chars))
        results: dict[Utterance, Result] = {}
        try:
            while tasks or any(worker.task for worker in self._workers):
                self._hand_out(tasks)
                for worker in self._wait():
                    self._take(worker, tasks, results)
                alive()
        finally:
            for worker in [each for each in self._workers if each.task]:
                self._kill(worker)
        return results

    def _hand_out(self, tasks: "deque[tuple[Utterance, ...]]") -> None:
        while tasks and (worker := self._idle()) is not None:
            worker.task = tasks.popleft()
            if worker.ready:
                self._ask(worker)

    def _idle(self) -> _Worker | None:
        for worker in [each for each in self._workers if not each.task]:
            if worker.process.poll() is None:
                return worker
            self._kill(worker)
        return self._start() if len(self._workers) < self._size else None

    def _start(self) -> _Worker:
        process = subprocess.Popen(
            [sys.executable, "-m", "esl_dialer.worker.audio.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        worker = _Worker(process, deadline=time.monotonic() + self._traits.start)
        self._workers.append(worker)
        self._send(worker, {"engine": self.engine, "settings": self._settings})
        return worker

    def _ask(self, worker: _Worker) -> None:
        traits = self._traits
        seconds = traits.base + traits.per_char * sum(len(each.text) for each in worker.task)
        worker.deadline = time.monotonic() + seconds
        pairs = [[each.text, each.voice] for each in worker.task]
        self._send(worker, {"utterances": pairs, "deadline": seconds})

    def _send(self, worker: _Worker, head: dict[str, Any]) -> None:
        """A worker that is gone is noticed when its answer is waited for."""
        assert worker.process.stdin is not None  # noqa: S101 (a pipe was asked for)
        try:
            os.write(worker.process.stdin.fileno(), encode(head))
        except BrokenPipeError:
            return

    def _wait(self) -> list[_Worker]:
        """Workers that have something to say, are gone, or are late."""
        busy = [worker for worker in self._workers if worker.task]
        patience = min(worker.deadline for worker in busy) - time.monotonic()
        with selectors.DefaultSelector() as selector:
            for worker in busy:
                selector.register(worker.process.stdout, selectors.EVENT_READ, worker)  # type: ignore[arg-type]
            ready = [key.data for key, _ in selector.select(min(PATIENCE, max(0.0, patience)))]
        now = time.monotonic()
        return ready + [each for each in busy if each not in ready and each.deadline <= now]

    def _take(
        self,
        worker: _Worker,
        tasks: "deque[tuple[Utterance, ...]]",
        results: dict[Utterance, Result],
    ) -> None:
        if worker.deadline <= time.monotonic():
            return self._give_up(worker, tasks, results, Says("the engine did not finish in time"))
        assert worker.process.stdout is not None  # noqa: S101 (a pipe was asked for)
        chunk = os.read(worker.process.stdout.fileno(), 1 << 20)
        worker.buffer += chunk
        try:
            frame = decode(worker.buffer) if chunk else None
        except FrameError as error:
            broken = Says("the engine's worker: {error}", error=str(error))
            return self._give_up(worker, tasks, results, broken)
        if not chunk:
            return self._give_up(worker, tasks, results, Says("the engine crashed"))
        if frame is not None:
            self._answered(worker, frame, tasks, results)
        return None

    def _answered(
        self,
        worker: _Worker,
        frame: tuple[dict[str, Any], bytes],
        tasks: "deque[tuple[Utterance, ...]]",
        results: dict[Utterance, Result],
    ) -> None:
        head, body = frame
        if head.get("ready"):
            worker.ready = True
            self._ask(worker)
        elif reason := head.get("unavailable"):
            waiting = [*worker.task, *(each for task in tasks for each in task)]
            self._down(waiting, unpacked(reason), results)
            tasks.clear()
            self._kill(worker)
        else:
            results |= _results(worker.task, head["results"], body)
            worker.task = ()

    def _down(
        self, utterances: list[Utterance], reason: Says, results: dict[Utterance, Result]
    ) -> None:
        for each in utterances:
            results[each] = Unspoken(reason, engine_down=True)

    def _give_up(
        self,
        worker: _Worker,
        tasks: "deque[tuple[Utterance, ...]]",
        results: dict[Utterance, Result],
        reason: Says,
    ) -> None:
        """Replace the worker; try what it had one by one, and fail the one that it had alone."""
        task, was_ready = worker.task, worker.ready
        self._kill(worker)
        if not was_ready:
            self._down([*task, *(each for rest in tasks for each in rest)], reason, results)
            tasks.clear()
        elif len(task) > 1:
            tasks.extend((each,) for each in task)
        else:
            results[task[0]] = Unspoken(reason)

    def _kill(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.kill()
        worker.process.communicate()


def _tasks(utterances: Iterable[Utterance], chars: int) -> list[tuple[Utterance, ...]]:
    """Each once, together up to so many characters."""
    tasks: list[list[Utterance]] = []
    size = chars
    for each in dict.fromkeys(utterances):
        if size + len(each.text) > chars:
            tasks.append([])
            size = 0
        tasks[-1].append(each)
        size += len(each.text)
    return [tuple(task) for task in tasks]


def _results(
    task: tuple[Utterance, ...], answers: list[dict[str, Any]], body: bytes
) -> dict[Utterance, Result]:
    results: dict[Utterance, Result] = {}
    start = 0
    for utterance, answer in zip(task, answers, strict=True):
        if "bytes" in answer:
            results[utterance] = Spoken(body[start : start + answer["bytes"]])
            start += answer["bytes"]
        else:
            results[utterance] = _unspoken(answer)
    return results


def _unspoken(answer: dict[str, Any]) -> Unspoken:
    if "busy" in answer:
        return Unspoken(unpacked(answer["busy"]), wait=answer.get("retry_after") or BUSY_WAIT)
    if "unavailable" in answer:
        return Unspoken(unpacked(answer["unavailable"]), engine_down=True)
    return Unspoken(unpacked(answer["error"]))
