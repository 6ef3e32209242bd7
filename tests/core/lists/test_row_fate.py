import pytest

from esl_dialer.core.lists.likeness import Judged
from esl_dialer.core.lists.list_rows import RowStop
from esl_dialer.core.lists.row_fate import RowFate, fate_of
from esl_dialer.core.words import StopReason
from tests.core.lists.test_likeness import a_row, new

PLAIN = new(a_row("1"))
STOPPED = a_row("1")._replace(stop=RowStop(StopReason.DNC, "Phone 1", "do not call"))


@pytest.mark.parametrize(
    ("judged", "fate"),
    [
        (PLAIN, RowFate.IMPORTED),
        (PLAIN._replace(left_out=True), RowFate.LEFT_OUT),
        (PLAIN._replace(record=7), RowFate.REPLACES),
        (PLAIN._replace(row=STOPPED), RowFate.NEVER_CALLED),
        (PLAIN._replace(row=STOPPED, left_out=True), RowFate.NEVER_CALLED),
        (PLAIN._replace(row=STOPPED, record=7), RowFate.NEVER_CALLED),
    ],
)
def test_what_becomes_of_a_row(judged: Judged, fate: RowFate) -> None:
    assert fate_of(judged) is fate
