"""The script that docs/cli.md gives to cron loses no do-not-call number."""

import re
import subprocess
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs" / "cli.md"

STUB = """#!/bin/sh
case "$(cat "$3")" in
    whole) exit 0 ;;
    part) echo lost > "$3.unread"; exit 4 ;;
    *) exit 4 ;;
esac
"""


@pytest.fixture
def script(tmp_path: Path) -> list[str]:
    """The script of the page, in another folder, with a command that ends as its file says."""
    (text,) = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "esl-dialer").write_text(STUB)
    (tmp_path / "bin" / "esl-dialer").chmod(0o755)
    (tmp_path / "lists").mkdir()
    path = tmp_path / "take-dnc"
    path.write_text(text.replace("/srv/lists", str(tmp_path / "lists")))
    return ["/bin/sh", str(path)]


def left(script: list[str], tmp_path: Path, content: str) -> list[str]:
    (tmp_path / "lists" / "dnc.txt").write_text(content)
    path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    subprocess.run(script, env={"PATH": path}, check=False, timeout=30)
    return sorted(re.sub(r"\d+", "N", file.name) for file in (tmp_path / "lists").iterdir())


@pytest.mark.parametrize(
    ("content", "files"),
    [
        ("whole", []),
        ("part", ["dnc-N.in.done", "dnc-N.in.unread"]),
        ("broken", ["dnc-N.in"]),
        ("", ["dnc.txt"]),
    ],
)
def test_a_file_is_deleted_only_when_all_of_it_was_read(script, tmp_path, content, files):
    assert left(script, tmp_path, content) == files
