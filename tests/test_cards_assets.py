"""The pictures of a card in every carrier: as references with their roles, by name, and within the user's limits."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from composer.app import Composer
from composer.cards.limits import Limits
from composer.cards.pictures import pictures_of, with_user_icon
from composer.errors import CardError, PictureError
from composer.profiles import Profile
from composer.profiles.schema import CardLimits
from composer.types import Asset, CharacterCard, Persona
from composer_plugins.cards.png import PngCard
from tests.card_carriers import charx, picture, read_by
from tests.card_samples import V3, V3_DATA, card_chunk, chunk, png

FACE, HAPPY, ROOM, USER = (picture(size=(4, height)) for height in (5, 6, 7, 8))
KINDS = [("icon", "main", FACE), ("emotion", "happy", HAPPY), ("background", "room", ROOM), ("user_icon", "Alex", USER)]
CARD = CharacterCard("Tove", avatar=FACE, assets=tuple(Asset(kind, name, data=data) for kind, name, data in KINDS))


def with_assets(*uris: str) -> dict[str, Any]:
    assets = [{"type": "emotion", "name": f"e{number}", "uri": uri, "ext": "png"} for number, uri in enumerate(uris)]
    return {**V3, "data": {**V3_DATA, "assets": assets}}


def asset_chunk(keyword: bytes, data: bytes) -> bytes:
    return chunk(b"tEXt", keyword + b"\0" + base64.b64encode(data))


def test_every_kind_of_picture_has_its_role() -> None:
    found = [(one.kind, one.name, one.reference.person, one.reference.role) for one in pictures_of(CARD, "Alex")]
    assert found == [
        ("icon", "main", "Tove", "identity"), ("emotion", "happy", "Tove", "identity"),
        ("background", "room", "", "place"), ("user_icon", "Alex", "Alex", "persona"),
    ]  # fmt: skip


def test_the_app_keeps_the_bytes_behind_every_handle(tmp_path: Path) -> None:
    composer = Composer()
    for one, (_, _, data) in zip(composer.pictures_of(CARD), KINDS, strict=True):
        assert composer.assets.get(one.reference.asset) == data


def test_the_avatar_of_an_archive_is_the_reference_of_its_character(tmp_path: Path) -> None:
    icon = {"type": "icon", "name": "main", "uri": "embeded://face.png"}
    (tmp_path / "t.charx").write_bytes(charx({**V3, "data": {**V3_DATA, "assets": [icon]}}, face_png=FACE))
    composer = Composer()
    story = composer.story([composer.read_card(tmp_path / "t.charx")])
    [reference] = story.people[0].references
    assert (reference.role, composer.assets.get(reference.asset)) == ("identity", FACE)


def test_a_user_icon_is_the_picture_of_a_persona_that_has_none() -> None:
    composer = Composer()
    story = composer.story([CARD], Persona("Alex"))
    [reference] = next(person for person in story.people if person.role == "persona").references
    assert composer.assets.get(reference.asset) == USER
    own = Persona("Alex", avatar=FACE)
    assert with_user_icon(own, [CARD]) is own
    assert with_user_icon(Persona("Alex"), [CharacterCard("T")]) == Persona("Alex")


def test_a_picture_that_stands_twice_counts_once() -> None:
    twice = CharacterCard(
        "T", avatar=FACE, assets=(Asset("icon", "main", data=FACE), Asset("emotion", "x", data=b"no"))
    )
    assert [one.name for one in pictures_of(twice)] == ["main"]


def test_the_pictures_of_risuai_are_read_from_their_chunks() -> None:
    card = with_assets("__asset:0", "__asset:1", "__asset:2", "ccdefault:")
    file = png(
        card_chunk(card, b"ccv3"), asset_chunk(b"chara-ext-asset_:0", HAPPY), asset_chunk(b"chara-ext-asset_1", ROOM)
    )
    read = read_by("png", file)
    assert [asset.data for asset in read.assets] == [HAPPY, ROOM, b"", file]
    assert "the emotion 'e2': there is no '__asset:2' in the card's file" in read.warnings


def test_a_broken_chunk_of_risuai_is_a_warning() -> None:
    broken = chunk(b"tEXt", b"chara-ext-asset_:0\0%%%")
    card = read_by("png", png(card_chunk(with_assets("__asset:0"), b"ccv3"), broken))
    assert "its chunk is no valid base64" in "".join(card.warnings)


def test_pictures_inside_json_are_read_and_addresses_are_not_fetched() -> None:
    inside = f"data:image/png;base64,{base64.b64encode(FACE).decode()}"
    card = read_by("json", json.dumps(with_assets(inside, "http://127.0.0.1:1/x.png", "none", "")).encode())
    assert [asset.data for asset in card.assets] == [FACE, b"", b"", b""]
    assert card.warnings == ("the emotion 'e1': it is at http://127.0.0.1:1/x.png, which is not fetched",)


def test_the_same_chunk_over_and_over_is_not_decoded_without_end() -> None:
    file = png(card_chunk(with_assets(*["__asset:0"] * 5000), b"ccv3"), asset_chunk(b"chara-ext-asset_:0", HAPPY))
    card = PngCard().read_within(file, Limits(inflated=100_000))
    assert sum(len(asset.data) for asset in card.assets) <= 100_000
    assert len(card.warnings) < 30


@pytest.mark.parametrize(
    ("limits", "cause"),
    [
        (CardLimits(file=50), "the limit is 50"),
        (CardLimits(json_length=60), "the limit is 60"),
        (CardLimits(zip_entries=1), "the limit is 1"),
    ],
)
def test_a_profile_sets_the_limits(tmp_path: Path, limits: CardLimits, cause: str) -> None:
    (tmp_path / "t.charx").write_bytes(charx(V3, x_png=FACE))
    with pytest.raises(CardError, match=cause):
        Composer(Profile(card_limits=limits)).read_card(tmp_path / "t.charx")


def test_a_folder_of_cards_is_read_by_the_app(tmp_path: Path) -> None:
    (tmp_path / "a.charx").write_bytes(charx(V3))
    (tmp_path / "b.yaml").write_text("name: Anna\ncontext: tall", encoding="utf-8")
    (tmp_path / "c.png").write_bytes(FACE)
    found = [what for _, what in Composer().read_cards(tmp_path)]
    assert [card.name for card in found if isinstance(card, CharacterCard)] == ["Tove", "Anna"]
    assert isinstance(found[2], CardError)


def test_a_picture_that_is_not_kept_is_an_error() -> None:
    [one, *_] = pictures_of(CARD)
    with pytest.raises(PictureError, match="is not here"):
        Composer().assets.get(one.reference.asset)
