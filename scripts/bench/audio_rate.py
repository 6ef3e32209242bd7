#!/usr/bin/env python3
"""How many bilingual messages of about 25 seconds one machine speaks in a second.

    scripts/bench/audio_rate.py [MESSAGES] [WORKERS] [ENGINE]

Cold: every sentence names the person, so that nothing can be kept. Warm: the default Link Back
templates, of which the call-back sentences are spoken once. Files are written as in production.
"""

import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from esl_dialer.core.speech.default_templates import templates_of
from esl_dialer.core.speech.generation import Files
from esl_dialer.core.speech.messages import Messages, Script, compose
from esl_dialer.core.words import CampaignKind, Language
from esl_dialer.worker.audio import default_workers, open_speaker
from esl_dialer.worker.audio.speaker import Speaker

BATCH = 24
COLD_EN = (
    "Hello {full_name}. This message is for {full_name}, account {account_number}, about a "
    "personal business matter. Please call us, {first_name}. Goodbye {first_name}."
)
COLD_FR = (
    "Bonjour {full_name}. Ce message est pour {full_name}, dossier {account_number}, au sujet "
    "d'une affaire personnelle. Veuillez nous appeler, {first_name}. Au revoir {first_name}."
)
FIRST = ("ANITA", "PIERRE", "SIOBHAN", "JOHN", "MARIE", "LUC", "GRACE", "OMAR", "ZOE", "ADAM")
LAST = ("TREMBLAY", "MACDONALD", "GAGNON", "O'NEIL", "SMITH", "ROY", "SINGH", "NGUYEN", "WHITE")


def fields(number: int) -> dict[str, str]:
    first, last = FIRST[number % len(FIRST)], LAST[number % len(LAST)]
    return {
        "first_name": first,
        "full_name": f"{first} {last}",
        "account_number": str(1_000_000 + number * 7919),
        "province": "QC",
        "tfn": "8002709938",
    }


def processor_seconds() -> float:
    """Used so far by this process and by its workers that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def run(speaker: Speaker, script: Script, count: int) -> tuple[float, float]:
    """Messages per second, and the mean length of a message in seconds."""
    lengths: list[int] = []
    started = time.perf_counter()
    for start in range(0, count, BATCH):
        batch: dict[int, Messages] = {}
        for number in range(start, min(start + BATCH, count)):
            composed = compose(script, fields(number))
            assert isinstance(composed, Messages), composed
            batch[number] = composed
        answers = speaker.speak_batch(1, batch, lambda: None)
        for answer in answers.values():
            assert isinstance(answer, Files), answer
            lengths.append(answer.ms)
    seconds = time.perf_counter() - started
    return count / seconds, sum(lengths) / count / 1000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 240
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else default_workers()
    engine = sys.argv[3] if len(sys.argv) > 3 else ""
    english, french = templates_of(CampaignKind.LB)
    scripts = {
        "cold": Script(1, CampaignKind.MD, Language.EN, COLD_EN, COLD_FR, 1, engine=engine),
        "warm": Script(1, CampaignKind.LB, Language.EN, english, french, 1, engine=engine),
    }
    for name, script in scripts.items():
        with TemporaryDirectory() as directory:
            before = processor_seconds()
            speaker = open_speaker(Path(directory), workers)
            run(speaker, script, workers)
            rate, length = run(speaker, script, count)
            speaker.close()
        used = (processor_seconds() - before) / (count + workers)
        print(
            f"{name}: {rate:.1f} messages/s of {length:.1f} s, {workers} workers; "
            f"{used * 1000:.0f} ms of processor each, {workers / used:.1f} messages/s if idle"
        )


if __name__ == "__main__":
    main()
