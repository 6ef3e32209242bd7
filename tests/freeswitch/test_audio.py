"""What the person hears IS the message: recorded at the far side and compared, sample by sample."""

import sys
import wave
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from esl_dialer.core.flows import MESSAGE_DROP
from esl_dialer.esl.commands import originate
from esl_dialer.esl.switch import Originate
from ivr.variables import CallPlan, call_variables, entry_of
from tests.contract.client import ContractClient
from tests.freeswitch.machine import ROOT, RealSwitch, until

sys.path.append(str(ROOT / "scripts" / "bench"))
from phones import Heard, Phones

pytestmark = pytest.mark.freeswitch
SECONDS = 3
RATE = 8000
FIRST_PACKET_S = 0.1
"""Far above what a quiet machine measures (scripts/bench/first_packet.py), far below a pause."""


@pytest.fixture
def phones() -> Iterator[Phones]:
    started = Phones()
    yield started
    started.close()


@pytest.fixture
def client(running: RealSwitch) -> Iterator[ContractClient]:
    connected = running.connect()
    connected.ask("event json CHANNEL_HANGUP_COMPLETE")
    yield connected
    connected.close()


def write_message(path: Path) -> np.ndarray:
    """Noise that rises and falls, and is loud from its first sample on: no two parts are alike."""
    chance = np.random.default_rng(1)
    swell = 0.6 + 0.4 * np.cos(np.linspace(0, 40, SECONDS * RATE))
    samples = (chance.normal(0, 6000, SECONDS * RATE) * swell).clip(-30000, 30000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return samples.astype(int)


def called(client: ContractClient, phones: Phones, message: Path) -> Heard:
    attempt = str(uuid4())
    plan = CallPlan(
        attempt=attempt, campaign_id=1, record_id=1, flow=MESSAGE_DROP, caller_id="18005550100",
        caller_name="Acme", message=str(message), ring_timeout=10, longest_call=30,
    )  # fmt: skip
    to = f"sofia/external/14165550100@127.0.0.1:{phones.port}"
    flow = entry_of(plan).name
    client.send_bytes(originate(Originate(attempt, to, flow, call_variables(plan))).encode())
    until(lambda: any(call.ended for call in phones.calls.values()))
    return next(iter(phones.calls.values()))


def heard_samples(payload: bytes) -> np.ndarray:
    """G.711 mu-law to 16-bit, as ITU-T G.711 defines it."""
    codes = ~np.frombuffer(payload, dtype=np.uint8)
    magnitude = (((codes & 0x0F).astype(int) << 3) + 0x84) << ((codes >> 4) & 0x07)
    return np.where(codes & 0x80, 0x84 - magnitude, magnitude - 0x84)


def test_the_callee_hears_the_whole_message_and_at_once(
    client: ContractClient, phones: Phones, running: RealSwitch
) -> None:
    wanted = write_message(running.directory / "message.wav")
    heard = called(client, phones, running.directory / "message.wav")
    assert heard.before_answer == 0
    assert heard.first_packet < FIRST_PACKET_S
    samples = heard_samples(heard.audio())
    start = place_of(wanted[:800], samples)
    got = samples[start : start + len(wanted)]
    assert len(got) == len(wanted)
    quantum = np.maximum(16, np.abs(wanted) / 16)
    assert np.all(np.abs(got - wanted) <= quantum)
    assert start <= RATE * FIRST_PACKET_S
    assert np.abs(samples[start + len(wanted) + 160 :]).max(initial=0) < 300


def place_of(part: np.ndarray, samples: np.ndarray) -> int:
    """Where the part begins: the best correlation."""
    correlation = np.correlate(samples[: 2 * RATE].astype(float), part.astype(float))
    return int(correlation.argmax())
