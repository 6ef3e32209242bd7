"""What each role may do: the guide's table."""

from enum import StrEnum


class Permission(StrEnum):
    SIGN_IN = "sign_in"
    """Everybody's: their own profile, sessions and tokens."""
    VIEW = "view"
    MANAGE_CAMPAIGNS = "manage_campaigns"
    DELETE_CAMPAIGNS = "delete_campaigns"
    CONTROL_DIALING = "control_dialing"
    GENERATE_AUDIO = "generate_audio"
    PLACE_TEST_CALLS = "place_test_calls"
    MANAGE_DNC = "manage_dnc"
    EXPORT_RESULTS = "export_results"
    SET_GLOBAL_SPEED = "set_global_speed"
    MANAGE_USERS = "manage_users"
    CHANGE_SETTINGS = "change_settings"
    CLEAN_UP_AUDIO = "clean_up_audio"
    READ_AUDIT = "read_audit"
    MANAGE_AGENTS = "manage_agents"
    TAKE_CALLS = "take_calls"
    """At a page of their own, if they are an agent."""


_VIEWER = frozenset({Permission.SIGN_IN, Permission.VIEW, Permission.EXPORT_RESULTS})
_ADMIN = _VIEWER | {
    Permission.MANAGE_CAMPAIGNS,
    Permission.DELETE_CAMPAIGNS,
    Permission.CONTROL_DIALING,
    Permission.GENERATE_AUDIO,
    Permission.PLACE_TEST_CALLS,
    Permission.MANAGE_DNC,
    Permission.SET_GLOBAL_SPEED,
    Permission.MANAGE_AGENTS,
    Permission.TAKE_CALLS,
}

ROLES: dict[str, tuple[str, frozenset[Permission]]] = {
    "super_admin": ("Super Admin", frozenset(Permission)),
    "admin": ("Admin", frozenset(_ADMIN)),
    "viewer": ("Viewer", _VIEWER),
    "agent": ("Agent", frozenset({Permission.SIGN_IN, Permission.TAKE_CALLS})),
}
"""By name: the title people see, and the permissions."""
