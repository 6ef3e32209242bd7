"""The counts that pages show instead of counting: checked against the rows, and made anew."""

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.context import Context
from esl_dialer.services.system.machine_checks import Check
from esl_dialer.store.database import take_turns, transaction
from esl_dialer.store.reports import recounting


def check(ctx: Context) -> Check:
    """Reads every record and attempt: seconds per million."""
    ctx.require(Permission.VIEW)
    wrong = recounting.differences()
    told = "; ".join(f"{one.wrong} counts of {one.table} are wrong" for one in wrong)
    return Check("counts", not wrong, f"{told}: esl-dialer recount" if told else "as the rows say")


def recount(ctx: Context) -> None:
    """Make the counts that are wrong what their rows say: about two seconds per million rows, in
    which others write; cut off, it may be begun again."""
    ctx.require(Permission.CHANGE_SETTINGS)
    for table in recounting.tables():
        if recounting.wrong(table):
            with transaction():
                take_turns(recounting.TURN)
                recounting.mend(table)
    with transaction():
        ctx.note("counts.recount", "all counts")
