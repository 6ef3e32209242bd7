"""Each day's results as a file, delivered to the SFTP server once."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.reports.delivery import FileUploader, NotDelivered, SftpTarget
from esl_dialer.core.says import Says
from esl_dialer.services import sealing
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, Refused, ServiceError
from esl_dialer.services.reports import reports, results, spreadsheets
from esl_dialer.services.reports.delivering import Parcel, deliver
from esl_dialer.store.calls import attempts
from esl_dialer.store.database import transaction
from esl_dialer.store.system import daily_runs, settings

TASK = "export"
KEPT_DAYS = 31
"""Days that the files are kept here."""


class DeliveryFailed(ServiceError):
    """The day's file did not arrive; try again later."""


@dataclass(frozen=True, slots=True)
class Exported:
    """``delivered`` is False when the day was on the server already."""

    day: date
    name: str
    results: int
    delivered: bool


def export_day(ctx: Context, day: date, courier: FileUploader, *, again: bool = False) -> Exported:
    """Write the results of a business day and deliver them.

    A day that was delivered is left alone, unless it is wanted ``again``.

    Raises Refused (what is not set), Invalid (the day is not over), DeliveryFailed.
    """
    ctx.require(Permission.EXPORT_RESULTS)
    where = ctx.business_zone()
    if day >= ctx.now().astimezone(where).date():
        raise Invalid({"day": Says("{day} is not over yet in {zone}", day=day, zone=where.key)})
    target = sftp_target(ctx)
    if target.lacks:
        lacking = [Says("set {name}", name=name) for name in target.lacks]
        raise Refused(Says("results can't be delivered"), lacking)
    path = _path(ctx, day)
    if not again and daily_runs.status_of(TASK, run_day(day)) == daily_runs.DONE:
        return Exported(day, path.name, 0, delivered=False)
    parcel = Parcel(day, path, lambda: _write(ctx, path, day), again)
    done = _deliver(ctx, target, parcel, courier)
    _forget_old(path.parent, day)
    return done


def yesterday(ctx: Context) -> date:
    """The last business day that is over."""
    return ctx.now().astimezone(ctx.business_zone()).date() - timedelta(days=1)


def run_day(day: date) -> date:
    """A day's results are exported on the day after it."""
    return day + timedelta(days=1)


def results_day(run: date) -> date:
    """The day whose results are exported on that day."""
    return run - timedelta(days=1)


def sftp_target(ctx: Context) -> SftpTarget:
    chosen = settings.read()
    return SftpTarget(
        host=chosen.sftp_host,
        port=chosen.sftp_port,
        user=chosen.sftp_user,
        key_file=chosen.sftp_key_file,
        host_key=chosen.sftp_host_key,
        directory=chosen.sftp_directory,
        password=sealing.setting(ctx, "sftp_password"),
    )


def _deliver(ctx: Context, target: SftpTarget, parcel: Parcel, courier: FileUploader) -> Exported:
    run = run_day(parcel.day)
    with transaction():
        daily_runs.put(TASK, run, daily_runs.PENDING, "", ctx.now())
    try:
        done, delivered = deliver(ctx, target, courier, parcel)
    except NotDelivered as error:
        with transaction():
            daily_runs.fail(TASK, run, str(error), ctx.now())
        raise DeliveryFailed(error.says) from error
    with transaction():
        daily_runs.put(TASK, run, daily_runs.DONE, done.name, ctx.now())
        ctx.note("results.deliver", str(parcel.day), file=done.name, host=target.host)
    return Exported(parcel.day, done.name, done.results, delivered)


def _path(ctx: Context, day: date) -> Path:
    folder = ctx.config.data.absolute() / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"results-{day.isoformat()}.{settings.read().sftp_format}"


def _write(ctx: Context, path: Path, day: date) -> int:
    """All or nothing: a reader of the file never sees half of it. Raises NotDelivered.

    A call belongs to the day on which it was placed, so the file waits until all of them are over.
    """
    where = ctx.business_zone()
    if live := attempts.open_before(datetime.combine(run_day(day), time(), where)):
        raise NotDelivered(
            Says(
                "{count} {count:call|calls} of that day {count:is|are} still in progress",
                count=live,
            )
        )
    found = reports.export(ctx, reports.Filter(first=day, last=day))
    partial = path.with_name(f".{path.name}.partial")
    count = WRITERS[path.suffix.removeprefix(".")](found, partial)
    os.replace(partial, path)
    return count


def _forget_old(folder: Path, day: date) -> None:
    oldest = f"results-{(day - timedelta(days=KEPT_DAYS)).isoformat()}"
    for path in folder.glob("results-*"):
        if path.name < oldest:
            path.unlink(missing_ok=True)


WRITERS: dict[str, Callable[..., int]] = {
    "csv": results.save_csv,
    "xlsx": spreadsheets.save_xlsx,
}
"""By the file's kind: writes results to a path and returns how many."""
