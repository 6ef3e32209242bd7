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
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.contract.client import ContractClient  # noqa: E402
from tests.freeswitch.machine import RealSwitch, readable_directory, until  # noqa: E402
from tests.ports import free_port  # noqa: E402

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
    port = free_port()
    with readable_directory() as directory:
        taken = directory / "taken"
        taken.touch()
        server = subprocess.Popen([sys.executable, "-Wi", "-c", SERVER, str(port), str(taken)])
        switch = RealSwitch(directory)
        switch.start()
        client = switch.connect()
        client.ask("event json CHANNEL_DESTROY")
        try:
            measure_all(switch, client, given.calls, port)
            print(f"HTTP: {taken.stat().st_size} records taken")
        finally:
            client.close()
            switch.stop()
            server.kill()


def measure_all(switch: RealSwitch, client: ContractClient, calls: int, port: int) -> None:
    assert client.api("load mod_loopback").startswith("+OK")
    measure(switch, client, calls // 5, "(warming up)")
    measure(switch, client, calls, "files")
    files = len(list(switch.cdr.iterdir()))
    print(f"files: {files} written, the warming up's too")
    send_to(switch, port)
    assert client.api("reload mod_json_cdr").startswith("+OK")
    measure(switch, client, calls, "HTTP")
    left = len(list(switch.cdr.iterdir())) - files
    print(f"HTTP: {left} records fell back to files")
    assert client.api("unload mod_json_cdr").startswith("+OK")
    measure(switch, client, calls, "none")


def send_to(switch: RealSwitch, port: int) -> None:
    """Records by POST, and to files when that fails."""
    path = switch.directory / "switch" / "conf" / "autoload_configs" / "json_cdr.conf.xml"
    url = f'<param name="url" value="http://127.0.0.1:{port}/"/>'
    off = '<param name="log-http-and-disk" value="false"/>'
    text = path.read_text().replace("<settings>", f"<settings>{url}{off}")
    path.write_text(text)
    assert "+OK" in switch.api("reloadxml")


def measure(switch: RealSwitch, client: ContractClient, calls: int, name: str) -> None:
    gone, before = len(client.events), switch.processor_s()
    for _ in range(calls):
        client.send("bgapi originate {dialer_attempt=a}null/1 &hangup()")
        gevent.sleep(PACE_S)
    until(lambda: len(client.events) - gone >= calls)
    gevent.sleep(1)
    spent = switch.processor_s() - before
    print(f"{name}: {1000 * spent / calls:.2f} ms of processor time a call, {calls} calls")


if __name__ == "__main__":
    main()
