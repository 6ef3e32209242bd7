"""Who may open what: one table of every route, read by the gate before each request."""

from esl_dialer.core.roles import Permission

PUBLIC: frozenset[str] = frozenset({"static", "session.sign_in", "health.alive", "health.ready"})
"""Endpoints that need no one signed in."""

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
    "queue.page": Permission.VIEW,
    "queue.rows": Permission.VIEW,
    "results.page": Permission.VIEW,
    "results.export": Permission.EXPORT_RESULTS,
}
"""By endpoint: the permission it takes. The services check again; a test proves the table total."""


def allowed(endpoint: str, permissions: frozenset[Permission]) -> bool:
    """Whether someone with these permissions may open the endpoint; unknown ones nobody may."""
    needed = ACCESS.get(endpoint)
    return needed is not None and needed in permissions
