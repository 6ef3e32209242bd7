"""A command of ``api``: what it does, and what ``help`` says of it."""

from collections.abc import Callable
from dataclasses import dataclass

from esl_dialer.simulator.core import Core

Reply = Callable[[str], None]
Run = Callable[[Core, str], str]

OK = "+OK\n"
SUCCESS = "+OK Success\n"
NO_CHANNEL = "-ERR No such channel!\n"
NO_SESSION = "-ERR Cannot locate session!\n"
FAILED = "-ERR Operation failed\n"
NOT_DONE = "-ERR the simulated switch does not do this\n"
"""Of what a real FreeSWITCH would do: said rather than answered with an untrue +OK."""


@dataclass(frozen=True, slots=True)
class Command:
    """``syntax`` follows ``-USAGE:``; ``about`` is a line for ``help``."""

    run: Run
    syntax: str = ""
    about: str = ""


def usage(syntax: str) -> str:
    return f"-USAGE: {syntax}\n"
