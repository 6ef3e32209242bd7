"""The engines behind the network, against servers on loopback that answer as the real ones do."""

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from esl_dialer.core.speech.messages import Utterance
from esl_dialer.core.words import Language
from esl_dialer.worker.audio.engines import (
    Engine,
    EngineBusy,
    EngineError,
    EngineUnavailable,
    load_engine,
)
from esl_dialer.worker.audio.engines.google import pack
from esl_dialer.worker.audio.pool import EnginePool, Result, Spoken, Unspoken
from esl_dialer.worker.audio.sound import to_telephone
from tests.worker.audio.fake_speech_server import Answer, FakeSpeechServer, google_answer, tone

ONLINE = ["gtts", "azure", "openai", "piper"]
VOICES = {"gtts": "en@us", "azure": "en-US-JennyNeural", "openai": "alloy", "piper": "joe"}
GOOD = {"gtts": google_answer(tone("mp3"))} | {
    name: tone("wav") for name in ("azure", "openai", "piper")
}


def engine(name: str, server: FakeSpeechServer) -> Engine:
    return load_engine(name, {"url": server.url, "key": "k3y", "interval": "0"})


@pytest.mark.parametrize("name", ONLINE)
def test_speech_comes_back_and_becomes_telephone_sound(name: str) -> None:
    with FakeSpeechServer(Answer(body=GOOD[name])) as server:
        sound = engine(name, server).speak("Hello there.", VOICES[name])
    (samples,) = to_telephone([sound])
    assert abs(len(samples) / 8000 - 1.0) < 0.15


@pytest.mark.parametrize("name", ONLINE)
@pytest.mark.parametrize(
    ("answer", "raised", "said"),
    [
        (Answer(429, headers={"Retry-After": "7"}), EngineBusy, "429"),
        (Answer(429), EngineBusy, "429"),
        (Answer(503), EngineBusy, "503"),
        (Answer(401), EngineUnavailable, "401"),
        (Answer(403), EngineUnavailable, "403"),
        (Answer(400, b"bad voice"), EngineError, "bad voice"),
        (Answer(302, headers={"Location": "http://127.0.0.1:1/"}), EngineError, "302"),
        (Answer(200, b"x", cut=True), EngineBusy, "can't be reached"),
    ],
)
def test_each_error_of_a_service_is_told_apart(
    name: str, answer: Answer, raised: type[Exception], said: str
) -> None:
    with (
        FakeSpeechServer(answer) as server,
        pytest.raises(raised, match=said) as caught,
    ):
        engine(name, server).speak("Hello.", VOICES[name])
    if isinstance(caught.value, EngineBusy) and answer.headers:
        assert caught.value.retry_after == 7


@pytest.mark.parametrize("name", ONLINE)
def test_a_service_that_is_not_there_is_asked_again_later(name: str) -> None:
    with FakeSpeechServer(Answer()) as server:
        speaker = engine(name, server)
    with pytest.raises(EngineBusy, match="can't be reached"):
        speaker.speak("Hello.", VOICES[name])


@pytest.fixture
def own_certificate(tmp_path: Path) -> ssl.SSLContext:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out",
         str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize("name", ONLINE)
def test_a_certificate_that_nobody_vouches_for_is_refused(
    name: str, own_certificate: ssl.SSLContext
) -> None:
    with FakeSpeechServer(Answer(body=GOOD[name]), tls=own_certificate) as server:
        with pytest.raises(EngineUnavailable, match="certificate"):
            engine(name, server).speak("Hello.", VOICES[name])
        assert server.asked == []


