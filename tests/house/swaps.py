"""What the store writes on a condition, and who throws away whether it was written.

A function of the store that writes and returns something says what really happened: a swap that
another hand may have won. Its callers look at it, or it returns nothing.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.layers import ROOT

STORE = "esl_dialer.store"
WRITES = frozenset({"update", "delete", "insert", "insert_many", "create"})
STATEMENTS = frozenset({"Insert", "InsertMany", "Update"})
"""What makes a statement once, that is then called (``store.statements``)."""
CARRIERS = frozenset({"_sql", "sql", "apply"})
"""What runs a function that it is given, with the arguments that follow."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module's name and tree; migrations aside, which no caller looks at."""
    for top in ("esl_dialer", "webui"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield module_of(path), ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def telling(modules: list[tuple[str, ast.Module]]) -> frozenset[str]:
    """The full names of the store's functions that say what they wrote."""
    functions = {
        f"{module}.{node.name}": (node, names_in(module, tree), _made_once(tree))
        for module, tree in modules
        if module.startswith(STORE)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and _returns_something(node)
    }
    found: set[str] = set()
    more = {name for name, (node, _, made) in functions.items() if _writes(node, made)}
    while more - found:
        found |= more
        more = {n for n, (node, names, _) in functions.items() if found & set(_called(node, names))}
    return frozenset(found)


def thrown_away(tree: ast.Module, names: dict[str, str], swaps: frozenset[str]) -> Iterator[int]:
    """The lines on which what a swap says is not looked at."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            call = node.value
            if {_full(call.func, names), *_carried(call, names)} & swaps:
                yield node.lineno


def names_in(module: str, tree: ast.Module) -> dict[str, str]:
    """From what a module calls things to their full names: its imports, and its own functions."""
    own = {n.name: f"{module}.{n.name}" for n in tree.body if isinstance(n, ast.FunctionDef)}
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return own | {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in imports
        for alias in node.names
    }


def _returns_something(node: ast.FunctionDef) -> bool:
    return not (isinstance(node.returns, ast.Constant) and node.returns.value is None)


def _made_once(tree: ast.Module) -> set[str]:
    """The names of a module's statements that write."""
    return {
        ast.unparse(target)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if ast.unparse(node.value.func) in STATEMENTS
        for target in node.targets
    }


def _writes(node: ast.FunctionDef, made: set[str]) -> bool:
    """Whether it runs a statement that writes: one that it builds, or one that was made once."""
    called = (n.func for n in ast.walk(node) if isinstance(n, ast.Call))
    if any(ast.unparse(func).removesuffix(".many") in made for func in called):
        return True
    calls = {n.func.attr for n in ast.walk(node) if _is_method(n)}  # type: ignore[attr-defined]
    return bool(calls & WRITES) and "execute" in calls


def _is_method(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _called(node: ast.FunctionDef, names: dict[str, str]) -> Iterator[str]:
    return (_full(n.func, names) for n in ast.walk(node) if isinstance(n, ast.Call))


def _carried(call: ast.Call, names: dict[str, str]) -> Iterator[str]:
    """What ``self._sql(f, ...)`` calls."""
    carrier = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if carrier in CARRIERS and call.args:
        yield _full(call.args[0], names)


def _full(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{_full(node.value, names)}.{node.attr}"
    return ""
