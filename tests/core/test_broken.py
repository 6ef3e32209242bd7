"""What people are told of errors that are not ours: words, never an exception's name."""

import errno
import re
import sqlite3

import pytest
import requests

from esl_dialer.core.broken import BROKE_OFF, NO_ANSWER, UNFORESEEN, of_connection, told_of
from esl_dialer.core.says import Says, SaysError

NAME = re.compile(r"[A-Z][a-z]+(Error|Exception|Timeout)|object at 0x")


def refused() -> Exception:
    """As requests gives it: a refusal by the system, wrapped twice."""
    try:
        requests.post("http://127.0.0.1:9", timeout=1)
    except requests.exceptions.RequestException as error:
        return error
    raise AssertionError("something listens at the discard port")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SaysError(Says("no campaign {name}", name="May")), "no campaign May"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (PermissionError(errno.EACCES, "Permission denied", "/data/1.wav"),
         "/data/1.wav: Permission denied"),
        (KeyError("full_name"), str(UNFORESEEN)),
        (sqlite3.OperationalError("database is locked"), str(UNFORESEEN)),
        (OSError("odd"), str(UNFORESEEN)),
    ],
)  # fmt: skip
def test_what_was_not_foreseen_is_told_in_words(error, told):
    assert str(told_of(error)) == told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "Connection refused"),
        (TimeoutError("timed out"), str(NO_ANSWER)),
        (requests.exceptions.ReadTimeout("HTTPSConnectionPool(host='x')"), str(NO_ANSWER)),
        (ValueError("Error reading SSH protocol banner"), "Error reading SSH protocol banner"),
        (requests.exceptions.ConnectionError("Caused by NewConnectionError('<x object at 0x1>')"),
         str(BROKE_OFF)),
        (EOFError(), str(BROKE_OFF)),
    ],
)  # fmt: skip
def test_why_another_machine_can_not_be_spoken_to_is_told_in_words(error, told):
    assert str(of_connection(error)) == told


def test_what_libraries_wrap_is_told_as_the_system_said_it():
    assert NAME.search(str(refused()))
    assert str(of_connection(refused())) == "Connection refused"