def test_gtts_asks_as_seldom_as_its_limit_allows() -> None:
    text = ("This is a message for John Muglia, about a personal business matter. Please call us "
            "back, at eight hundred, two seven zero, nine nine three eight. Again, the number is "
            "eight hundred, two seven zero, nine nine three eight. Thank you for your time, "
            "goodbye.")  # fmt: skip
    with FakeSpeechServer(Answer(body=GOOD["gtts"])) as server:
        engine("gtts", server).speak(text, "en@us")
    assert len(server.asked) == -(-len(text) // 100)
    sent = [json.loads(unquote(asked.body.removeprefix("f.req=").rstrip("&")))
            for asked in server.asked]  # fmt: skip
    parts = [json.loads(each[0][0][1])[0] for each in sent]
    assert " ".join(parts) == text
    assert all(len(part) <= 100 and part.endswith((".", ",")) for part in parts)


def test_packing_keeps_every_word() -> None:
    text = "One, two. Three! " * 20
    assert " ".join("".join(pack(text)).split()) == text.strip()


def test_gtts_without_audio_or_with_half_of_it_is_an_error() -> None:
    half = google_answer(tone("mp3")).replace(b"A", b"!")
    with FakeSpeechServer(Answer(body=b")]}'\n\n[]"), Answer(body=half)) as server:
        speaker = engine("gtts", server)
        with pytest.raises(EngineError, match="without audio"):
            speaker.speak("Hello.", "en@us")
        with pytest.raises(EngineError, match="cut"):
            speaker.speak("Hello.", "en@us")


def test_what_is_sent_to_azure_is_escaped() -> None:
    with FakeSpeechServer(Answer(body=GOOD["azure"])) as server:
        engine("azure", server).speak("Smith & <Sons>", "en-US-JennyNeural")
    (asked,) = server.asked
    assert "Smith &amp; &lt;Sons&gt;" in asked.body
    assert '<voice name="en-US-JennyNeural">' in asked.body
    assert asked.headers["Ocp-Apim-Subscription-Key"] == "k3y"


@pytest.mark.parametrize(("name", "needed"), [("azure", "key"), ("piper", "address")])
def test_an_engine_that_is_not_set_up_says_what_it_needs(name: str, needed: str) -> None:
    with pytest.raises(EngineUnavailable, match=needed):
        load_engine(name, {})


@pytest.mark.parametrize("body", [b"not a sound", b""])
def test_what_is_no_sound_is_an_error_of_that_text_only(body: bytes) -> None:
    texts = [Utterance("piper", "joe", Language.EN, text) for text in ("One.", "Two.")]
    with (
        FakeSpeechServer(Answer(body=body), Answer(body=GOOD["piper"])) as server,
        EnginePool("piper", 1, {"url": server.url}) as pool,
    ):
        results = pool.speak(texts, lambda: None)
    assert isinstance(results[texts[0]], Unspoken)
    assert not results[texts[0]].engine_down
    assert isinstance(results[texts[1]], Spoken)


def edge(*modes: str) -> Result:
    pytest.importorskip("edge_tts")
    command = [sys.executable, "-m", "tests.worker.audio.fake_edge_server", *modes]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        text = Utterance("edge", "en-US-JennyNeural", Language.EN, "Hello there.")
        settings = {"url": f"ws://127.0.0.1:{port}/edge", "pauses": "0,0,0"}
        try:
            with EnginePool("edge", 1, settings) as pool:
                return pool.speak([text], lambda: None)[text]
        finally:
            server.kill()


@pytest.mark.parametrize("modes", [("audio",), ("silent", "audio"), ("silent", "silent", "audio")])
def test_edge_speaks_even_when_it_must_be_asked_again(modes: tuple[str, ...]) -> None:
    result = edge(*modes)
    assert isinstance(result, Spoken), result
    assert abs(len(result.pcm) / 16000 - 1.0) < 0.15


@pytest.mark.parametrize(
    ("mode", "reason", "waits", "down"),
    [
        ("silent", "no audio", False, False),
        ("403", "403", False, True),
        ("429", "429", True, False),
        ("503", "503", True, False),
        ("cut", "no audio", False, False),
    ],
)
def test_the_troubles_of_edge_are_told_apart(
    mode: str, reason: str, waits: bool, down: bool
) -> None:
    result = edge(mode)
    assert isinstance(result, Unspoken)
    assert reason in str(result.reason)
    assert (result.wait is not None, result.engine_down) == (waits, down)


@pytest.fixture
def espeak() -> Iterator[EnginePool]:
    with EnginePool("espeak-ng", 1) as pool:
        yield pool


def test_espeak_speaks_and_obeys_no_command(espeak: EnginePool) -> None:
    plain, tricky = (
        Utterance("espeak-ng", "en-us", Language.EN, text)
        for text in ("Thank you for your time.", "--version [[f'o@]] thank you for your time.")
    )
    results = espeak.speak([plain, tricky], lambda: None)
    lengths = [len(each.pcm) for each in results.values() if isinstance(each, Spoken)]
    assert 16000 < lengths[0] < 48000
    assert lengths[1] > lengths[0]
    bad = Utterance("espeak-ng", "xx-none", Language.EN, "Hello.")
    assert isinstance(espeak.speak([bad], lambda: None)[bad], Unspoken)


def test_hibari_speaks() -> None:
    pytest.importorskip("hibari")
    text = Utterance("hibari", "heart", Language.EN, "Thank you for your time.")
    with EnginePool("hibari", 1) as pool:
        result = pool.speak([text], lambda: None)[text]
    assert isinstance(result, Spoken), result
    assert 0.8 < len(result.pcm) / 16000 < 3
