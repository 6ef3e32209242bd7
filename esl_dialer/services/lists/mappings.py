"""What columns of lists are, as people said it once: kept, found again, forgotten."""

from collections.abc import Callable
from dataclasses import replace

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.cells import clean
from esl_dialer.core.lists.headers import FIRST_ROWS, choice_of
from esl_dialer.core.lists.list_file import NoHeader
from esl_dialer.core.lists.mappings import (
    NO_HEADER,
    KeptMapping,
    mapping_of,
    nearest,
    problem_of,
    said_by,
    shape_of,
    unlike,
)
from esl_dialer.core.lists.reading_plan import LONGEST_HEADER, BadOptions, Options, Plan
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists.list_files import Readable, decide_plan, first_rows
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import mappings as store

NO_SUCH = Says("there is no such mapping")


def every(ctx: Context) -> list[KeptMapping]:
    """By name."""
    ctx.require(Permission.VIEW)
    return store.every()


def forget(ctx: Context, number: int) -> KeptMapping:
    """Lists of that header row are read by recognition again. Raises NotFound."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    with transaction():
        found = store.get(number)
        if found is None or not store.forget(number):
            raise NotFound(NO_SUCH)
        ctx.note("mapping.forget", f"mapping {found.name}")
    return found


def keep(ctx: Context, name: str, plan: Plan, options: Options) -> None:
    """Keep what a file's columns are; inside the transaction that takes the file.

    It takes the place of the mapping of the same header row. Raises Invalid: also for a name that
    one of another header row has.
    """
    name = clean(name)
    if told := problem_of(name):
        raise Invalid({"keep_mapping": told})
    mapping = mapping_of(name, plan, options)
    if not mapping.shape:
        raise Invalid({"keep_mapping": NO_HEADER})
    other = store.by_name(name)
    if other and other.shape != mapping.shape:
        told = Says("the mapping {name} is of other columns: choose another name")
        raise Invalid({"keep_mapping": told.of(name=quoted(name))})
    store.keep(mapping, ctx.actor.name, ctx.now())
    ctx.note("mapping.keep", f"mapping {name}", columns=len(mapping.columns))


PlanBy = Callable[[Readable, Options], tuple[Plan, KeptMapping | None]]


def recognised(csv: Readable, options: Options) -> tuple[Plan, None]:
    """How a file is read, where no mapping is asked for."""
    return decide_plan(csv, options), None


def plan_by(csv: Readable, options: Options) -> tuple[Plan, KeptMapping | None]:
    """How a file is read, and the kept mapping that says so: columns that are said by hand win.

    Raises NotAList, BadOptions (also for a mapping that is not the file's), OSError.
    """
    named = store.by_name(options.mapping) if options.mapping else None
    if options.mapping and not named:
        raise BadOptions(Says("there is no mapping {name}", name=quoted(options.mapping)))
    if options.columns:
        plan = decide_plan(csv, options)
        said = store.of_shape(shape_of(plan.headers))
        return plan, said if said and said.choices == tuple(map(choice_of, plan.matches)) else None
    try:
        plan = decide_plan(csv, options)
    except NoHeader:
        if (known := _known_header(csv, options)) is None:
            if not named:
                raise
            rows = [headers for _, headers in _headers_in(csv, options)]
            raise BadOptions(unlike(named, nearest(named, rows))) from None
        its, line = known
        if named and its != named:
            raise BadOptions(unlike(named, [header for header, _ in its.columns])) from None
        return decide_plan(csv, replace(said_by(its, options), header_row=line)), its
    found = store.of_shape(shape_of(plan.headers))
    if named and found != named:
        raise BadOptions(unlike(named, plan.headers))
    return (decide_plan(csv, said_by(found, options)), found) if found else (plan, None)


def _known_header(csv: Readable, options: Options) -> tuple[KeptMapping, int] | None:
    """The mapping of a header whose names nobody else knows, and the header's line."""
    for line, headers in _headers_in(csv, options):
        if found := store.of_shape(shape_of(headers)):
            return found, line
    return None


def _headers_in(csv: Readable, options: Options) -> list[tuple[int, list[str]]]:
    """The first rows of a file, each with its line, as if it were the header."""
    as_it_stands = decide_plan(csv, Options(options.encoding, options.delimiter, start_row=1))
    rows = first_rows(csv.path, as_it_stands, FIRST_ROWS)
    return [(row.line, [clean(cell)[:LONGEST_HEADER] for cell in row.cells]) for row in rows]
