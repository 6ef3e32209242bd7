"""The prompt's connection against a switch that does what the test says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from gevent.queue import Queue
from gevent.socket import SHUT_RDWR

from esl_dialer.esl.connection import Connection
from esl_dialer.esl.prompt import ANSWER, ATTEMPT, LONGEST, QUESTION, Prompt
from tests.esl.scripted import PASSWORD, PATIENCE, Peer, server


class Desk:
    """What the switch was sent, command by command, after the subscription."""

    def __init__(self) -> None:
        self.heard: Queue[str] = Queue()
        self.peers: Queue[Peer] = Queue()

    def script(self, peer: Peer) -> None:
        peer.greet()
        self.peers.put(peer)
        while command := peer.command():
            peer.reply("+OK")
            self.heard.put(command)

    def next(self) -> dict[str, str]:
        """The next command's headers; its line is under ``line``."""
        line, *headers = str(self.heard.get(timeout=PATIENCE)).split("\n")
        return {"line": line} | dict(header.split(": ", 1) for header in headers)


@contextmanager
def prompt(desk: Desk, answer: Callable[[str], str]) -> Iterator[Prompt]:
    with server(desk.script) as port:
        dial = lambda hear: Connection("127.0.0.1", port, PASSWORD, 2.0, hear)  # noqa: E731
        made = Prompt(dial, answer, rest=0.01)
        made.start()
        try:
            yield made
        finally:
            made.stop()


def question(peer: Peer, text: str, number: str = "q-1") -> None:
    peer.event("CUSTOM", Event_Subclass=QUESTION, Dialer_Question=number, Dialer_Text=text)


def test_a_question_gets_its_answer_whatever_is_in_it() -> None:
    desk = Desk()
    told = "two lines\nand: a colon, 100 %, é"
    with prompt(desk, lambda text: f"{text}|{told}"):
        question(desk.peers.get(timeout=PATIENCE), "why Winter")
        sent = desk.next()
    assert (sent["line"], sent["Event-Subclass"]) == ("sendevent CUSTOM", ANSWER)
    assert sent["Dialer-Question"] == "q-1"
    assert unquote(sent["Dialer-Text"]) == f"why Winter|{told}"


def test_a_question_without_a_number_is_passed_over() -> None:
    desk = Desk()
    with prompt(desk, str.upper):
        peer = desk.peers.get(timeout=PATIENCE)
        question(peer, "status", number="")
        question(peer, "status", number="q-2")
        assert desk.next()["Dialer-Question"] == "q-2"


def test_a_long_answer_is_cut() -> None:
    desk = Desk()
    with prompt(desk, lambda text: "x" * 2 * LONGEST):
        question(desk.peers.get(timeout=PATIENCE), "campaigns")
        assert len(desk.next()["Dialer-Text"]) == LONGEST


def test_news_is_told_while_connected_and_empty_values_are_left_out() -> None:
    desk = Desk()
    with prompt(desk, str) as made:
        peer = desk.peers.get(timeout=PATIENCE)
        question(peer, "status")
        desk.next()
        made.tell(ATTEMPT, {"Dialer-Attempt": "a-1", "Dialer-Outcome": ""})
        sent = desk.next()
    assert sent == {
        "line": "sendevent CUSTOM",
        "Event-Subclass": ATTEMPT,
        "Dialer-Attempt": "a-1",
    }


def test_news_that_nobody_can_take_is_dropped_at_once() -> None:
    desk = Desk()
    with prompt(desk, str) as made:
        made.tell(ATTEMPT, {"Dialer-Attempt": "told before it is connected"})
        question(desk.peers.get(timeout=PATIENCE), "status")
        assert desk.next()["Event-Subclass"] == ANSWER


def test_after_a_loss_it_connects_again() -> None:
    desk = Desk()
    with prompt(desk, str.upper):
        desk.peers.get(timeout=PATIENCE).sock.shutdown(SHUT_RDWR)
        question(desk.peers.get(timeout=PATIENCE), "status")
        assert desk.next()["Dialer-Text"] == "STATUS"
