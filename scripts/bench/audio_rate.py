#!/usr/bin/env python3
"""How many bilingual messages of about 25 seconds one machine speaks in a second.

    scripts/bench/audio_rate.py [MESSAGES] [WORKERS] [ENGINE] [--json]

Cold: every sentence names the person, so that nothing can be kept. Warm: the default Link Back
templates, of which the call-back sentences are spoken once. Files are written as in production.
Beside them the bare engine in one process, which speaks every sentence, and one sox a message.
"""

import argparse
import json
import resource
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from esl_dialer.core.speech.default_templates import templates_of
from esl_dialer.core.speech.generation import Files
from esl_dialer.core.speech.messages import Messages, Script, compose
from esl_dialer.core.speech.voices import DEFAULT_ENGINE
from esl_dialer.core.words import CampaignKind, Language
from esl_dialer.worker.audio import default_workers, open_speaker
from esl_dialer.worker.audio.engines import load_engine
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


def bare(script: Script, count: int, directory: Path) -> float:
    """Processor seconds a message: the engine in this process, and a sox for each message."""
    engine = load_engine(script.engine or DEFAULT_ENGINE, {})
    before = processor_seconds()
    for number in range(count):
        composed = compose(script, fields(number))
        assert isinstance(composed, Messages), composed
        sounds = [engine.speak(one.text, one.voice) for one in composed.message.utterances]
        raw = directory / "bare.raw"
        raw.write_bytes(b"".join(sound.data for sound in sounds))
        kind = ["-t", "raw", "-r", str(sounds[0].rate), "-e", "signed", "-b", "16", "-c", "1"]
        done = ["sox", *kind, str(raw), "-r", "8000", str(directory / "bare.wav")]
        subprocess.run(done, check=True, stderr=subprocess.DEVNULL)
    return (processor_seconds() - before) / count


def measured(script: Script, count: int, workers: int) -> dict[str, float]:
    """Of one script: messages a second, their seconds, and processor milliseconds for each."""
    with TemporaryDirectory() as directory:
        alone = bare(script, max(8, count // 10), Path(directory))
        before = processor_seconds()
        speaker = open_speaker(Path(directory), workers)
        run(speaker, script, workers)
        rate, length = run(speaker, script, count)
        speaker.close()
    used = (processor_seconds() - before) / (count + workers)
    return {"rate": rate, "seconds": length, "cpu": 1000 * used, "bare": 1000 * alone}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", type=int, nargs="?", default=240)
    parser.add_argument("workers", type=int, nargs="?", default=default_workers())
    parser.add_argument("engine", nargs="?", default="")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    english, french = templates_of(CampaignKind.LB)
    engine = options.engine
    scripts = {
        "cold": Script(1, CampaignKind.MD, Language.EN, COLD_EN, COLD_FR, 1, engine=engine),
        "warm": Script(1, CampaignKind.LB, Language.EN, english, french, 1, engine=engine),
    }
    found = {
        name: measured(script, options.messages, options.workers)
        for name, script in scripts.items()
    }
    if options.json:
        print(json.dumps(found))
        return
    for name, one in found.items():
        print(
            f"{name}: {one['rate']:.1f} messages/s of {one['seconds']:.1f} s, {options.workers} "
            f"workers; {one['cpu']:.0f} ms of processor each (bare engine and sox "
            f"{one['bare']:.0f} ms), {1000 * options.workers / one['cpu']:.1f} messages/s if idle"
        )


if __name__ == "__main__":
    main()
