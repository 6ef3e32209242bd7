"""Lists as people sent them, imported on the command line."""

import pytest

from esl_dialer.store import models
from tests.cli.conftest import Shell
from tests.outbound.list_server import list_server
from tests.services.lists.sent import SENT, Sent
from tests.store.rows import phones_of


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.file)
def test_an_import_says_which_rows_it_left_out(shell: Shell, sent: Sent) -> None:
    shell("campaign", "create", "Spring")
    done = shell("import", "Spring", str(sent.path))
    assert done.exit_code == 0
    records = {r.account: [p.number for p in phones_of(r)] for r in models.Record.select()}
    assert records == sent.phones
    assert f"{len(sent.phones)} good, {len(sent.told)} bad" in done.stdout
    if sent.stops:
        assert f"not to be called, as the list says: {sum(sent.stops.values())} rows" in done.stdout
    for line, reason in sent.told.items():
        [told] = [text for text in done.stderr.splitlines() if text.startswith(f"  line {line}")]
        assert reason in told


HIDDEN = ("import", "Spring", "tests/services/lists/fixtures/filtered.xls")


def accounts() -> set[str]:
    return {record.account for record in models.Record.select()}


def test_hidden_rows_are_told_and_left_out_unless_it_is_said(shell: Shell) -> None:
    shell("campaign", "create", "Spring")
    first = shell(*HIDDEN)
    assert "rows that are hidden in the sheet: 2, left out" in first.stderr
    assert "the sheet Accounts is read, of: Cover, Accounts" in first.stderr
    assert accounts() == {"X1", "X3"}
    assert shell.json(*HIDDEN)["repeated"]
    done = shell.json(*HIDDEN, "--hidden-rows", "import")
    assert (done["rows_good"], done["rows_duplicate"]) == (2, 2)
    told = {"header": "", "reason": "rows that are hidden in the sheet: 2, imported"}
    assert told in done["doubts"]
    assert accounts() == {"X1", "X2", "X3", "X4"}


@pytest.mark.parametrize(("answer", "imported"), [("y", 4), ("n", 2)])
def test_on_a_terminal_it_is_asked(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, answer: str, imported: int
) -> None:
    monkeypatch.setattr("esl_dialer.cli.lists.is_asked", lambda: True)
    shell("campaign", "create", "Spring")
    done = shell(*HIDDEN, stdin=f"{answer}\n")
    assert "2 rows of the sheet do not show in it. Import them too?" in done.stderr
    assert len(accounts()) == imported


def test_a_list_comes_in_on_standard_input(shell: Shell) -> None:
    shell("campaign", "create", "Spring")
    done = shell("import", "Spring", "-", stdin=SENT[0].path.read_text(encoding="utf-8"))
    assert done.exit_code == 0
    assert accounts() == set(SENT[0].phones)
    assert models.ListImport.get().file_name == "standard input.csv"


STRANGE = "Report\nKonto,Privat\nK-1,416 555 0101\nK-2,416 555 0102\n"
MAPPED = ("--column", "Konto=account_number", "--column", "#2=phone_home")


def test_columns_are_mapped_and_the_list_begins_where_it_is_said(shell: Shell) -> None:
    shell("campaign", "create", "Spring")
    done = shell("import", "Spring", "-", *MAPPED, "--start-row", "4", stdin=STRANGE)
    assert done.exit_code == 0
    assert accounts() == {"K-2"}
    assert models.Phone.get().kind == "home"
    begun = ("import", "Spring", "-", "--start-row", "3")
    refused = shell(*begun, "--column", "Konto=account_number", stdin=STRANGE)
    assert refused.stderr.strip().endswith("no column for: Phone 1")
    assert "no HEADER=FIELD" in shell(*begun, "--column", "Konto", stdin=STRANGE).stderr


def test_a_mapping_is_kept_listed_used_and_forgotten(shell: Shell) -> None:
    shell("campaign", "create", "Spring")
    begun = ("import", "Spring", "-")
    kept = shell(*begun, *MAPPED, "--start-row", "3", "--keep-mapping", "Bank A", stdin=STRANGE)
    assert kept.exit_code == 0
    told = shell("mapping", "list").stdout
    assert "Bank A  Konto=account_number, Privat=phone_home" in told
    later = STRANGE.replace("K-", "L-")
    assert shell(*begun, "--mapping", "Bank A", stdin=later).exit_code == 0
    assert accounts() == {"K-1", "K-2", "L-1", "L-2"}
    refused = shell(*begun, "--mapping", "Bank A", stdin=later.replace("Privat", "Mobil"))
    assert "it has no column 'Privat'; it has 'Mobil' beside them" in refused.stderr
    assert shell.json("mapping", "list")[0]["columns"][0]["choice"] == "account_number"
    assert shell("mapping", "forget", "1").stdout == "Bank A: forgotten\n"
    assert shell.json("mapping", "list") == []
    assert "no such mapping" in shell("mapping", "forget", "1").stderr


def test_a_list_of_an_address_is_fetched_and_imported(shell: Shell) -> None:
    shell("campaign", "create", "Spring")
    with list_server() as server:
        begun = ("import", "Spring", "--needs", "phone", "--address")
        inside = shell.refused(*begun, server.address("list.csv"))
        assert "is not on the open network: Settings allows such hosts by name" in inside
        shell("settings", "set", "list_hosts", "localhost")
        assert shell(*begun, server.address("list.csv")).exit_code == 0
        assert shell.refused(*begun, server.address("nowhere")).endswith("answers 404")
    assert accounts() == {"K-1"}
    assert "FILE, or an --address" in shell("import", "Spring").stderr
    assert shell("import", "Spring", "-", "--address", "https://a.example/").exit_code == 2


def test_the_sheet_can_be_named(shell: Shell) -> None:
    shell("campaign", "create", "Spring")
    refused = shell.refused(*HIDDEN, "--sheet", "Cover")
    assert "no header" in refused
    assert refused.endswith("the sheet Cover is read, of: Cover, Accounts")
    assert "May" in shell.refused(*HIDDEN, "--sheet", "May")
    assert shell.json(*HIDDEN, "--sheet", "Accounts")["rows_good"] == 2


def test_why_names_the_stop_with_its_line_in_the_file(shell: Shell) -> None:
    shell("campaign", "create", "Spring")
    shell("import", "Spring", "tests/services/lists/fixtures/sent/words_in_phones.csv")
    told = shell.json("why", "Spring", "--account", "A0008")
    assert told["text"] == "a stop protects it: deceased"
    assert told["source"] == "words_in_phones.csv, line 10, Phone 1: 'deceased 416-555-0517'"


def test_imports_under_way_are_cancelled_by_number_or_all(shell: Shell) -> None:
    shell("campaign", "create", "Spring")
    shell(*HIDDEN)
    assert shell("cancel-import", "Spring").stdout == "nothing is being imported\n"
    assert shell("cancel-import", "Spring", "1").stderr.endswith("it has ended already\n")
    under_way = {"status": "importing", "finished_at": None}
    models.ListImport.update(under_way).execute()
    told = shell("campaign", "delete", "Spring", stdin="n\n").stderr
    assert "'filtered' is still being imported: its import ends here" in told
    assert shell.json("cancel-import", "Spring") == [{"list": 1, "name": "filtered", "good": 2}]
    assert models.ListImport.get().status == "cancelled"
    models.ListImport.update(under_way).execute()
    done = shell("cancel-import", "Spring", "1").stdout
    assert done == "list 1, 'filtered': cancelled; 2 records of it kept\n"
