"""Lists as people sent them to dialers, and what each is to become, in every face."""

from dataclasses import dataclass, field
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
    stops: dict[str, int] = field(default_factory=dict)
    """Rows that say not to call the person, by reason."""

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
    Sent(
        "words_in_phones.csv",
        {
            **{"A0000": [], "A0001": [], "A0006": [], "A0008": [], "A0009": []},
            **{"A0007": ["+14165550516"], "A0011": ["+14165550520"], "A0012": ["+14165550521"]},
            **{"A0013": ["+14165550522"], "A0014": ["+14165550523"]},
        },
        {
            4: "the list says that it is a wrong number",
            5: "a fax",
            6: "the list says that it is not in service",
            7: "the list says that it is not in service",
            12: "with words that are not understood: 'ask for bob'",
        },
        {"deceased": 1, "dnc": 3, "represented": 1},
    ),
    Sent("floats.csv", {"1234567": ["+14165550531"], "1234568": ["+14165550532"]}, {}),
    Sent(
        "zeros_by_format.xlsx",
        {"0001234": ["+14165550701"], "0098765": ["+14165550702"], "1234567": ["+14165550703"]},
        {},
    ),
)
