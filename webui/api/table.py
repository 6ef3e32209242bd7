"""Every route of the API: the one table."""

from webui.api import (
    audio,
    calls,
    campaigns,
    dialing,
    dnc,
    lists,
    records,
    results,
    settings,
    staff,
)

ROUTES = tuple(
    route
    for module in (campaigns, dialing, lists, audio, records, results, calls, dnc, staff, settings)
    for route in module.ROUTES
)
