"""Every dependency stands on the licences' page."""

import configparser
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/licences.md").read_text(encoding="utf-8").partition("## Programs")[0]


def _python() -> set[str]:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    texts = [setup["options"]["install_requires"], *setup["options.extras_require"].values()]
    lines = [line for text in texts for line in text.split("\n") if line.strip()]
    return {re.split(r"[\[<>=;]", line.strip())[0] for line in lines}


def _browser() -> set[str]:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return {*package["dependencies"], *package["devDependencies"]}


@pytest.mark.parametrize("name", sorted(_python() | _browser()))
def test_each_dependency_is_on_the_page_with_its_licence(name: str) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|") and f"`{name}`" in line]
    assert len(rows) == 1, f"{name} has {len(rows)} rows in docs/licences.md"


def test_the_page_names_no_package_that_is_gone() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}
    assert named == _python() | _browser()
