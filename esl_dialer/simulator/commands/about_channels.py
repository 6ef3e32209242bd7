"""Commands about one channel: what each needs, and what it says when that is missing."""

from collections.abc import Callable
from dataclasses import dataclass

from esl_dialer.simulator.channel import Channel
from esl_dialer.simulator.commands.command import NO_CHANNEL, usage
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialstring import separate_blank

Act = Callable[[Core, Channel, list[str]], str | None]
"""Given the words behind the channel's UUID; None: they make no sense, its usage is said."""


@dataclass(frozen=True, slots=True)
class OnChannel:
    """``needs`` words, the channel's UUID first, at most ``most``: the last keeps its blanks."""

    act: Act
    syntax: str
    needs: int = 2
    most: int = 4
    missing: str = NO_CHANNEL

    def __call__(self, core: Core, arguments: str) -> str:
        words = separate_blank(arguments, self.most)
        if len(words) < self.needs:
            return usage(self.syntax)
        channel = core.channels.get(words[0])
        if channel is None:
            return self.missing
        said = self.act(core, channel, words[1:])
        return usage(self.syntax) if said is None else said
