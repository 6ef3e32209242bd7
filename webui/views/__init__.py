"""One module per noun, each with its blueprint."""

from webui.views import campaigns, dashboard, health, live, queue, results, session

BLUEPRINTS = tuple(
    module.pages for module in (session, dashboard, live, campaigns, queue, results, health)
)
