"""One import in a process of its own: what it cost, as JSON. ``import_cost`` runs it.

    python scripts/bench/import_once.py FILE DATABASE [--peer] [--attach]

``--peer``: then the rows that the import made go once more into the same tables, their indexes and
triggers, as they are: in one transaction, by COPY on PostgreSQL and ``executemany`` on SQLite.
``--attach``: the list is attached to another campaign, and detached again.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checkouts import module

importing = module("services.lists.importing", "services.importing")
campaigns = module("store.campaigns.campaigns", "store.campaigns")
database = module("store.database")
models = module("store.models")

NOW = datetime.now(UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("database")
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--attach", action="store_true")
    options = parser.parse_args()
    opened = database.open_database(options.database)
    server = backend(opened) if options.database.startswith("postgresql") else None
    with tempfile.TemporaryDirectory() as folder:
        told = imported(options.file, Path(folder), server)
        if options.attach:
            told |= attached(Path(folder), server)
    if options.peer:
        told["peer"] = copied(opened, server)
    print(json.dumps(told))


def imported(file: Path, folder: Path, server: int | None) -> dict[str, Any]:
    """``server``: PostgreSQL's process."""
    campaign = campaigns.create({"name": "bench", "kind": "LB"}, NOW)
    started = begun(campaign.id, file, folder)
    begun_after = processor_time()
    done: list[Any] = []
    chunks: list[Any] = []

    def read() -> None:
        done.append(
            importing.continue_import(started.list_id, folder, lambda: NOW, progress=chunks.append)
        )

    told = spent(read, server)
    return told | {
        "whole": told["cpu"] + begun_after,
        "rows": done[0].rows_read,
        "transactions": len(chunks),
        "resident_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def attached(folder: Path, server: int | None) -> dict[str, Any]:
    """What it takes to let a second campaign call the people, and to let go of them again."""
    attaching, context = module("services.lists.attaching"), module("services.context")
    config, clock = module("runtime.config"), module("runtime.clock")
    ctx = context.Context(config.Config(data=folder), clock.RealClock(), context.OPERATOR)
    second = campaigns.create({"name": "bench, attached", "kind": "LB"}, NOW).id
    (number,) = [one.id for one in models.List]
    return {
        "attach": spent(lambda: attaching.attach(ctx, second, number), server),
        "detach": spent(lambda: attaching.detach(ctx, second, number), server),
    }


def begun(campaign: int, file: Path, folder: Path) -> Any:
    if hasattr(importing, "begin_import"):
        return importing.begin_import(campaign, file, "bench", data_dir=folder, now=NOW)
    ready = importing.take(campaign, file, "bench", data_dir=folder)
    with database.transaction():
        return importing.begin(ready, NOW)


def copied(opened: Any, server: int | None) -> dict[str, float]:
    """The same people in a second campaign."""
    second = campaigns.create({"name": "bench, copied", "kind": "LB"}, NOW).id
    given = {table: rows_of(opened, table) for table in TABLES}
    highest = max(row[0] for row in given[models.Record][1])
    moved = [
        (table._meta.table_name, names, [moved_row(names, row, highest, second) for row in rows])
        for table, (names, rows) in given.items()
    ]

    def put() -> None:
        with database.transaction():
            for name, names, rows in moved:
                put_rows(opened.cursor(), name, names, rows, by_copy=server is not None)

    return spent(put, server)


TABLES = [getattr(models, name) for name in ("Person", "Record", "Phone") if hasattr(models, name)]


def rows_of(opened: Any, table: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    names = [field.column_name for field in table._meta.sorted_fields]
    columns = ", ".join(f'"{name}"' for name in names)
    found = opened.execute_sql(f"SELECT {columns} FROM {table._meta.table_name} ORDER BY id")  # noqa: S608
    return names, [tuple(row) for row in found.fetchall()]


def moved_row(names: list[str], row: tuple[Any, ...], by: int, campaign: int) -> tuple[Any, ...]:
    """With ids that are free."""
    other = {"id": row[0] + 2 * by, "campaign_id": campaign}
    values = dict(zip(names, row, strict=True)) | {k: v for k, v in other.items() if k in names}
    points = [name for name in ("record_id", "person_id") if name in values]
    for name in points:
        values[name] += 2 * by
    if "number" in values:
        values["id"] += 40 * by
    return tuple(values.values())


def put_rows(
    cursor: Any, table: str, names: list[str], rows: list[tuple[Any, ...]], *, by_copy: bool
) -> None:
    into = f"{table} ({', '.join(names)})"
    if not by_copy:
        marks = ", ".join("?" * len(names))
        cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608
        return
    with cursor.copy(f"COPY {into} FROM STDIN") as copying:
        for row in rows:
            copying.write_row(row)


def spent(act: Callable[[], None], server: int | None) -> dict[str, float]:
    """Seconds on the clock, of CPU, and of the server's CPU."""
    clock, cpu, theirs = time.perf_counter(), processor_time(), cpu_of(server)
    act()
    return {
        "seconds": time.perf_counter() - clock,
        "cpu": processor_time() - cpu,
        "server": cpu_of(server) - theirs,
    }


def processor_time() -> float:
    """Of this process, its threads, and those that it started and that ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def backend(opened: Any) -> int:
    (number,) = opened.execute_sql("SELECT pg_backend_pid()").fetchone()
    return int(number)


def cpu_of(process: int | None) -> float:
    """0 where there is no such process on this machine."""
    return sum(_cpu(process)) if process else 0.0


def _cpu(process: int) -> Iterator[float]:
    stat = Path(f"/proc/{process}/stat")
    if stat.exists():
        for ticks in stat.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]:
            yield int(ticks) / 100


if __name__ == "__main__":
    main()
