"""One module per noun, each with its blueprint."""

from webui.pages import (
    archiving,
    audio,
    campaigns,
    consents,
    dashboard,
    detail_records,
    disposing,
    disposition_counts,
    dispositions,
    dnc,
    drafts,
    gateways,
    health,
    imports,
    law,
    list_filters,
    list_uses,
    lists,
    live,
    notices,
    person,
    person_stops,
    profile,
    queue,
    records,
    reports,
    restored,
    results,
    session,
    settings,
    several,
    stopping,
    testing,
    tokens,
    trail,
    users,
    views,
    works,
)

BLUEPRINTS = tuple(
    module.pages
    for module in (
        session, dashboard, live, campaigns, archiving, several, views, drafts, lists, imports,
        list_filters, list_uses, audio, records, person, person_stops, consents, queue, results,
        reports, testing, dnc, users, profile, tokens, settings, gateways, stopping, trail,
        notices, works, health, detail_records, restored, law, dispositions, disposing,
        disposition_counts,
    )
)  # fmt: skip
