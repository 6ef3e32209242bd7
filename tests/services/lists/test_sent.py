from pathlib import Path

import pytest

from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.store import models
from esl_dialer.store.lists import lists
from tests.services.lists.helpers import import_all
from tests.services.lists.sent import SENT, Sent
from tests.store.rows import phones_of

each = pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.file)


@each
def test_an_import_takes_what_is_right_and_refuses_the_rest_by_line(
    data_dir: Path, campaign: int, sent: Sent
) -> None:
    list_id = import_all(campaign, sent.path, data_dir)
    records = {r.account: [p.number for p in phones_of(r)] for r in models.Record.select()}
    assert records == sent.phones
    assert {p.line: str(p.reason) for p in lists.errors_by_line(list_id)} == sent.told
    assert lists.get(list_id).stops == sent.stops


@each
def test_a_preview_says_the_same(sent: Sent) -> None:
    preview = preview_file(sent.path)
    assert (preview.rows_good, preview.rows_bad) == (len(sent.phones), len(sent.told))
    told = {p.line: str(p.reason) for p in preview.problems if not p.warning}
    assert told == sent.told
    assert preview.stops == sent.stops


def test_the_amount_that_is_cut_is_named() -> None:
    [first, second] = preview_file(SENT[2].path).problems
    assert (first.column, first.value) == ("amount_due", "5,844.21")
    assert (second.column, second.value) == ("amount_due", "1,559.44")
