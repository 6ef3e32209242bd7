"""Every sentence that a service or a rule can say, as found in the sources."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.layers import ROOT

SENTENCE = re.compile(r"[A-Za-z}]\s+\S")
LOWER = re.compile(r"[a-z]{2}")

ELSEWHERE = {
    "causes.py", "provinces.py", "headers.py", "layout.py", "variables.py", "default_templates.py",
    "spoken.py", "spoken_names.py", "spoken_numbers.py", "spoken_places.py", "notices.py",
    "doctor.py", "prompt.py", "switch_checks.py", "results.py", "counting.py", "watching.py",
}  # fmt: skip
"""Data, spoken words, texts that are in both languages where they stand, and the operator's own."""

NOT_SHOWN = re.compile(
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) [a-z ]+"  # names of months, to be read
    r"|\w+ \w+=%.*"  # log lines
    r"|campaign \{0\}.*|\{0\} (campaigns|numbers)|all counts|detail records|second factor"
    r"|(campaign|user|gateway) list"  # where to look, on the command line
    r"|command line|stop everything|\{0\} \(deleted, \{1\}\)|Super Admin|audio (generating|ready)"
    r"|, until \{0\}|nothing holds it back"  # the command line's
    r"|\w+ \((English|French) \w+\)"  # names of voices
    r"|pressed 2"  # the note of a stop, as it is kept
    r"|known name|Phone .*|Account Number 1|Reject reason"  # headers
    r"|\{0\}: one of: \{1\}"  # of two parts
)


def every_saying() -> set[str]:
    """Sentences with ``{0}``, ``{1}`` for what changes in them."""
    folders = [ROOT / "esl_dialer" / name for name in ("services", "core")]
    paths = [path for folder in folders for path in sorted(folder.glob("*.py"))]
    paths += [ROOT / "esl_dialer" / name for name in ("sftp.py", "notify.py")]
    return {one for path in paths if path.name not in ELSEWHERE for one in _of(path)}


def _of(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart = set(map(id, _parts_of_others(tree)))
    for node in ast.walk(tree):
        text = _pattern(node)
        if id(node) in apart or not SENTENCE.search(text) or not LOWER.search(text):
            continue
        if not NOT_SHOWN.fullmatch(text):
            yield text


def _parts_of_others(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and what is inside an f-string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from (inner for inner in ast.walk(node) if inner is not node and _is_piece(inner))


def _is_piece(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant | ast.JoinedStr)


def _pattern(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts, places = [], 0
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value))
        else:
            parts.append(f"{{{places}}}")
            places += 1
    return "".join(parts)
