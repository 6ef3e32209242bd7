"""What the pages and the command line can do, programs can do: or it is said here why not."""

import ast
from collections.abc import Iterable
from pathlib import Path

from esl_dialer.services.routing import gateways
from tests.house.layers import ROOT
from webui.api.gateways import GatewayShown

SERVICES = "esl_dialer.services"
MODULES = frozenset(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "esl_dialer" / "services").rglob("*.py")
)

BY_ANOTHER = "a route tells or does this by another of the service's verbs: "
ON_THE_MACHINE = "for who runs the machine: "
OF_THE_PAGES = "a part of how pages work: "

REASONS = {
    "agents.find": BY_ANOTHER + "GET /agents/{agent}",
    "agents.is_user": ON_THE_MACHINE
    + "a terminal is asked for a password only where one is wanted",
    "archiving.name_for_clone": BY_ANOTHER + "POST /campaigns/{campaign}/clone without a name",
    "audit_trail.actors": OF_THE_PAGES + "a menu; GET /users",
    "audit_trail.every": BY_ANOTHER + "GET /audit",
    "backups.default_name": ON_THE_MACHINE + "a backup is a file there",
    "backups.look": ON_THE_MACHINE + "the dialer is stopped while one is put back",
    "backups.make": ON_THE_MACHINE + "a backup is a file there",
    "backups.put_back": ON_THE_MACHINE + "the dialer is stopped while one is put back",
    "campaigns.to_choose": OF_THE_PAGES + "a menu; GET /campaigns",
    "cancelling.under_way": BY_ANOTHER + "GET /campaigns/{campaign}/lists",
    "campaign_report.save": BY_ANOTHER + "GET /campaigns/{campaign}/report/file",
    "campaign_report.tables": BY_ANOTHER + "GET /campaigns/{campaign}/report",
    "campaigns.default_texts": BY_ANOTHER + "GET /settings",
    "campaigns.every": BY_ANOTHER + "GET /campaigns",
    "campaigns.kept": OF_THE_PAGES + "each service that changes one asks by itself",
    "old_files.clean_up": ON_THE_MACHINE + "esl-dialer clean-lists; a daily task does it",
    "undoing.undo": BY_ANOTHER + "POST /imports/{number}/undo",
    "uploads.safe_name": OF_THE_PAGES + "what a file that is taken away is called",
    "detail_records.clean_up": ON_THE_MACHINE + "esl-dialer clean-cdr; a daily task does it",
    "detail_records.take": "the switch posts to /cdr, with a password of its own",
    "desk.is_agent": OF_THE_PAGES + "whether the menu has the desk",
    "desk.seen": OF_THE_PAGES + "the stream of an open desk says that it is there",
    "dnc.export": BY_ANOTHER + "GET /dnc/export",
    "dnc.write": BY_ANOTHER + "GET /dnc/export",
    "dnc_lists.chosen": BY_ANOTHER + "a program gives the numbers of lists",
    "dnc_lists.deletable": BY_ANOTHER + "DELETE /dnc/lists/{number} refuses and tells the same",
    "dnc_lists.get": BY_ANOTHER + "GET /dnc/lists/{number}",
    "dnc_lists.number_of": BY_ANOTHER + "a program gives the numbers of lists",
    "dispositions.number_of": BY_ANOTHER + "a program gives the set's number",
    "dispositions.set_name": BY_ANOTHER + "GET /disposition-sets/{number}",
    "dispositions.titles": BY_ANOTHER + "GET /dispositions; calls of long ago have keys",
    "disposing.last_call": BY_ANOTHER + "GET /records/{record}",
    "disposing.spoken": BY_ANOTHER + "GET /attempts/{attempt}/disposition",
    "doctor.examine": ON_THE_MACHINE + "esl-dialer doctor; /readyz and /metrics tell programs",
    "doctor.without_database": ON_THE_MACHINE + "esl-dialer doctor, when there is no database",
    "editing.reasons_against": BY_ANOTHER + "GET /campaigns/{campaign}/reset",
    "engines.offered": OF_THE_PAGES + "a menu; what is not here is refused everywhere",
    "fetching.fetched_here": BY_ANOTHER + "POST /lists/fetches",
    "filters.deletable": BY_ANOTHER + "DELETE /filters/{number} refuses and tells the same",
    "filters.name_of": BY_ANOTHER + "GET /filters/{number}",
    "filters.number_of": BY_ANOTHER + "a program gives the filter's number",
    "filters.read": BY_ANOTHER + "POST /filters/test",
    "foreground.summary": ON_THE_MACHINE + "esl-dialer run dials until nothing is left",
    "foreground.until_nothing_left": ON_THE_MACHINE + "esl-dialer run dials until nothing is left",
    "guesses.judged": OF_THE_PAGES + "a password that is typed; programs' tokens are long",
    "gateways.get": BY_ANOTHER + "GET /gateways/{gateway}",
    "law.bound": BY_ANOTHER + "POST /law/changes, and GET /law/rules",
    "law.packs": BY_ANOTHER + "GET /law/rules",
    "listing.page": OF_THE_PAGES + "pages by their number; GET /campaigns",
    "message_check.of_wording": BY_ANOTHER + "POST /law/lint",
    "list_people.add": BY_ANOTHER + "POST /lists/{number}/people",
    "list_people.download": BY_ANOTHER + "GET /lists/{number}/people/file",
    "loading.load": BY_ANOTHER + "POST /campaigns/{campaign}/lists",
    "making.add": BY_ANOTHER + "POST /campaigns/{campaign}/records",
    "monitoring.figures": "told at /metrics",
    "monitoring.readiness": "told at /readyz",
    "monitoring.today": "told at /metrics",
    "stop_everything.start_later": BY_ANOTHER + "POST /stop-all tells the same",
    "named.to_attach": OF_THE_PAGES + "a menu; GET /lists",
    "targets.find": BY_ANOTHER + "a program gives the number of a list or a campaign",
    "targets.get": BY_ANOTHER + "GET /lists/{number}",
    "news.connection": OF_THE_PAGES + "the dispatcher opens one",
    "news.last_number": OF_THE_PAGES + "their stream",
    "news.since": OF_THE_PAGES + "their stream",
    "notices.fresh": BY_ANOTHER + "GET /notices",
    "notices.latest": BY_ANOTHER + "GET /notices",
    "notices.send_due": ON_THE_MACHINE + "the engine does it every five seconds",
    "overview.gates_wait": OF_THE_PAGES + "GET /live counts the records",
    "consents.get": BY_ANOTHER + "GET /records/{record}/consents",
    "person_stops.get": BY_ANOTHER + "GET /records/{record}/stops",
    "phone_marks.mark_number": BY_ANOTHER + "PUT /records/{record}/phones/{phone}/mark",
    "phone_marks.phone_of": BY_ANOTHER + "GET /records/{record}",
    "preflight.with_why": BY_ANOTHER + "GET /campaigns/{campaign}/preflight",
    "records.number_of": BY_ANOTHER + "GET /campaigns/{campaign}/records",
    "runs.every": BY_ANOTHER + "GET /campaigns/{campaign}/runs",
    "runs.get": BY_ANOTHER + "a run that there is not is refused by what is asked for it",
    "recounting.check": ON_THE_MACHINE + "esl-dialer recount",
    "recounting.recount": ON_THE_MACHINE + "esl-dialer recount",
    "rehearsing.dial": ON_THE_MACHINE + "a rehearsal runs an engine until it ends",
    "rehearsing.prepare": ON_THE_MACHINE + "a rehearsal runs an engine until it ends",
    "rehearsing.results": ON_THE_MACHINE + "a rehearsal runs an engine until it ends",
    "rehearsing.summary": ON_THE_MACHINE + "a rehearsal runs an engine until it ends",
    "reports.export": BY_ANOTHER + "GET /results/export",
    "reports.newest": BY_ANOTHER + "GET /results",
    "restored.unknown": BY_ANOTHER + "GET /restored",
    "restored.waiting": BY_ANOTHER + "GET /restored",
    "reports.period_before": BY_ANOTHER + "GET /reports of other days",
    "results.write_csv": BY_ANOTHER + "GET /results/export",
    "sealing.renew": ON_THE_MACHINE + "who has the key's file; esl-dialer secrets renew",
    "second_factor.check": "a token needs no second step",
    "sessions.begin": OF_THE_PAGES + "a program has a token",
    "sessions.end": OF_THE_PAGES + "the button of the session that asks",
    "sessions.keep": OF_THE_PAGES + "the session that asked for a change goes on",
    "sessions.note_use": OF_THE_PAGES + "a session that is used lasts",
    "sessions.user_of": OF_THE_PAGES + "whose session it is",
    "several.asked": BY_ANOTHER + "DELETE /campaigns/{campaign} refuses and tells the same",
    "several.do": BY_ANOTHER + "POST /campaigns/{campaign}/start and its like",
    "staff.find": BY_ANOTHER + "GET /users",
    "test_calls.follow": BY_ANOTHER + "GET /test-calls/{number}",
    "tokens.add": "a token makes no tokens: one that was stolen ends, and is not multiplied",
    "tokens.get": BY_ANOTHER + "GET /me/tokens",
    "uploads.rejected": BY_ANOTHER + "GET /imports/{number}/rejected",
    "uploads.find": OF_THE_PAGES
    + "a file is looked at and then imported; a program sends it again",
    "uploads.look": OF_THE_PAGES + "a program says by start_row that nothing need be recognised",
    "views.default": OF_THE_PAGES + "GET /campaigns/views tells which it is",
    "users.current": OF_THE_PAGES + "whose session it is",
    "users.sign_in": "a program has a token",
}

