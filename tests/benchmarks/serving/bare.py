"""The bare pass-through to compare with: FastAPI and httpx, no records, no checks but that the picture decodes.

It takes a prompt and reference pictures, asks a service in OpenAI's wire format for a picture, decodes and saves it.
"""

import base64
import importlib
import io
import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from fastapi.responses import FileResponse
from PIL import Image


def create_app(endpoint: str, folder: Path, transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """Return the application; `transport` is httpx's own pool unless given."""
    numbers = itertools.count()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(transport=transport, timeout=60, limits=limits, trust_env=False) as client:
            app.state.client = client
            yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/draw")
    async def draw(body: dict[str, Any]) -> dict[str, str]:
        files = [("image[]", (f"{number}.png", base64.b64decode(one), "image/png"))
                 for number, one in enumerate(body["references"])]  # fmt: skip
        data = {"model": "gpt-image-2.5-flare", "prompt": body["prompt"]}
        answer = await app.state.client.post(f"{endpoint}/images/edits", data=data, files=files)
        picture = base64.b64decode(answer.raise_for_status().json()["data"][0]["b64_json"])
        Image.open(io.BytesIO(picture)).load()
        path = folder / f"{next(numbers)}.png"
        path.write_bytes(picture)
        return {"picture": path.name}

    @app.get("/pictures/{name}")
    async def saved(name: str) -> FileResponse:
        return FileResponse(folder / name)

    return app


def main() -> None:
    """Serve until ended: ``$BARE_PORT``, ``$BARE_ENDPOINT``, ``$BARE_FOLDER`` and ``$BARE_TRANSPORT`` say what."""
    transport: httpx.AsyncBaseTransport | None = None
    if os.environ.get("BARE_TRANSPORT") == "aiohttp":
        transport = importlib.import_module("httpx_aiohttp").AiohttpTransport()  # not needed for anything else
    app = create_app(os.environ["BARE_ENDPOINT"], Path(os.environ["BARE_FOLDER"]), transport)
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["BARE_PORT"]), log_level="warning")


if __name__ == "__main__":
    main()
