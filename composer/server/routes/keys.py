"""Keys of services: written and forgotten, never read."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query

from composer.contracts import Service as BackendService
from composer.errors import BackendError, BadKeyError
from composer.server.errors import AnswerError, not_found
from composer.server.request_models import KeyRequest
from composer.server.service import Service, ServiceOf
from composer.server.settings_models import KeyFields, KeyList

router = APIRouter(tags=["keys"])

Backend = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", description="The backend's name.")]


@router.get("/api/keys")
async def list_keys(service: ServiceOf) -> KeyList:
    """Say where keys are kept and for which origin; the keys themselves are never given out."""
    entries = await asyncio.to_thread(service.keys.list)
    return KeyList(keys=[KeyFields(backend=one.backend, origin=one.origin, place=one.place) for one in entries])


@router.put("/api/keys/{backend}", status_code=204)
async def put_key(backend: Backend, sent: KeyRequest, service: ServiceOf) -> None:
    """Keep a key for a backend at one address; it goes to that origin and to no other."""
    await asyncio.to_thread(_put, service, backend, sent)
    service.listings.ask_again()


@router.delete("/api/keys/{backend}", status_code=204)
async def delete_key(
    backend: Backend,
    service: ServiceOf,
    endpoint: Annotated[
        str | None,
        Query(max_length=500, pattern=r"^https?://[^\s@?#]+$", description="Only the key for this address."),
    ] = None,
) -> None:
    """Forget the keys of a backend."""
    await asyncio.to_thread(_delete, service, backend, endpoint)
    service.listings.ask_again()


def _put(service: Service, backend: str, sent: KeyRequest) -> None:
    found = _service(service, backend)
    try:
        service.keys.set(backend, sent.key, sent.endpoint or found.endpoint)
    except BadKeyError as error:
        raise AnswerError(422, error.code, str(error), "key") from error
    except BackendError as error:
        raise AnswerError(422, "invalid", str(error), "endpoint") from error


def _delete(service: Service, backend: str, endpoint: str | None) -> None:
    try:
        gone = service.keys.delete(backend, endpoint)
    except BackendError as error:
        raise AnswerError(422, "invalid", str(error), "endpoint") from error
    if not gone:
        not_found(f"no key is kept for {backend!r}")


def _service(service: Service, backend: str) -> BackendService:
    backends = service.composer().backends
    found = backends.items.get(backend)
    if found is None:
        not_found(f"no backend is called {backend!r}; there are: {', '.join(sorted(backends.items))}")
    if found.service is None:
        raise AnswerError(409, "conflict", f"the backend {backend!r} needs no key: it draws on this machine")
    return found.service
