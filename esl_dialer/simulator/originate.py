"""``originate``: a leg is dialed and, when it answers, sent to an application or an extension."""

from collections.abc import Callable
from functools import partial

from esl_dialer.simulator.apps import transfer
from esl_dialer.simulator.carrier_table import AT_ONCE_MS
from esl_dialer.simulator.channel import Channel, State
from esl_dialer.simulator.core import MS, Core
from esl_dialer.simulator.dialing import Dialing, Hopes
from esl_dialer.simulator.dialstring import DialStringError, OriginateCommand, parse_originate
from esl_dialer.simulator.execution import begin_to_execute, run
from esl_dialer.simulator.figures import is_true
from esl_dialer.simulator.placing import REFUSED
from ivr.flows import Action

SYNTAX = (
    "<call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] "
    "[<cid_name>] [<cid_num>] [<timeout_sec>]"
)

Reply = Callable[[str], None]


def originate(core: Core, text: str, reply: Reply) -> None:
    """Place a call; ``reply`` gets the command's answer when the call is answered or has failed."""
    try:
        command = parse_originate(text)
    except DialStringError:
        reply(f"-ERR {REFUSED}\n")
        return
    if command is None:
        reply(f"-USAGE: {SYNTAX}\n")
        return
    _Originate(core, command, reply).place()


class _Originate:
    """One originate under way; it answers exactly once."""

    def __init__(self, core: Core, command: OriginateCommand, reply: Reply) -> None:
        self._core, self._command, self._reply = core, command, reply
        self._replied = self._begun = False
        hopes = Hopes(
            on_ring=self._rings,
            on_answer=self._answered,
            on_hangup=self._hung_up,
            on_failed=self._failed,
        )
        self._dialing = Dialing(core, command.groups, hopes, timeout=command.timeout)

    def place(self) -> None:
        self._dialing.begin()

    def _rings(self, channel: Channel) -> None:
        """Enough, when the caller wants no more than that."""
        early = bool(channel.stamps.progress_media)
        name = "ignore_early_media" if early else "return_ring_ready"
        if is_true(channel.variables.get(name, "")) is not early:
            self._dialing.take(channel)

    def _answered(self, channel: Channel) -> None:
        if self._begun:
            return
        self._begun = True
        act = partial(self._begin, channel)
        self._core.for_channel(channel, AT_ONCE_MS * MS, act)

    def _begin(self, channel: Channel) -> None:
        command = self._command
        direct = command.extension.startswith("&") and len(command.extension) > 1
        if direct:
            begin_to_execute(self._core, channel)
        self._say(f"+OK {channel.uuid}\n")
        if direct:
            run(self._core, channel, (_application(command.extension[1:]),), State.EXECUTE)
        else:
            transfer(self._core, channel, command.extension, command.dialplan, command.context)

    def _hung_up(self, channel: Channel) -> None:
        self._say(f"+OK {channel.uuid}\n" if channel.answered else f"-ERR {channel.cause}\n")

    def _failed(self, cause: str, last: Channel | None) -> None:
        self._say(f"-ERR {cause}\n")

    def _say(self, text: str) -> None:
        if not self._replied:
            self._replied = True
            self._reply(text)


def _application(text: str) -> Action:
    """``app(arguments)``, cut at the first closing parenthesis as FreeSWITCH cuts it."""
    app, _, data = text.partition(")")[0].partition("(")
    return Action(app, data)
