"""A pytest plugin that adds one line to each table of fields, before it is imported."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType

ABOUT = '"Lamps at once", "Those of the ceiling.", unit="lamps", low=1, high=9, since="9.9"'

TABLES = {
    "esl_dialer.core.campaigns.campaign": (
        "    max_attempts: int = setting(",
        f'    lamps: int = setting(7, {ABOUT}, section="timings")\n',
    ),
    "esl_dialer.core.routing.gateways": (
        "    max_channels: int = setting(",
        f"    lamps: int = setting(7, {ABOUT})\n",
    ),
    "esl_dialer.core.system.settings": (
        "    simulated_hours_count: bool = setting(",
        f'    lamps: int = setting(7, {ABOUT}, section="dialing")\n',
    ),
}
"""By module: the line before which one more comes, and that line."""


class OneLineMore(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        source = self.get_data(self.path).decode()
        before, line = TABLES[fullname]
        assert source.count(before) == 1
        return self.source_to_code(source.replace(before, line + before).encode(), self.path)


class Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: object = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(fullname, path) if fullname in TABLES else None
        if found is not None:
            found.loader = OneLineMore(fullname, found.origin)
        return found


sys.meta_path.insert(0, Finder())
