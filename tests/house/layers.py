"""Which part may import which, and which outside packages: docs/architecture.md as data."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

RUNTIME = frozenset({"runtime"})
"""What every process stands on: it imports no other part; any part but ``core`` and ``ivr`` may
import it."""

ALLOWED: dict[str, frozenset[str]] = {
    "core": frozenset(),
    "runtime": frozenset(),
    "ivr": frozenset({"core"}),
    "store": RUNTIME | {"core"},
    "esl": RUNTIME | {"core"},
    "worker": RUNTIME | {"core"},
    "outbound": RUNTIME | {"core"},
    "services": RUNTIME | {"core", "store"},
    "engine": RUNTIME | {"core", "store", "esl", "ivr"},
    "simulator": RUNTIME | {"core", "ivr"},
    "daily_commands": RUNTIME | {"core", "engine", "services"},
    "demo": RUNTIME | {"core", "services"},
    "cli": RUNTIME | {"core", "services"},
    "webui": RUNTIME | {"core", "services"},
}
"""From a part to the parts it may import; ``app`` and ``wiring`` (the composition root) may import
everything."""

CORE_NOUNS: dict[str, frozenset[str]] = {
    "text": frozenset(),
    "accounts": frozenset(),
    "agents": frozenset(),
    "notices": frozenset(),
    "reports": frozenset(),
    "people": frozenset({"text"}),
    "lists": frozenset({"people", "text"}),
    "law": frozenset({"people", "speech", "text"}),
    "speech": frozenset({"text"}),
    "calls": frozenset({"people", "speech"}),
    "campaigns": frozenset({"calls", "people", "speech", "text"}),
    "pacing": frozenset({"campaigns"}),
    "routing": frozenset({"pacing"}),
    "rules": frozenset({"campaigns", "law", "pacing", "people", "routing", "text"}),
    "system": frozenset({"calls", "campaigns", "rules", "speech", "text"}),
}
"""From a noun's folder in ``core`` to the nouns it may import. Nothing leads in a circle. Modules
that lie in no folder (``words`` and its like) are for all, and import no noun."""

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
    "paramiko": frozenset({"outbound"}),
    "cryptography": frozenset({"store"}),
    "sox": frozenset({"worker"}),
    "gtts": frozenset({"worker"}),
    "py_nanotts": frozenset({"worker"}),
}
"""Outside packages that belong to one part."""

CORE_MAY_IMPORT = frozenset({"phonenumbers", "holidays", "tzdata", "num2words", "dateutil"})
NOT_PURE = frozenset(
    {"asyncio", "gevent", "http", "os", "random", "requests", "socket", "sqlite3", "subprocess",
     "threading", "time", "urllib"}
)  # fmt: skip
"""Of the standard library, what ``core`` and ``ivr`` leave alone: I/O, the clock, chance."""


@dataclass(frozen=True, slots=True)
class Import:
    """``importer``, a module of ``part``, imports ``module``, at ``where`` (file and line)."""

    part: str
    importer: str
    module: str
    where: str


def imports_of_the_project() -> Iterator[Import]:
    for top in ("esl_dialer", "ivr", "webui"):
        for path in sorted((ROOT / top).rglob("*.py")):
            yield from imports_of(path.read_text(encoding="utf-8"), path.relative_to(ROOT))


def imports_of(source: str, path: Path) -> Iterator[Import]:
    """Every import of a module's source, those inside functions too."""
    importer = ".".join(path.with_suffix("").parts)
    for node in ast.walk(ast.parse(source)):
        for module in _modules(node):
            where = f"{path}:{getattr(node, 'lineno', 0)}"
            yield Import(part_of(importer), importer, module, where)


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


def noun_of(module: str) -> str:
    """The noun's folder of ``core`` that a module belongs to; empty when it lies in none."""
    names = module.split(".")
    inside = names[:2] == ["esl_dialer", "core"] and len(names) > 2
    return names[2] if inside and (ROOT / "esl_dialer" / "core" / names[2]).is_dir() else ""


def objection(found: Import) -> str:
    """Why the picture has no such arrow; empty when it has."""
    if found.module == "relative":
        return f"{found.where}: write the import in full"
    if found.part in {"app", "wiring", "__init__", "__main__", ""}:
        return ""
    checks = (_wrong_arrow, _wrong_noun, _wrong_home, _not_pure, _not_for_core)
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


def _wrong_noun(found: Import) -> str:
    noun, target = noun_of(found.importer), noun_of(found.module)
    if found.part != "core" or not target or noun == target:
        return ""
    if noun and noun not in CORE_NOUNS:
        return f"{found.where}: {noun} is in no picture"
    if target in CORE_NOUNS.get(noun, frozenset()):
        return ""
    return f"{found.where}: in core, {noun or 'a module of no noun'} may not import {target}"


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
