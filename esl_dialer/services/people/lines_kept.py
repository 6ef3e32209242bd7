"""A file of lines that were not read, to be mended by a person and sent again."""

from pathlib import Path

from esl_dialer.core.says import NOTHING, Says, says_of


class LinesKept:
    """Lines are added to the file, each once; it is made with the first of them.

    Without a path they are kept nowhere. A file that can't be written keeps nobody from reading
    on: ``error`` says why.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.error: Says = NOTHING
        self.used = False
        self._known: set[str] | None = None

    def add(self, *lines: str) -> None:
        if self.path is None or self.error:
            return
        try:
            self._add(self.path, lines)
        except OSError as error:
            self.error = says_of(error)

    def _add(self, path: Path, lines: tuple[str, ...]) -> None:
        if self._known is None:
            there = path.read_text("utf-8", "replace") if path.exists() else ""
            self._known = set(there.splitlines())
        with path.open("a", encoding="utf-8", newline="") as kept:
            for line in lines:
                if line not in self._known:
                    kept.write(f"{line}\n")
                    self._known.add(line)
        self.used = True
