"""Lists as people sent them to dialers, and what each is to become, in every face."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path("tests/services/lists/fixtures/sent")


@dataclass(frozen=True)
class Sent:
    """``phones`` are those of each account that is imported; ``told`` has a part of the reason for
    each line that is not.
    """

    file: str
    phones: dict[str, list[str]]
    told: dict[int, str]

    @property
    def path(self) -> Path:
        return FOLDER / self.file


SENT = (
    Sent(
        "quote_never_closed.csv",
        {"2": ["+14165550122"], "3": ["+14165550133"]},
        {2: "a quote is opened and never closed"},
    ),
    Sent(
        "quote_closed_by_another.csv",
        {"A0003": ["+14165550503"], "Q4": ["+14165550504"], "A0005": ["+14165550505"]},
        {2: "a quote is opened and never closed"},
    ),
    Sent(
        "thousands_cut.csv",
        {"1000002": ["+16135550107", "+16135553028"]},
        {
            2: "44 cells for 43 columns: the delimiter seems to cut this amount",
            3: "45 cells for 43 columns: the delimiter seems to cut this amount",
        },
    ),
    Sent(
        "filtered.xlsx",
        {"X015": ["+14165550715"], "X017": ["+14165550717"]},
        {3: "hidden in the workbook", 5: "hidden in the workbook"},
    ),
    Sent("merged_header.xlsx", {"X021": ["+14165550721", "+14165550751", "+14165550752"]}, {}),
)
