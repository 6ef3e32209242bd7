"""The commands by name, in any case, and those about other commands: ``help``, ``show``, ``eval``,
``expand``, ``json``, ``bgapi``."""

import logging
from collections.abc import Callable
from functools import partial

from esl_dialer.runtime.logs import line
from esl_dialer.simulator.commands import (
    channels,
    controls,
    ending,
    media,
    parking,
    sofia,
    system,
    text,
)
from esl_dialer.simulator.commands.command import NOT_DONE, Command, Reply
from esl_dialer.simulator.commands.json import carry_out
from esl_dialer.simulator.commands.show import SYNTAX as SHOW_SYNTAX
from esl_dialer.simulator.commands.show import show
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.expansion import Call
from esl_dialer.simulator.originate import SYNTAX as ORIGINATE_SYNTAX
from esl_dialer.simulator.originate import originate

FAULT = "-ERR the simulated switch failed at this command\n"
EVAL_SYNTAX = "[uuid:<uuid> ]<expression>"
EXPAND_SYNTAX = "[uuid:<uuid> ]<cmd> <args>"

log = logging.getLogger(__name__)


def api(core: Core, given: str, reply: Reply) -> None:
    """Carry out one command; its answer goes to ``reply``, at once for all but ``originate``.

    A fault of this program in one command is its answer, and nobody else's trouble.
    """
    name, _, arguments = given.partition(" ")
    try:
        if not _carry_out(core, name, arguments.strip(" "), reply):
            reply(f"-ERR {name} Command not found!\n")
    except Exception:
        log.exception(line("simulator.command_failed", command=name))
        reply(FAULT)


def background(core: Core, command: str, job: str) -> None:
    """Begin a command at the next instant; BACKGROUND_JOB tells what it said."""
    core.after(0, partial(_run_job, core, command, job))


def _run_job(core: Core, command: str, job: str) -> None:
    name, _, arguments = command.partition(" ")
    extra = {"Job-UUID": job, "Job-Command": name}
    extra |= {"Job-Command-Arg": arguments} if arguments else {}
    api(core, command, lambda said: core.emit("BACKGROUND_JOB", extra=extra, body=said))


def _carry_out(core: Core, name: str, arguments: str, reply: Reply) -> bool:
    """False when there is no command of that name."""
    late = LATE.get(name.lower())
    if late is not None:
        late(core, arguments, reply)
        return True
    command = COMMANDS.get(name.lower())
    if command is not None:
        reply(command.run(core, arguments))
    return command is not None


def _said(core: Core) -> Call:
    """Commands inside an expression: what answers later is not waited for."""

    def call(name: str, arguments: str) -> str | None:
        wanted = name.strip(" ").lower()
        command = COMMANDS.get(wanted)
        if command is not None:
            return command.run(core, arguments.strip(" "))
        return NOT_DONE if wanted in LATE else None

    return call


def _eval(core: Core, arguments: str) -> str:
    return text.evaluate(core, arguments, _said(core))


def _json(core: Core, arguments: str) -> str:
    return carry_out(core, arguments, _said(core))


def _show(core: Core, arguments: str) -> str:
    return show(core, arguments, COMMANDS | DESCRIBED)


def _help(core: Core, arguments: str) -> str:
    """All commands, whatever is asked for, as the real one does."""
    every = sorted((COMMANDS | DESCRIBED).items())
    lines = [f"{name},{each.syntax},{each.about},mod_commands\n" for name, each in every]
    return ("" if arguments else "\nValid Commands:\n\n") + "".join(lines)


def _expand(core: Core, arguments: str, reply: Reply) -> None:
    if not arguments:
        reply("-ERR No input\n")
        return
    name, _, rest = text.expansion(core, arguments, _said(core)).partition(" ")
    if not _carry_out(core, name, rest.strip(" "), reply):
        reply("INVALID COMMAND!\n-ERR Cannot execute command\n")


def _bgapi(core: Core, arguments: str, reply: Reply) -> None:
    """``[uuid:JOB ]COMMAND``."""
    named, job, command = arguments.lower().startswith("uuid:"), "", arguments
    if named:
        job, _, command = arguments.removeprefix(arguments[:5]).partition(" ")
    if not command:
        reply("-ERR Invalid syntax\n")
        return
    job = job or core.new_id()
    background(core, command, job)
    reply(f"+OK Job-UUID: {job}\n")


COMMANDS: dict[str, Command] = {
    **channels.COMMANDS,
    **controls.COMMANDS,
    **ending.COMMANDS,
    **media.COMMANDS,
    **parking.COMMANDS,
    **sofia.COMMANDS,
    **system.COMMANDS,
    **text.COMMANDS,
    "eval": Command(_eval, EVAL_SYNTAX, "Put in what ${...} stands for"),
    "help": Command(_help, "", "The commands"),
    "json": Command(_json, "JSON", "A command as JSON"),
    "show": Command(_show, SHOW_SYNTAX, "Tables of what is there"),
}
LATE: dict[str, Callable[[Core, str, Reply], None]] = {
    "bgapi": _bgapi,
    "expand": _expand,
    "originate": originate,
}
"""What answers later, or carries out what may."""


def _elsewhere(core: Core, arguments: str) -> str:
    return NOT_DONE


DESCRIBED = {
    "bgapi": Command(_elsewhere, "<command>[ <arg>]", "Carry out a command in the background"),
    "expand": Command(_elsewhere, EXPAND_SYNTAX, "Carry out a command after ${...} is put in"),
    "originate": Command(_elsewhere, ORIGINATE_SYNTAX, "Place a call"),
}
"""Those of ``LATE``, for ``help``."""
