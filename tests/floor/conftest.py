"""The same installation as the pages' tests have."""

from tests.webui.conftest import campaign, ctx

__all__ = ["campaign", "ctx"]
