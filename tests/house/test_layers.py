from pathlib import Path

import pytest

from tests.house.layers import (
    ALLOWED,
    CORE_NOUNS,
    OUTSIDE,
    ROOT,
    imports_of,
    imports_of_the_project,
    objection,
)


def test_every_import_is_an_arrow_of_the_picture():
    found = list(imports_of_the_project())
    assert len(found) > 200
    assert [text for one in found if (text := objection(one))] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("esl_dialer/core/bad.py", "from esl_dialer.store import models"),
        ("esl_dialer/core/bad.py", "from esl_dialer.runtime import clock"),
        ("esl_dialer/core/bad.py", "from esl_dialer.core.calls import call"),
        ("esl_dialer/core/campaigns/bad.py", "from esl_dialer.core.rules import why_not"),
        ("esl_dialer/core/unheard_of/bad.py", "from esl_dialer.core.rules import why_not"),
        ("esl_dialer/core/bad.py", "import time"),
        ("esl_dialer/core/bad.py", "def f():\n    from os import path"),
        ("esl_dialer/core/bad.py", "from . import words"),
        ("esl_dialer/core/bad.py", "import attrs"),
        ("esl_dialer/runtime/supervisor.py", "from esl_dialer.services.system import doctor"),
        ("esl_dialer/runtime/clock.py", "from esl_dialer.core import words"),
        ("esl_dialer/store/bad.py", "from esl_dialer.services.accounts import users"),
        ("esl_dialer/services/bad.py", "import peewee"),
        ("esl_dialer/services/bad.py", "from esl_dialer.worker.audio import pool"),
        ("esl_dialer/engine/bad.py", "import greenswitch.esl"),
        ("esl_dialer/engine/bad.py", "from esl_dialer.services.accounts import users"),
        ("esl_dialer/simulator/bad.py", "from esl_dialer.esl.client import Client"),
        ("esl_dialer/cli/bad.py", "from esl_dialer.store.campaigns import campaigns"),
        ("esl_dialer/unheard_of/bad.py", "from esl_dialer.core import words"),
        ("webui/bad.py", "from esl_dialer.store.campaigns.campaigns import get"),
        ("webui/bad.py", "from playhouse import db_url"),
        ("esl_dialer/cli/bad.py", "import flask"),
    ],
)
def test_a_wrong_import_is_told(path, source):
    assert any(objection(one) for one in imports_of(source, Path(path)))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("esl_dialer/app.py", "from esl_dialer.store import database\nimport webui"),
        ("esl_dialer/engine/good.py", "from esl_dialer.esl.switch import Switch"),
        ("esl_dialer/simulator/good.py", "from esl_dialer.esl.frames import escape"),
        ("webui/good.py", "from esl_dialer.services.campaigns import campaigns\nimport flask"),
        ("esl_dialer/core/rules/good.py", "from esl_dialer.core.campaigns import campaign"),
        ("esl_dialer/core/rules/good.py", "from esl_dialer.core import words"),
        ("esl_dialer/core/good.py", "from datetime import datetime\nimport phonenumbers"),
    ],
)
def test_a_right_import_is_not_told(path, source):
    assert not any(objection(one) for one in imports_of(source, Path(path)))


def test_the_nouns_lead_in_no_circle():
    order: list[str] = []
    while ready := [n for n in CORE_NOUNS if n not in order and CORE_NOUNS[n] <= set(order)]:
        order += ready
    assert set(order) == set(CORE_NOUNS)


def test_every_noun_is_in_the_picture():
    folders = {
        p.name for p in (ROOT / "esl_dialer" / "core").iterdir() if (p / "__init__.py").exists()
    }
    assert folders == set(CORE_NOUNS)


@pytest.mark.parametrize("layer", ["services", "store"])
def test_every_layer_has_the_same_nouns(layer):
    found = {
        p.name for p in (ROOT / "esl_dialer" / layer).iterdir() if (p / "__init__.py").exists()
    }
    assert found - {"models", "migrations"} <= set(CORE_NOUNS)


def test_the_picture_is_in_the_documentation():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    missing = [part for part in ALLOWED if f"{part}" not in text]
    assert missing == []
    assert [package for package in ("greenswitch", "peewee", "flask") if package not in text] == []
    assert set(OUTSIDE) >= {"greenswitch", "peewee", "flask", "apscheduler", "click"}
