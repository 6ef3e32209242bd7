"""gevent and pytest-xdist in one process.

pytest-xdist has a process that hands out the tests, and workers that run them. In each of these a
native thread hears what the other says, and a greenlet that waits for a native thread may never be
woken. So the process that hands out is left unpatched, and a worker waits for its next test
natively.
"""

import argparse
import os
import shlex
import sys
import threading
from importlib import util
from pathlib import Path
from types import ModuleType

from gevent import monkey

WORKS = "PYTEST_XDIST_WORKER" in os.environ
"""Whether this process is a worker of pytest-xdist."""


def patch() -> None:
    """Make the standard library cooperative, as the dialer's processes do, where tests run."""
    if WORKS:
        _wait_natively(_copy_of_threading())
    elif _hands_out():
        return
    monkey.patch_all()


def _hands_out() -> bool:
    """Whether pytest was told ``-n``, and not ``-n 0``."""
    words = shlex.split(os.environ.get("PYTEST_ADDOPTS", "")) + sys.argv[1:]
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("-n", "--numprocesses", default="0")
    return parser.parse_known_args(words)[0].numprocesses != "0"


def _copy_of_threading() -> ModuleType:
    """A second ``threading``, which gevent will not find."""
    found = util.find_spec("threading")
    assert found is not None
    assert found.loader is not None
    copy = util.module_from_spec(found)
    found.loader.exec_module(copy)
    return copy


def _wait_natively(native: ModuleType) -> None:
    from execnet.gateway_base import ThreadExecModel  # noqa: PLC0415 (only workers have it)

    ThreadExecModel.Event = staticmethod(native.Event)
    ThreadExecModel.RLock = staticmethod(native.RLock)


def shared(base: Path) -> Path:
    """The directory of the whole run, where ``base`` is pytest's own for this process."""
    return base.parent if WORKS else base


def let_end() -> None:
    """No test comes any more: what a worker made before ``patch`` waits natively again."""
    threading._allocate_lock = monkey.get_original("_thread", "allocate_lock")
