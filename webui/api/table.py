"""Every route of the API: the one table."""

from webui.api import (
    audio,
    calls,
    campaigns,
    dialing,
    dnc,
    drafts,
    gateways,
    imports,
    list_uses,
    lists,
    mappings,
    notices,
    oneself,
    person,
    records,
    restored,
    results,
    settings,
    staff,
)

MODULES = (
    campaigns, dialing, lists, imports, list_uses, mappings, drafts, audio, records, person,
    results, calls, notices, dnc, oneself, staff, gateways, settings, restored,
)  # fmt: skip

ROUTES = tuple(route for module in MODULES for route in module.ROUTES)
