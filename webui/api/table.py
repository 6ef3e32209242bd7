"""Every route of the API: the one table."""

from webui.api import (
    audio,
    calls,
    campaigns,
    dialing,
    dnc,
    drafts,
    filters,
    gateways,
    imports,
    law,
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
    views,
)

MODULES = (
    campaigns, views, dialing, lists, imports, mappings, filters, drafts, audio, records, person,
    results, calls, notices, dnc, oneself, staff, gateways, settings, restored, law,
)  # fmt: skip

ROUTES = tuple(route for module in MODULES for route in module.ROUTES)
