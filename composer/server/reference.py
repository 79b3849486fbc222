"""The page of all addresses, written from the OpenAPI schema: plain HTML, nothing fetched from anywhere."""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

router = APIRouter()

_STYLE = """:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:14px/1.4 ui-monospace,monospace}pre{overflow:auto;padding:.5rem;border:1px solid #8888}
h2{margin-top:2rem}.method{display:inline-block;min-width:4rem;font-weight:bold}"""
_HEADERS = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"}


@router.get("/api/docs", include_in_schema=False, response_class=HTMLResponse)
async def page(request: Request) -> HTMLResponse:
    """Show every address with its parameters, bodies and answers."""
    return HTMLResponse(page_of(request.app.openapi()), headers=_HEADERS)


def page_of(schema: dict[str, Any]) -> str:
    """Return the page of an OpenAPI schema."""
    info = schema["info"]
    description = "".join(f"<p>{_prose(text)}</p>" for text in info.get("description", "").split("\n\n"))
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8>"
        f"<meta name=viewport content='width=device-width'><title>{escape(info['title'])}</title>"
        f"<style>{_STYLE}</style><h1>{escape(info['title'])} {escape(info['version'])}</h1>{description}"
        f"<p>The same for programs: <a href=/api/openapi.json>/api/openapi.json</a></p>"
        + "".join(_operations(schema))
        + "<h1>Shapes</h1>"
        + "".join(_shapes(schema))
    )


def _prose(text: str) -> str:
    """Return a text for the page; what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _operations(schema: dict[str, Any]) -> Iterator[str]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"<h2><span class=method>{escape(method.upper())}</span> <code>{escape(path)}</code></h2>"
            yield f"<p>{_prose(operation.get('description', operation.get('summary', '')))}</p>"
            yield from _parameters(operation)
            yield _bodies(operation)


def _parameters(operation: dict[str, Any]) -> Iterator[str]:
    for one in operation.get("parameters", ()):
        text = one.get("description") or ""
        yield f"<p><code>{escape(one['name'])}</code> ({escape(one['in'])}) {_prose(text)}</p>"


def _bodies(operation: dict[str, Any]) -> str:
    sent = operation.get("requestBody", {})
    told = [("takes", sent)] if sent else []
    told += [("answers", one) for status, one in operation["responses"].items() if status.startswith("2")]
    names = [(word, _shape(kind)) for word, one in told for kind in one.get("content", {}).values()]
    return "".join(f"<p>{word} {shape}</p>" for word, shape in names)


def _shape(content: dict[str, Any]) -> str:
    reference = json.dumps(content).partition("#/components/schemas/")[2].partition('"')[0]
    return f'<a href="#{escape(reference)}">{escape(reference)}</a>' if reference else "a file or a stream"


def _shapes(schema: dict[str, Any]) -> Iterator[str]:
    for name, shape in sorted(schema.get("components", {}).get("schemas", {}).items()):
        text = json.dumps(shape, indent=2, ensure_ascii=False)
        yield f"<h2 id={escape(name)}>{escape(name)}</h2><pre>{escape(text)}</pre>"
