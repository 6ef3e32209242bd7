"""Groups of commands whose modules are imported when one of their commands is wanted."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

import click


class LateCommands(click.Group):
    """``modules``: which modules of this package have which of its commands, in any order; each
    adds them to the group as it is imported."""

    def __init__(self, *args: Any, modules: Mapping[str, Sequence[str]], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self._module_of = {name: module for module, names in modules.items() for name in names}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._module_of)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in self._module_of:
            imported(self._module_of[name])
        return super().get_command(ctx, name)


def imported(name: str) -> ModuleType:
    """That module of this package."""
    with _nothing_collected():
        return import_module(f"esl_dialer.cli.{name}")


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """What is imported stays: looking for garbage in it takes a tenth of a short command's time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
