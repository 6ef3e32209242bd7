"""The OpenAPI 3.1 document, made from the table of routes and the models in it."""

import json
from functools import cache
from inspect import cleandoc
from typing import Any, Literal

from pydantic import TypeAdapter

from esl_dialer import __version__
from webui.api.problems import CODES, MEDIA_TYPE
from webui.api.routes import KEY, LARGEST_NUMBER, NAMED, PREFIX, Route
from webui.api.shapes import Problem
from webui.api.table import ROUTES

ABOUT = "Outbound campaigns on FreeSWITCH. Each request carries a token of its user."
REFERENCE = "#/components/schemas/"
PROBLEM = "problem"
KEY_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"}

Mode = Literal["validation", "serialization"]

ALWAYS = (401, 403, 429, 503)
"""Refusals that any route may tell."""

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@cache
def text() -> str:
    return json.dumps(document(), ensure_ascii=False)


def document() -> dict[str, Any]:
    shapes, schemas = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, shapes)
    return {
        "openapi": "3.1.0",
        "info": {"title": "esl-dialer", "version": __version__, "description": ABOUT},
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}],
        "tags": [{"name": noun} for noun in dict.fromkeys(route.noun for route in ROUTES)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas() -> tuple[dict[Any, Any], dict[str, Any]]:
    """Of each (route, part): a schema, mostly a reference; and what is referred to, by name."""
    wanted: list[tuple[Any, Mode, TypeAdapter[Any]]] = []
    wanted.append((PROBLEM, "serialization", TypeAdapter(Problem)))
    for route in ROUTES:
        if route.answer is not None:
            wanted.append(((route.name, "answer"), "serialization", route.adapter))
        for part in ("query", "body"):
            if model := getattr(route, part):
                wanted.append(((route.name, part), "validation", TypeAdapter(model)))
    shapes, rest = TypeAdapter.json_schemas(wanted, ref_template=f"{REFERENCE}{{model}}")
    told_inline = {route.query.__name__ for route in ROUTES if route.query}
    named = {name: one for name, one in rest["$defs"].items() if name not in told_inline}
    return {key: shape for (key, _mode), shape in shapes.items()}, named


def _operation(route: Route, shapes: dict[Any, Any]) -> dict[str, Any]:
    summary, _, more = cleandoc(route.do.__doc__ or "").partition("\n")
    takes = f"Permission: `{route.permission}`."
    told: dict[str, Any] = {
        "operationId": route.name,
        "tags": [route.noun],
        "summary": summary.rstrip("."),
        "description": f"{more.strip()}\n\n{takes}".strip(),
        "parameters": [*_parts(route), *_query(route), *_headers(route)],
        "responses": {str(route.told_status): _answer(route, shapes), **_refusals(route)},
    }
    return told | ({"requestBody": body} if (body := _body(route, shapes)) else {})


def _parts(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _part(name)}
        for name in route.parts
    ]


def _part(name: str) -> dict[str, Any]:
    if name in NAMED:
        return {"type": "string", "minLength": 1}
    return {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER}


def _query(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = route.query.model_json_schema(ref_template=f"{REFERENCE}{{model}}")
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": one}
        for name, one in schema["properties"].items()
    ]


def _headers(route: Route) -> list[dict[str, Any]]:
    names = {KEY: (route.once, KEY_SCHEMA), "If-Match": (route.tagged, {"type": "string"})}
    return [
        {"name": name, "in": "header", "required": False, "schema": schema}
        for name, (there, schema) in names.items()
        if there
    ]


def _body(route: Route, shapes: dict[Any, Any]) -> dict[str, Any]:
    if route.takes:
        binary = {"schema": {"type": "string", "format": "binary"}}
        return {"required": True, "content": dict.fromkeys(route.takes, binary)}
    if route.body is None:
        return {}
    content = {"application/json": {"schema": shapes[route.name, "body"]}}
    return {"required": route.needs_body, "content": content}


def _answer(route: Route, shapes: dict[Any, Any]) -> dict[str, Any]:
    if route.sends:
        binary = {"schema": {"type": "string", "format": "binary"}}
        return {"description": "The file.", "content": dict.fromkeys(route.sends, binary)}
    if route.answer is None:
        return {"description": "Done."}
    content = {"application/json": {"schema": shapes[route.name, "answer"]}}
    return {"description": "Done.", "content": content}


def _refusals(route: Route) -> dict[str, Any]:
    takes = bool(route.takes or route.body)
    holds = {
        400: takes,
        404: bool(route.parts) or route.own,
        409: route.method in CHANGES,
        412: route.tagged,
        413: takes,
        415: takes,
        422: True,
    }
    statuses = sorted([*ALWAYS, *(status for status, there in holds.items() if there)])
    content = {MEDIA_TYPE: {"schema": {"$ref": f"{REFERENCE}Problem"}}}
    return {
        str(status): {"description": f"{CODES[status][1]}.", "content": content}
        for status in statuses
    }
