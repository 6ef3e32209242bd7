"""``esl-dialer completion``: what a shell needs to complete commands, campaigns and settings."""

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what a shell's start-up file sources: esl-dialer completion bash > FILE."""
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"no completion for {shell}")
    root = ctx.find_root()
    click.echo(found(root.command, {}, "esl-dialer", "_ESL_DIALER_COMPLETE").source())


COMMANDS = (completion,)
