"""The counts that pages show instead of counting: checked against the rows, and made anew."""

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.context import Context
from esl_dialer.services.system.machine_checks import Check
from esl_dialer.store.database import transaction
from esl_dialer.store.models import database
from esl_dialer.store.reports import recounting


def check(ctx: Context) -> Check:
    """Reads every record and attempt: seconds per million."""
    ctx.require(Permission.VIEW)
    wrong = recounting.differences()
    told = "; ".join(f"{one.wrong} counts of {one.table} are wrong" for one in wrong)
    return Check("counts", not wrong, f"{told}: esl-dialer recount" if told else "as the rows say")


def recount(ctx: Context) -> None:
    """Nothing is dialed while it lasts: about four seconds per million rows."""
    ctx.require(Permission.CHANGE_SETTINGS)
    with transaction():
        recounting.recount(database.obj)
        ctx.note("counts.recount", "all counts")
