"""Who may open what: one table of every route, read by the gate before each request."""

from esl_dialer.core.accounts.roles import Permission

PUBLIC: frozenset[str] = frozenset(
    {
        "static", "session.sign_in", "session.second_step", "health.alive", "health.ready",
        "health.metrics",
        "detail_records.take",
    }
)  # fmt: skip
"""Endpoints that need no one signed in."""

PROBES = frozenset({"static", "health.alive", "health.ready"})
"""Endpoints that answer without a database."""

FOR_ANY_PROGRAM = frozenset({"", "api.document"})
"""Of the API: addresses that do not exist, and its description. ``webui.api.table`` has the rest:
each route with its permission, for who sends a token."""

ACCESS: dict[str, Permission] = {
    "dashboard.page": Permission.VIEW,
    "dashboard.cards": Permission.VIEW,
    "dashboard.campaigns": Permission.VIEW,
    "dashboard.feed": Permission.VIEW,
    "live.stream": Permission.VIEW,
    "live.engine": Permission.VIEW,
    "session.sign_out": Permission.VIEW,
    "session.language": Permission.VIEW,
    "session.theme": Permission.VIEW,
    "campaigns.every": Permission.VIEW,
    "campaigns.rows": Permission.VIEW,
    "campaigns.detail": Permission.VIEW,
    "campaigns.standing": Permission.VIEW,
    "campaigns.calls": Permission.VIEW,
    "campaigns.start": Permission.CONTROL_DIALING,
    "campaigns.pause": Permission.CONTROL_DIALING,
    "campaigns.stop": Permission.CONTROL_DIALING,
    "campaigns.speed": Permission.CONTROL_DIALING,
    "campaigns.order": Permission.CONTROL_DIALING,
    "campaigns.reset": Permission.CONTROL_DIALING,
    "campaigns.remove": Permission.MANAGE_CAMPAIGNS,
    "campaigns.delete": Permission.DELETE_CAMPAIGNS,
    "drafts.new": Permission.MANAGE_CAMPAIGNS,
    "drafts.other_kind": Permission.MANAGE_CAMPAIGNS,
    "drafts.edit": Permission.MANAGE_CAMPAIGNS,
    "drafts.preview": Permission.MANAGE_CAMPAIGNS,
    "drafts.listen": Permission.GENERATE_AUDIO,
    "drafts.listening": Permission.GENERATE_AUDIO,
    "drafts.heard": Permission.GENERATE_AUDIO,
    "lists.every": Permission.VIEW,
    "lists.send": Permission.MANAGE_CAMPAIGNS,
    "lists.check": Permission.MANAGE_CAMPAIGNS,
    "lists.begin": Permission.MANAGE_CAMPAIGNS,
    "lists.fetched": Permission.MANAGE_CAMPAIGNS,
    "lists.fetch_state": Permission.MANAGE_CAMPAIGNS,
    "lists.forget": Permission.MANAGE_CAMPAIGNS,
    "lists.cancel": Permission.MANAGE_CAMPAIGNS,
    "lists.rejected": Permission.MANAGE_CAMPAIGNS,
    "audio.page": Permission.GENERATE_AUDIO,
    "audio.stop": Permission.GENERATE_AUDIO,
    "audio.progress": Permission.VIEW,
    "audio.message": Permission.VIEW,
    "records.of_campaign": Permission.VIEW,
    "records.search": Permission.VIEW,
    "records.detail": Permission.VIEW,
    "person.call_back": Permission.MANAGE_CAMPAIGNS,
    "person.clear_call_back": Permission.MANAGE_CAMPAIGNS,
    "person.edit": Permission.MANAGE_CAMPAIGNS,
    "person.add": Permission.MANAGE_CAMPAIGNS,
    "person.delete": Permission.MANAGE_CAMPAIGNS,
    "person.mark_phone": Permission.MANAGE_DNC,
    "person.list_phone": Permission.MANAGE_DNC,
    "queue.page": Permission.VIEW,
    "queue.rows": Permission.VIEW,
    "results.page": Permission.VIEW,
    "results.export": Permission.EXPORT_RESULTS,
    "reports.page": Permission.VIEW,
    "testing.page": Permission.PLACE_TEST_CALLS,
    "testing.records": Permission.PLACE_TEST_CALLS,
    "testing.quick": Permission.PLACE_TEST_CALLS,
    "testing.campaign": Permission.PLACE_TEST_CALLS,
    "testing.follow": Permission.PLACE_TEST_CALLS,
    "testing.steps": Permission.PLACE_TEST_CALLS,
    "stopping.page": Permission.CONTROL_DIALING,
    "dnc.page": Permission.VIEW,
    "dnc.rows": Permission.VIEW,
    "dnc.add": Permission.MANAGE_DNC,
    "dnc.change": Permission.MANAGE_DNC,
    "dnc.remove": Permission.MANAGE_DNC,
    "users.every": Permission.MANAGE_USERS,
    "users.new": Permission.MANAGE_USERS,
    "users.change": Permission.MANAGE_USERS,
    "users.remove": Permission.MANAGE_USERS,
    "users.sign_out": Permission.MANAGE_USERS,
    "users.password": Permission.VIEW,
    "users.second_factor_off": Permission.MANAGE_USERS,
    "profile.page": Permission.VIEW,
    "tokens.page": Permission.VIEW,
    "tokens.revoke": Permission.VIEW,
    "profile.end_session": Permission.VIEW,
    "profile.end_sessions": Permission.VIEW,
    "profile.second_factor": Permission.VIEW,
    "profile.second_factor_off": Permission.VIEW,
    "profile.recovery_codes": Permission.VIEW,
    "gateways.card": Permission.VIEW,
    "gateways.new": Permission.CHANGE_SETTINGS,
    "gateways.change": Permission.CHANGE_SETTINGS,
    "gateways.remove": Permission.CHANGE_SETTINGS,
    "settings.page": Permission.VIEW,
    "settings.save": Permission.CHANGE_SETTINGS,
    "settings.cleanup": Permission.CLEAN_UP_AUDIO,
    "settings.deliver": Permission.CHANGE_SETTINGS,
    "settings.test_notice": Permission.CHANGE_SETTINGS,
    "notices.page": Permission.VIEW,
    "notices.bell": Permission.VIEW,
    "notices.toasts": Permission.VIEW,
    "notices.read": Permission.VIEW,
    "works.menu": Permission.VIEW,
    "trail.page": Permission.READ_AUDIT,
    "restored.page": Permission.VIEW,
    "restored.go_on": Permission.CONTROL_DIALING,
    "restored.dial": Permission.CONTROL_DIALING,
    "settings.global_speed": Permission.SET_GLOBAL_SPEED,
}
"""By endpoint: the permission it takes. The services check again; a test proves the table total."""


def allowed(endpoint: str, permissions: frozenset[Permission]) -> bool:
    """Whether someone with these permissions may open the endpoint; unknown ones nobody may."""
    needed = ACCESS.get(endpoint)
    return needed is not None and needed in permissions
