"""The worker processes, real ones: hangs, crashes, bad answers.

In a process with gevent's patches (tests/conftest.py) and, for one test, in one without.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from esl_dialer.core.says import Says, about
from esl_dialer.core.speech.messages import Utterance
from esl_dialer.core.speech.voices import EngineName
from esl_dialer.core.words import Language
from esl_dialer.worker.audio import engines
from esl_dialer.worker.audio.engines import Traits
from esl_dialer.worker.audio.frames import encode
from esl_dialer.worker.audio.pool import EnginePool, Spoken, Unspoken
from esl_dialer.worker.audio.worker import GRACE
from tests.patience import PATIENCE_S

NOBODY_ASKS = lambda: None  # noqa: E731


def english(text: str, voice: str = "en-GB") -> Utterance:
    return Utterance("nanotts", voice, Language.EN, text)


@pytest.fixture
def pool() -> Iterator[EnginePool]:
    with EnginePool("nanotts", 2) as opened:
        yield opened


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[EnginePool]:
    traits = Traits("nanotts", base=2.5, per_char=0.0)
    monkeypatch.setitem(engines.TRAITS, EngineName.NANOTTS, traits)
    with EnginePool("nanotts", 1) as opened:
        yield opened


def seconds(result: Spoken | Unspoken) -> float:
    assert isinstance(result, Spoken), result
    return len(result.pcm) / 16000


def test_speech_of_a_plausible_length_comes_back_for_each_text(pool: EnginePool) -> None:
    texts = [english("Hello."), english("Thank you for your time, goodbye."), english("Hello.")]
    results = pool.speak(texts, NOBODY_ASKS)
    assert results.keys() == set(texts)
    assert 0.2 < seconds(results[texts[0]]) < 1.0 < seconds(results[texts[1]]) < 3.5


def test_a_worker_that_hangs_is_replaced_and_only_what_hangs_alone_is_blamed(
    hasty: EnginePool,
) -> None:
    hasty.speak([english("Hello.")], NOBODY_ASKS)
    stop(hasty)
    pair = [english("Hello."), english("Goodbye.")]
    results = hasty.speak(pair, NOBODY_ASKS)
    assert all(isinstance(results[each], Spoken) for each in pair)
    stop(hasty)
    alone = english("Good morning.")
    assert hasty.speak([alone], NOBODY_ASKS)[alone] == Unspoken(
        Says("the engine did not finish in time")
    )
    assert isinstance(hasty.speak([alone], NOBODY_ASKS)[alone], Spoken)


def stop(pool: EnginePool) -> None:
    for pid in pool.pids():
        os.kill(pid, signal.SIGSTOP)


def test_a_word_that_the_engine_would_never_finish_is_refused(pool: EnginePool) -> None:
    endless = english("é" * 3000)
    result = pool.speak([endless], NOBODY_ASKS)[endless]
    assert result == Unspoken(
        about("nanotts", Says("a word of {letters} letters, {most} at most", letters=3000, most=60))
    )


def test_a_worker_whose_parent_is_gone_ends_itself() -> None:
    command = [sys.executable, "-m", "esl_dialer.worker.audio.worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin is not None
        long = [["Thank you for your time, goodbye. " * 5000, "en-GB"]]
        worker.stdin.write(encode({"engine": "nanotts", "settings": {}}))
        worker.stdin.write(encode({"utterances": long, "deadline": 0.1 - GRACE}))
        worker.stdin.flush()
        assert worker.wait(timeout=PATIENCE_S) == -signal.SIGALRM


def test_a_worker_that_dies_is_replaced(pool: EnginePool) -> None:
    pool.speak([english("Hello.")], NOBODY_ASKS)
    for pid in pool.pids():
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert isinstance(pool.speak([english("Hi.")], NOBODY_ASKS)[english("Hi.")], Spoken)


def test_errors_are_per_text(pool: EnginePool) -> None:
    bad_voice, empty, good = english("Hello.", voice="xx"), english(" "), english("Hello.")
    results = pool.speak([bad_voice, empty, good], NOBODY_ASKS)
    assert results[bad_voice] == Unspoken(about("nanotts", Says("Unsupported voice")))
    assert results[empty] == Unspoken(Says("the engine gave no sound"))
    assert isinstance(results[good], Spoken)


def test_tags_are_not_obeyed(pool: EnginePool) -> None:
    tagged = english('<speed level="400">Thank you for your time, goodbye.</speed>')
    plain = english("Thank you for your time, goodbye.")
    results = pool.speak([tagged, plain], NOBODY_ASKS)
    assert seconds(results[tagged]) > seconds(results[plain])


def test_an_engine_that_is_not_there_says_so_for_all() -> None:
    with EnginePool("piper", 1) as pool:
        text = Utterance("piper", "v", Language.EN, "Hello.")
        result = pool.speak([text], NOBODY_ASKS)[text]
    assert isinstance(result, Unspoken)
    assert result.engine_down


def test_a_caller_that_gives_up_leaves_no_old_answer_behind(pool: EnginePool) -> None:
    def give_up() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        pool.speak([english("Hello.")], give_up)
    other = english("Thank you for your time, goodbye.")
    assert seconds(pool.speak([other], NOBODY_ASKS)[other]) > 1


def test_it_works_without_gevent_too() -> None:
    code = (
        "from tests.worker.audio.test_pool import EnginePool, Spoken, english\n"
        "import sys\n"
        "assert 'gevent.monkey' not in sys.modules\n"
        "with EnginePool('nanotts', 1) as pool:\n"
        "    (result,) = pool.speak([english('Hello.')], lambda: None).values()\n"
        "assert isinstance(result, Spoken), result\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE_S)
