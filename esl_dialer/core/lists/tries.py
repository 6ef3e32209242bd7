"""How often the reading of a list may break before the list fails."""

from dataclasses import dataclass

MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Broken:
    """So many ``times`` in a row the reading broke before ``row`` and what follows were stored."""

    times: int = 0
    row: int = 0

    def again(self, row: int) -> "Broken":
        """After another break; one further down the file is the first of its own."""
        return Broken(self.times + 1 if row == self.row else 1, row)

    @property
    def hopeless(self) -> bool:
        return self.times >= MOST_TRIES


NOT_BROKEN = Broken()
