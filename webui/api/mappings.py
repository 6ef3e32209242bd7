"""Mappings of columns: kept with an import, found by the header row, forgotten here."""

from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.mappings import KeptMapping
from esl_dialer.services.lists import mappings
from webui.api.routes import Request, Route
from webui.api.shapes import Shown


class ColumnChoice(Shown):
    header: str
    choice: str
    """As ``columns`` of an import says it."""


class MappingShown(Shown):
    id: int
    name: str
    columns: list[ColumnChoice]
    date_order: str
    needs: str
    created_at: datetime
    created_by: str


class MappingsShown(Shown):
    items: list[MappingShown]


def every(asked: Request) -> dict[str, Any]:
    """The kept mappings, by name."""
    return {"items": list(map(_shown, mappings.every(asked.ctx)))}


def forget(asked: Request, number: int) -> None:
    """Forget a mapping: lists of its header row are recognised anew."""
    mappings.forget(asked.ctx, number)


def _shown(one: KeptMapping) -> dict[str, Any]:
    shown = {name: getattr(one, name) for name in MappingShown.model_fields}
    columns = [{"header": header, "choice": choice} for header, choice in one.columns]
    return shown | {"columns": columns}


ROUTES = (
    Route("GET", "/mappings", Permission.VIEW, every, MappingsShown),
    Route("DELETE", "/mappings/{number}", Permission.MANAGE_CAMPAIGNS, forget),
)
