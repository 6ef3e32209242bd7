import socket

from webui.server import _closed_by_peer


def test_a_connection_closed_by_the_browser_is_noticed_without_waiting():
    here, there = socket.socketpair()
    with here:
        assert not _closed_by_peer(here)
        there.sendall(b"GET /next")
        assert not _closed_by_peer(here)
        here.recv(100)
        there.close()
        assert _closed_by_peer(here)
