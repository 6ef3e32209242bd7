"""What call detail records cost the switch: none, files, or HTTP POSTs, in processor time per call.

    FREESWITCH_BIN=... .venv/bin/python scripts/bench/detail_records.py [--calls 1000]

Calls of the null endpoint that are hung up at once, 100 a second; the processor time is
FreeSWITCH's own, from /proc. The HTTP server is a process of its own and answers 200 at once.

Measured on two cores, busy with other tests, with FreeSWITCH 1.11, two runs of 800 calls each: none
2.4 and 2.3 ms a call, files 2.6 and 2.2, HTTP 2.5 and 2.5: the difference drowns in the noise.
"""

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402
from processes import HERE, cpu, free_port  # noqa: E402
from real_switch import RealSwitch, real_switch  # noqa: E402

sys.path.insert(0, str(HERE))

from esl_dialer.esl.commands import Command, api  # noqa: E402
from esl_dialer.esl.connection import Connection  # noqa: E402

PATIENCE_S = 60.0
REPLY_S = 60.0
PACE_S = 0.01
SERVER = """
import http.server, sys
class Taker(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        open(sys.argv[2], 'a').write('.')
        self.send_response(200); self.send_header('Content-Length', '0'); self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Taker).serve_forever()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        made = Path(directory)
        made.chmod(0o755)
        with taker(made / "taken") as port, real_switch(made) as switch:
            client = Client(switch)
            measure_all(switch, client, given.calls, port)
            client.stop()
        print(f"HTTP: {(made / 'taken').stat().st_size} records taken")


@contextmanager
def taker(taken: Path) -> Iterator[int]:
    """A server that takes records, a byte in ``taken`` for each; its port."""
    port = free_port()
    taken.touch()
    server = subprocess.Popen([sys.executable, "-Wi", "-c", SERVER, str(port), str(taken)])
    try:
        yield port
    finally:
        server.kill()
        server.wait()


class Client(Connection):
    """Counts the channels that are gone."""

    def __init__(self, switch: RealSwitch) -> None:
        super().__init__("127.0.0.1", switch.port, switch.password, REPLY_S, self.count)
        self.gone = 0
        self.connect()
        self.ask(Command("event json CHANNEL_DESTROY"))

    def count(self, _event: object) -> None:
        self.gone += 1

    def ask(self, command: Command) -> None:
        reply = self.send(command, REPLY_S).reply
        if "+OK" not in reply:
            sys.exit(f"{command.line}: {reply}")


def measure_all(switch: RealSwitch, client: Client, calls: int, port: int) -> None:
    client.ask(api("load", "mod_loopback"))
    measure(switch, client, calls // 5, "(warming up)")
    measure(switch, client, calls, "files")
    files = len(list(switch.cdr.iterdir()))
    print(f"files: {files} written, the warming up's too")
    send_to(switch, port)
    client.ask(api("reloadxml"))
    client.ask(api("reload", "mod_json_cdr"))
    measure(switch, client, calls, "HTTP")
    left = len(list(switch.cdr.iterdir())) - files
    print(f"HTTP: {left} records fell back to files")
    client.ask(api("unload", "mod_json_cdr"))
    measure(switch, client, calls, "none")


def send_to(switch: RealSwitch, port: int) -> None:
    """Records by POST, and to files when that fails."""
    path = switch.cdr.parent / "conf" / "autoload_configs" / "json_cdr.conf.xml"
    url = f'<param name="url" value="http://127.0.0.1:{port}/"/>'
    off = '<param name="log-http-and-disk" value="false"/>'
    path.write_text(path.read_text().replace("<settings>", f"<settings>{url}{off}"))


def measure(switch: RealSwitch, client: Client, calls: int, name: str) -> None:
    client.gone, before = 0, cpu(switch.pid)
    for _ in range(calls):
        client.ask(Command("bgapi originate {dialer_attempt=a}null/1 &hangup()"))
        gevent.sleep(PACE_S)
    with gevent.Timeout(PATIENCE_S):
        while client.gone < calls:
            gevent.sleep(0.05)
    gevent.sleep(1)
    spent = cpu(switch.pid) - before
    print(f"{name}: {1000 * spent / calls:.2f} ms of processor time a call, {calls} calls")


if __name__ == "__main__":
    main()
