"""Every log line is an event's name and its fields, put together by ``logs.line``."""

import ast
import re
from collections.abc import Iterator

from tests.house.layers import ROOT

LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "log"})
NAME = re.compile(r"[a-z_]+(\.[a-z_]+)?")


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of the house, with its place."""
    for top in ("esl_dialer", "webui", "ivr"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_no_line_is_put_together_by_hand() -> None:
    logged = [
        (where, call.args[-1])
        for where, call in calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in LEVELS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "log"
    ]
    assert len(logged) > 50
    assert [where for where, text in logged if not _is_line(text)] == []


def test_an_events_name_is_what_it_concerns_and_what_happened() -> None:
    names = {
        (where, name.value)
        for where, call in calls()
        if _is_line(call)
        for name in ast.walk(call.args[0])
        if isinstance(name, ast.Constant) and isinstance(name.value, str)
    }
    assert len(names) > 50
    assert [found for found in sorted(names) if not NAME.fullmatch(found[1])] == []


def _is_line(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "line"
