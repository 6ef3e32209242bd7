"""``esl-dialer list``: a list in several campaigns."""

from esl_dialer.store import models
from tests.engine.campaigns import active_campaign
from tests.services.lists.helpers import rows, write_list
from tests.store.rows import NOW, an_import


def test_a_list_is_attached_and_detached(shell):
    first = active_campaign([["4165550100"], ["4165550101"]], name="January")
    shell("campaign", "create", "May")
    its = {"name": "Spring", "file_name": "a.csv", "stored_path": "a", "sha256": "a"}
    made = str(an_import(campaign=first, status="done", created_at=NOW, **its).id)
    models.Person.update(list=made).execute()
    told = shell("list", "attach", "May", made).stdout
    assert "2 records added; 0 in the campaign already" in told
    again = shell.json("list", "attach", "May", made)
    assert (again["people"], again["records"]) == (0, 0)
    (one,) = shell.json("list", "list")
    assert (one["name"], len(one["attached_to"]), one["people"]) == ("Spring", 1, None)
    assert shell.json("list", "show", made)["people"] == 2
    assert "Spring" in shell("list", "list").stdout
    assert "Spring" in shell("list", "show", made).stdout
    its = {"removed": 2, "called": 0, "promised": 0}
    assert shell.json("list", "detach", "May", made, "--dry-run") == its
    assert shell.json("list", "list", "--campaign", "May", "--search", "x")[0]["id"] == int(made)
    assert shell.json("list", "detach", "May", made) == its
    assert "is not attached" in shell.refused("list", "detach", "May", made)
    assert "no list 99" in shell.refused("list", "attach", "May", "99")


def test_a_list_apart_is_made_filled_and_followed(shell, tmp_path):
    path = write_list(tmp_path / "fair.csv", rows(2))
    made = shell.json("list", "create", "Fair", "--source", "the fair")
    number = str(made["id"])
    assert (made["campaign"], made["people"]) == (0, 0)
    assert shell.json("list", "import", number, str(path))["rows_good"] == 2
    shell("campaign", "create", "May")
    assert shell.json("list", "attach", "May", number, "--follow")["records"] == 2
    assert "2" in shell("list", "worth", number).stdout
    assert "A1" in shell("list", "people", number, "--search", "A1").stdout
    assert "A2" in shell("list", "download", number).stdout
    assert shell.json("list", "recycle", number, "--dry-run")["records"] == 0
    assert shell.json("list", "edit", number, "--inactive")["active"] is False
    assert "ended already" in shell.refused("imports", "cancel", str(made["id"] + 1))
    assert shell.json("list", "delete", number, "--yes")["people"] == 2
