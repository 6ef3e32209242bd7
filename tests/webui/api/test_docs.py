"""The API's page names every route, every refusal, every figure, and no others."""

import re
import subprocess
import sys

from tests.house.layers import ROOT
from webui.api.problems import CODES
from webui.api.table import ROUTES
from webui.metrics import LINK

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_table_is_that_of_the_program():
    table = subprocess.run(
        [sys.executable, ROOT / "scripts" / "api-table"], capture_output=True, text=True, check=True
    ).stdout
    assert len(table.splitlines()) == len(ROUTES) + 2
    assert table in PAGE
    asked = re.findall(r"^\| `([A-Z]+ /\S+)` \|", PAGE, re.MULTILINE)
    assert asked == [f"{route.method} {route.path}" for route in ROUTES]


def test_every_refusal():
    told = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", PAGE, re.MULTILINE)
    assert {int(status): code for status, code in told} == {s: c for s, (c, _) in CODES.items()}


def test_every_figure(app):
    text = app.test_client().get("/metrics").text
    for name in re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE):
        short = name.removeprefix("dialer_switch").removesuffix("_total")
        counted = short.strip("_") in LINK and f"{short}_total" in PAGE
        assert name in PAGE or counted, name


def test_no_address_of_the_examples_is_made_up():
    named = {route.path.replace("{gateway}", "backup") for route in ROUTES}
    paths = {re.sub(r"{\w+}", "2", path) for path in named}
    examples = {path.split("?")[0] for path in re.findall(r"\$API(/[^\s\"]*)", PAGE)}
    assert examples
    assert examples <= paths
