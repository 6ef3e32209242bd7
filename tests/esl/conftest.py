"""No test of the switch's edge waits for ever."""

from collections.abc import Iterator

import gevent
import pytest

from tests.patience import PATIENCE_S


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    with gevent.Timeout(PATIENCE_S):
        yield
