"""Which part may import which, and which outside packages: docs/architecture.md as data."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LEAVES = frozenset({"clock", "config", "config_values", "log_stream", "logs", "owners"})
"""Modules of ``esl_dialer`` that import no other part; any part but ``core`` may import them."""

ALLOWED: dict[str, frozenset[str]] = {
    "core": frozenset(),
    "clock": frozenset(),
    "config": frozenset({"config_values"}),
    "config_values": frozenset(),
    "log_stream": frozenset(),
    "logs": frozenset(),
    "owners": frozenset(),
    "store": LEAVES | {"core"},
    "esl": LEAVES | {"core"},
    "audio": LEAVES | {"core"},
    "ivr": frozenset({"core"}),
    "services": LEAVES | {"core", "store"},
    "engine": LEAVES | {"core", "store", "esl", "ivr"},
    "simulator": LEAVES | {"core", "ivr"},
    "sftp": LEAVES | {"core"},
    "notify": LEAVES | {"core"},
    "shipping": LEAVES | {"core"},
    "supervisor": LEAVES,
    "private": LEAVES,
    "chores": LEAVES | {"core", "engine", "services"},
    "demo": LEAVES | {"core", "services"},
    "cli": LEAVES | {"core", "services"},
    "webui": LEAVES | {"core", "services"},
}
"""From a part to the parts it may import; ``app`` and ``wiring`` (the composition root) may import
everything."""

ALLOWED_MODULES = frozenset({("simulator", "esl_dialer.esl.frames")})
"""Single modules, pure, that a part may import beside."""

OUTSIDE: dict[str, frozenset[str]] = {
    "greenswitch": frozenset({"esl"}),
    "peewee": frozenset({"store"}),
    "playhouse": frozenset({"store"}),
    "apscheduler": frozenset({"engine"}),
    "flask": frozenset({"webui"}),
    "flask_wtf": frozenset({"webui"}),
    "werkzeug": frozenset({"webui"}),
    "jinja2": frozenset({"webui"}),
    "pydantic": frozenset({"webui"}),
    "prometheus_client": frozenset({"webui"}),
    "click": frozenset({"cli"}),
    "paramiko": frozenset({"sftp"}),
    "cryptography": frozenset({"store"}),
    "sox": frozenset({"audio"}),
    "gtts": frozenset({"audio"}),
    "py_nanotts": frozenset({"audio"}),
}
"""Outside packages that belong to one part."""

CORE_MAY_IMPORT = frozenset({"phonenumbers", "holidays", "tzdata", "num2words"})
NOT_PURE = frozenset(
    {"asyncio", "gevent", "http", "os", "random", "requests", "socket", "sqlite3", "subprocess",
     "threading", "time", "urllib"}
)  # fmt: skip
"""Of the standard library, what ``core`` and ``ivr`` leave alone: I/O, the clock, chance."""


@dataclass(frozen=True, slots=True)
class Import:
    """``part`` imports ``module``, at ``where`` (file and line)."""

    part: str
    module: str
    where: str


def imports_of_the_project() -> Iterator[Import]:
    for top in ("esl_dialer", "ivr", "webui"):
        for path in sorted((ROOT / top).rglob("*.py")):
            yield from imports_of(path.read_text(encoding="utf-8"), path.relative_to(ROOT))


def imports_of(source: str, path: Path) -> Iterator[Import]:
    """Every import of a module's source, those inside functions too."""
    part = part_of(".".join(path.with_suffix("").parts))
    for node in ast.walk(ast.parse(source)):
        for module in _modules(node):
            yield Import(part, module, f"{path}:{getattr(node, 'lineno', 0)}")


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        if node.level:
            return ["relative"]
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def part_of(module: str) -> str:
    """The part a module belongs to; empty when it is none of the project's."""
    names = module.split(".")
    if names[0] in {"ivr", "webui"}:
        return names[0]
    return names[1] if names[0] == "esl_dialer" and len(names) > 1 else ""


def objection(found: Import) -> str:
    """Why the picture has no such arrow; empty when it has."""
    if found.module == "relative":
        return f"{found.where}: write the import in full"
    if found.part in {"app", "wiring", "__init__", "__main__", ""}:
        return ""
    checks = (_wrong_arrow, _wrong_home, _not_pure, _not_for_core)
    return next((text for check in checks if (text := check(found))), "")


def _wrong_arrow(found: Import) -> str:
    target = part_of(found.module)
    known = found.part in ALLOWED
    if not known:
        return f"{found.where}: {found.part} is in no picture"
    if not target or target in ALLOWED[found.part] | {found.part}:
        return ""
    if any(found.part == part and found.module.startswith(m) for part, m in ALLOWED_MODULES):
        return ""
    if found.module.startswith("esl_dialer.__"):
        return ""
    return f"{found.where}: {found.part} may not import {target}"


def _wrong_home(found: Import) -> str:
    package = found.module.split(".")[0]
    homes = OUTSIDE.get(package)
    return (
        f"{found.where}: {package} is for {sorted(homes)}"
        if homes and found.part not in homes
        else ""
    )


def _not_pure(found: Import) -> str:
    package = found.module.split(".")[0]
    if found.part in {"core", "ivr"} and package in NOT_PURE:
        return f"{found.where}: {found.part} does no I/O and has no clock: not {package}"
    return ""


def _not_for_core(found: Import) -> str:
    package = found.module.split(".")[0]
    known = package in sys.stdlib_module_names | CORE_MAY_IMPORT or part_of(found.module)
    wrong = found.part == "core" and not known and package != "esl_dialer"
    return f"{found.where}: core needs no {package}" if wrong else ""
