"""``esl-dialer campaign ...``: its commands, each imported when it is wanted."""

import click

from esl_dialer.cli.late_commands import LateCommands


@click.group(
    cls=LateCommands,
    modules={
        "campaign_list": ("list", "views", "save-view", "delete-view"),
        "campaign_people": ("records",),
        "campaign_report": ("report", "dispositions", "runs"),
        "campaign_views": ("show",),
        "campaign_settings": ("create", "edit", "clone", "scrub"),
        "campaign_life": (
            "start", "pause", "stop", "complete", "go-on", "archive", "unarchive", "reset",
            "delete", "remove-accounts", "rerun",
        ),
    },
)  # fmt: skip
def campaign() -> None:
    """Make, list, start and stop campaigns. CAMPAIGN is a name or a number."""


COMMANDS = (campaign,)
