"""From the answer to the first audio at the callee: p50 and p99, at 1 and at 50 answers at once.

    FREESWITCH_BIN=... .venv/bin/python scripts/bench/first_packet.py [--calls 100] [--together 50]
        [--keys rfc2833|info|inband]

Starts a FreeSWITCH with scripts/switch, and phones on loopback (phones.py). A
phone's clock starts when it sends its 200 OK and stops when the first RTP packet is read from its
socket; that packet begins with the message's first sample (tests/freeswitch/test_audio.py). Switch,
phones and this script share the machine's processors.

Measured on two cores with FreeSWITCH 1.11: 1 at once, p50 22 ms, p99 28 ms; 50 at once, p50 84 ms,
p99 145 ms; nothing before the answer. Of the 22 ms, 20 are the first packet's own length.
"""

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import wave  # noqa: E402
from pathlib import Path  # noqa: E402
from uuid import uuid4  # noqa: E402

import gevent  # noqa: E402
from phones import Heard, Phones  # noqa: E402
from processes import HERE, cpu  # noqa: E402
from real_switch import RealSwitch, real_switch  # noqa: E402

sys.path.insert(0, str(HERE))

from esl_dialer.core.flows import LINK_BACK  # noqa: E402
from esl_dialer.core.words import DtmfMode  # noqa: E402
from esl_dialer.esl.commands import originate  # noqa: E402
from esl_dialer.esl.connection import Connection  # noqa: E402
from esl_dialer.esl.switch import Originate  # noqa: E402
from ivr.variables import CallPlan, call_variables, entry_of  # noqa: E402

PATIENCE_S = 60.0
REPLY_S = 60.0
MESSAGE_S = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--together", type=int, default=50)
    parser.add_argument("--keys", type=DtmfMode, choices=DtmfMode, default=DtmfMode.RFC2833)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        made = Path(directory)
        made.chmod(0o755)
        with real_switch(made) as switch:
            message = write_message(made)
            measure(switch, message, given.calls, 1, given.keys)
            measure(switch, message, given.calls, given.together, given.keys)


def measure(switch: RealSwitch, message: Path, calls: int, together: int, keys: DtmfMode) -> None:
    heard: list[Heard] = []
    before = cpu(switch.pid)
    while len(heard) < calls:
        heard += batch(switch, message, together, keys)
    spent = 1000 * (cpu(switch.pid) - before) / len(heard)
    waits = sorted(1000 * call.first_packet for call in heard)
    early = sum(call.before_answer for call in heard)
    print(
        f"{together} at once, {len(waits)} calls: first packet after "
        f"p50 {quantile(waits, 0.5):.1f} ms, p99 {quantile(waits, 0.99):.1f} ms, "
        f"most {waits[-1]:.1f} ms; {early} packets before the answer; "
        f"{spent:.1f} ms of the switch's processor time a call"
    )


def batch(switch: RealSwitch, message: Path, together: int, keys: DtmfMode) -> list[Heard]:
    """That many calls that all answer at the same instant."""
    phones = Phones(ring=0.1, together=together)
    client = Connection("127.0.0.1", switch.port, switch.password, REPLY_S)
    client.connect()
    for number in range(together):
        client.send(originate(call(phones.port, number, message, keys)), REPLY_S)
    with gevent.Timeout(PATIENCE_S):
        while sum(bool(one.ended) for one in phones.calls.values()) < together:
            gevent.sleep(0.05)
    client.stop()
    phones.close()
    return list(phones.calls.values())


def call(port: int, number: int, message: Path, keys: DtmfMode) -> Originate:
    attempt = str(uuid4())
    plan = CallPlan(
        attempt=attempt, campaign_id=1, record_id=number, flow=LINK_BACK,
        caller_id="18005550100", caller_name="Acme", message=str(message), ring_timeout=20,
        longest_call=3, keys=keys,
    )  # fmt: skip
    to = f"sofia/external/1416555{number:04}@127.0.0.1:{port}"
    return Originate(attempt, to, entry_of(plan).name, call_variables(plan))


def write_message(directory: Path) -> Path:
    path = Path(tempfile.mkstemp(suffix=".wav", dir=directory)[1])
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\x00\x10\x00\xf0" * (4000 * MESSAGE_S))
    path.chmod(0o644)
    return path


def quantile(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, round(share * (len(values) - 1)))]


if __name__ == "__main__":
    main()
