"""A pytest plugin that adds one line to the table of a campaign's fields, before it is imported."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType

TABLE = "esl_dialer.core.campaigns.campaign"
BEFORE = "    max_attempts: int = setting("
LINE = (
    '    lamps: int = setting(7, "Lamps at once", "Those of the ceiling.", unit="lamps", low=1,'
    ' high=9, section="timings", since="9.9")\n'
)


class OneLineMore(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        source = self.get_data(self.path).decode()
        assert source.count(BEFORE) == 1
        return self.source_to_code(source.replace(BEFORE, LINE + BEFORE).encode(), self.path)


class Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: object = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(fullname, path) if fullname == TABLE else None
        if found is not None:
            found.loader = OneLineMore(fullname, found.origin)
        return found


sys.meta_path.insert(0, Finder())
