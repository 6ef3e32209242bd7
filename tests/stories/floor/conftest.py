"""The same installation as the pages' tests have."""

from tests.webui.conftest import campaign, chromium, ctx, house

__all__ = ["campaign", "chromium", "ctx", "house"]
