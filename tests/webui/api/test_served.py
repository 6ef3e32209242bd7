"""The API as ``serve`` runs it: gevent's loop and threads, as in an installation."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import xlsxwriter

from esl_dialer.core.lists.layout import HEADERS
from esl_dialer.services.context import Context
from tests.patience import PATIENCE_S
from tests.ports import free_port
from tests.services.lists.helpers import row
from tests.webui.api.conftest import token_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def served(ctx: Context) -> Iterator[str]:
    """The address of the API, once it answers."""
    port = free_port()
    environ = os.environ | {"ESL_DIALER_DATA": str(ctx.config.data), "ESL_DIALER_PORT": str(port)}
    command = [sys.executable, "-m", "esl_dialer", "serve", "--role", "web"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as web:
        assert web.stderr is not None
        assert any("web.up" in said for said in web.stderr)
        yield f"http://127.0.0.1:{port}/api/v1"
        web.terminate()


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    path = tmp_path / "sent.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("List")
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, row())
    return path.read_bytes()


@pytest.mark.slow
def test_a_workbook_is_looked_at_and_imported(
    served: str, ctx: Context, campaign: int, workbook: bytes
) -> None:
    headers = {"Authorization": f"Bearer {token_of(ctx, 'admin')}", "Content-Type": XLSX}

    def send(path: str) -> dict[str, object]:
        asked = Request(served + path, data=workbook, headers=headers, method="POST")  # noqa: S310
        with urlopen(asked, timeout=PATIENCE_S) as answer:  # noqa: S310
            told: dict[str, object] = json.load(answer)
        return told

    assert send("/lists/preview")["rows_good"] == 1
    assert send(f"/campaigns/{campaign}/lists")["rows_total"] == 1
