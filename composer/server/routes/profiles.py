"""Profiles: listed, shown and written."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path

from composer.server import profile_files
from composer.server.request_models import ProfileName
from composer.server.service import ServiceOf
from composer.server.settings_models import ProfileAnswer, ProfileList

router = APIRouter(tags=["profiles"])

_Name = Annotated[ProfileName, Path(description="The profile's name.")]
_NewName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", description="The profile's name.")]


@router.get("/api/profiles")
async def list_profiles(service: ServiceOf) -> ProfileList:
    """List the profiles that a call can name."""
    return ProfileList(profiles=await asyncio.to_thread(profile_files.entries, service))


@router.get("/api/profiles/{name}")
async def get_profile(name: _Name, service: ServiceOf) -> ProfileAnswer:
    """Return what a profile says itself, and what counts in the end."""
    return await asyncio.to_thread(profile_files.answer, service, name)


@router.put("/api/profiles/{name}")
async def put_profile(name: _NewName, settings: dict[str, Any], service: ServiceOf) -> ProfileAnswer:
    """Write a profile into the user's folder: its own keys, as in a profile's YAML; the file is replaced whole.

    A profile of a built-in name takes its place; `extends` with that same name keeps what it does not say.
    """
    await asyncio.to_thread(profile_files.write, service, name, settings)
    service.listings.ask_again()
    return await asyncio.to_thread(profile_files.answer, service, name)


@router.delete("/api/profiles/{name}", status_code=204)
async def delete_profile(name: _Name, service: ServiceOf) -> None:
    """Delete a profile of the user's own; where it took a built-in one's place, that one counts again."""
    await asyncio.to_thread(profile_files.delete, service, name)
    service.listings.ask_again()
