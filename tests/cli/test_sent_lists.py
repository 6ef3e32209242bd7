"""Lists as people sent them, imported on the command line."""

import pytest

from esl_dialer.store import models
from tests.cli.conftest import Shell
from tests.services.lists.helpers import phones_of
from tests.services.lists.sent import SENT, Sent


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.file)
def test_an_import_says_which_rows_it_left_out(shell: Shell, sent: Sent) -> None:
    shell("campaign", "create", "Spring")
    done = shell("import", "Spring", str(sent.path))
    assert done.exit_code == 0
    records = {r.account: [p.number for p in phones_of(r)] for r in models.Record.select()}
    assert records == sent.phones
    assert f"{len(sent.phones)} good, {len(sent.told)} bad" in done.stdout
    for line, reason in sent.told.items():
        [told] = [text for text in done.stderr.splitlines() if text.startswith(f"  line {line}")]
        assert reason in told
