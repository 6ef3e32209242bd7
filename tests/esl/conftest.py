"""No test of the switch's edge waits for ever."""

from collections.abc import Iterator

import gevent
import pytest


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    with gevent.Timeout(30):
        yield