TELLING = frozenset({"shown", "shown_reason", "told", "told_state"})
"""How the command line writes what it was told; the API's shapes do so there."""


def used(paths: Iterable[Path]) -> set[str]:
    """The functions of the services that these modules name, as ``module.function``."""
    return {name for path in paths for name in _used(ast.parse(path.read_text("utf-8")))}


def _used(tree: ast.Module) -> set[str]:
    modules: dict[str, str] = {}
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(SERVICES):
            continue
        for name in node.names:
            if f"{node.module}.{name.name}" in MODULES:
                modules[name.asname or name.name] = name.name
            else:
                found.add(f"{str(node.module).rpartition('.')[2]}.{name.name}")
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ast.Name(name), verb) if name in modules:
                found.add(f"{modules[name]}.{verb}")
    return {name for name in found if _is_verb(name.rpartition(".")[2])}


def is_module(name: str) -> bool:
    return (ROOT / name.replace(".", "/")).with_suffix(".py").exists()


def _is_verb(name: str) -> bool:
    return name == name.lower() and name not in TELLING


def test_what_the_faces_do_the_api_does_or_a_reason_is_given():
    pages = [*(ROOT / "webui").glob("*.py"), *(ROOT / "webui" / "pages").glob("*.py")]
    faces = used([*pages, *(ROOT / "esl_dialer" / "cli").glob("*.py")])
    api = used((ROOT / "webui" / "api").glob("*.py"))
    assert len(faces) > 100
    assert sorted(faces - api - REASONS.keys()) == []
    assert sorted(REASONS.keys() - (faces - api)) == []


def test_all_that_the_command_line_says_of_a_gateway(ctx):
    [one] = gateways.every(ctx)
    assert set(gateways.shown(one)) == set(GatewayShown.model_fields)
