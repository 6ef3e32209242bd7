"""A field of a campaign is added in one place, and every face has it."""

import subprocess
import sys
from dataclasses import fields

from esl_dialer.core.campaigns import campaign
from esl_dialer.core.routing import gateways
from esl_dialer.core.system import settings
from tests.house.layers import ROOT

PAGE = ROOT / "docs" / "fields.md"


def test_one_line_more_in_the_table_is_on_every_face():
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-p", "tests.webui.made_up_field", "-p", "no:randomly",
            "-vv", "tests/webui/faces_of_a_field.py",
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "8 passed" in done.stdout


def test_the_docs_have_every_field_as_it_is():
    table = subprocess.run(
        [sys.executable, ROOT / "scripts" / "fields-table"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert PAGE.read_text(encoding="utf-8") == table.stdout


def test_every_attribute_that_people_set_is_defined_by_a_field():
    for noun, table in (
        (campaign.Draft, campaign.FIELDS),
        (gateways.Gateway, gateways.FIELDS),
        (settings.Settings, settings.FIELDS),
    ):
        assert [one.name for one in fields(noun)] == list(table)
