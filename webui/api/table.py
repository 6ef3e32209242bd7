"""Every route of the API: the one table."""

from webui.api import (
    agents,
    audio,
    calls,
    campaigns,
    desk,
    dialing,
    dispositions,
    dnc,
    drafts,
    filters,
    gateways,
    imports,
    law,
    list_people,
    list_uses,
    lists,
    mappings,
    noted,
    notices,
    oneself,
    person,
    records,
    restored,
    results,
    runs,
    settings,
    staff,
    views,
)

MODULES = (
    campaigns, views, dialing, lists, imports, list_uses, list_people, mappings, filters,
    drafts, audio, records, person, noted, results, runs, calls, notices, dnc,
    oneself, staff, agents, desk, gateways, settings, restored, law, dispositions,
)  # fmt: skip

ROUTES = tuple(route for module in MODULES for route in module.ROUTES)
