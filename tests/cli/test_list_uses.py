"""``esl-dialer list``: a list in several campaigns."""

from esl_dialer.store import models
from tests.engine.campaigns import active_campaign
from tests.store.rows import NOW


def test_a_list_is_attached_and_detached(shell):
    first = active_campaign([["4165550100"], ["4165550101"]], name="January")
    shell("campaign", "create", "May")
    its = {"name": "Spring", "file_name": "a.csv", "stored_path": "a", "sha256": "a"}
    made = str(models.List.create(campaign=first, status="done", created_at=NOW, **its).id)
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
    assert shell.json("list", "detach", "May", made) == {"removed": 2}
    assert "is not attached" in shell.refused("list", "detach", "May", made)
    assert "no list 99" in shell.refused("list", "attach", "May", "99")
