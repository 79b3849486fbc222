"""CHARX: the card and its pictures in a zip archive, and archives that are broken, hostile or hidden in a JPEG."""

import base64
import io
import json
import struct
import time
import tracemalloc
import zipfile
from typing import Any

import pytest

from composer.cards.limits import LIMITS, Limits
from composer.errors import CardError, NoCardError
from composer_plugins.card_carriers.charx import read_charx
from tests.card_carriers import archive, charx, picture, read_by
from tests.card_samples import V3, V3_DATA

PNG, JPEG = picture(), picture("JPEG")
ASSETS = [
    {"type": "icon", "name": "main", "uri": "embeded://assets/icon/main.png", "ext": "png"},
    {"type": "emotion", "name": "happy", "uri": "embedded://assets/happy.png", "ext": "png"},
]


def with_assets(*assets: dict[str, str]) -> dict[str, Any]:
    return {**V3, "data": {**V3_DATA, "assets": list(assets)}}


def test_the_card_and_its_pictures_are_read() -> None:
    card = read_by("charx", charx(with_assets(*ASSETS), assets__icon__main_png=PNG, assets__happy_png=JPEG))
    assert (card.name, card.spec, card.warnings) == ("Tove", "chara_card_v3", ())
    assert [(asset.kind, asset.name, asset.data) for asset in card.assets] == [
        ("icon", "main", PNG), ("emotion", "happy", JPEG),
    ]  # fmt: skip
    assert card.avatar == PNG


@pytest.mark.parametrize(
    "uri", ["embeded://a b.png", "EMBEDDED://a b.png", "embeded:///a b.png", "embeded://a%20b.png", "a b.png"]
)
def test_addresses_are_read_in_every_spelling(uri: str) -> None:
    file = archive({"card.json": json.dumps(with_assets({"type": "icon", "name": "main", "uri": uri})), "a b.png": PNG})
    assert read_by("charx", file).avatar == PNG


def test_without_a_main_icon_the_first_one_is_the_avatar() -> None:
    icon = {"type": "icon", "name": "other", "uri": "embeded://x.png"}
    assert read_by("charx", charx(with_assets(icon), x_png=PNG)).avatar == PNG


def test_the_default_icon_of_a_file_without_a_picture_is_none() -> None:
    card = read_by("charx", charx(V3))
    assert (card.avatar, card.assets[0].data, card.warnings) == (b"", b"", ())


@pytest.mark.parametrize(
    ("uri", "content", "cause"),
    [
        (
            "https://example.org/a.png",
            PNG,
            "the icon 'main': it is at https://example.org/a.png, which is not",
        ),
        ("embeded://gone.png", PNG, "there is no 'embeded://gone.png' in the card's file"),
        ("embeded://x.png", b"GIF8 no picture", "it is no PNG, JPEG, WebP or GIF"),
        ("embeded://x.png", picture(size=(4, 1))[:16] + struct.pack(">II", 90_000, 90_000), "90000x90000 pixels"),
        ("data:image/png;base64,§", PNG, "its data URL cannot be read"),
    ],
)
def test_what_is_no_picture_stays_named_without_bytes(uri: str, content: bytes, cause: str) -> None:
    card = read_by("charx", charx(with_assets({"type": "icon", "name": "main", "uri": uri}), x_png=content))
    assert (card.assets[0].uri, card.assets[0].data, card.avatar) == (uri, b"", b"")
    assert cause in "".join(card.warnings)


def test_a_folder_that_was_packed_whole_is_read() -> None:
    card = read_by("charx", archive({"Tove/card.json": json.dumps(V3)}))
    assert card.name == "Tove"
    assert "'Tove/card.json', not as card.json" in card.warnings[0]


def test_an_archive_behind_a_jpeg_is_read_and_the_jpeg_is_the_avatar() -> None:
    card = read_by("jpeg", JPEG + charx(with_assets(*ASSETS), assets__happy_png=PNG))
    assert (card.name, card.avatar, card.assets[1].data) == ("Tove", JPEG, PNG)


def test_a_large_archive_of_another_kind_is_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target, target.open("card.json", "w", force_zip64=True) as entry:
        entry.write(json.dumps(V3).encode())
    assert read_by("charx", file.getvalue()).name == "Tove"


@pytest.mark.parametrize(
    ("file", "cause"),
    [
        (b"PK\x03\x04 cut", "its directory is missing"),
        (archive({"a.txt": "x"}), "holds no card.json"),
        (archive({"card.json": "{}"})[:-30] + b"PK\x05\x06" + b"\xff" * 18, "damaged|holds"),
        (archive({"card.json": "no JSON"}), "no valid JSON"),
        (archive({"card.json": json.dumps(V3)}, zipfile.ZIP_LZMA), "packed by method 14"),
        (archive({"card.json": json.dumps(V3)}, zipfile.ZIP_STORED).replace(b"Tove", b"Xove"), "is damaged: Bad CRC"),
    ],
    ids=["cut", "none", "no end", "no JSON", "lzma", "sum"],
)
def test_a_broken_archive_is_an_error_that_says_why(file: bytes, cause: str) -> None:
    with pytest.raises(CardError, match=cause):
        read_by("charx", file)


def test_an_archive_without_a_card_is_told_from_a_broken_one() -> None:
    with pytest.raises(NoCardError):
        read_by("charx", archive({"word/document.xml": "x"}))


def test_an_encrypted_archive_says_so() -> None:
    file = bytearray(archive({"card.json": json.dumps(V3)}))
    file[6] |= 1  # the flag in the file's own header, and in the directory
    file[file.rfind(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(CardError, match="encrypted; pack it anew without a password"):
        read_by("charx", bytes(file))


@pytest.mark.parametrize(
    "name", ["/etc/x.png", "../x.png", "a/../../x.png", "C:/x.png", "a\\..\\x.png", "a\nb.png", "x" * 2_000]
)
def test_paths_that_lead_out_of_the_archive_are_left_out(name: str) -> None:
    asset = {"type": "icon", "name": "main", "uri": f"embeded://{name}"}
    card = read_by("charx", archive({"card.json": json.dumps(with_assets(asset)), name: PNG}))
    assert card.avatar == b""
    assert "is left out: its path" in card.warnings[0]


def test_links_and_second_files_of_a_name_are_left_out() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target, pytest.warns(UserWarning, match="Duplicate"):
        link = zipfile.ZipInfo("link.png")
        link.external_attr = 0o120777 << 16
        target.writestr(link, "/etc/passwd")
        target.writestr("card.json", json.dumps(V3))
        target.writestr("card.json", json.dumps({**V3, "data": {**V3_DATA, "name": "Other"}}))
    card = read_by("charx", file.getvalue())
    assert card.name == "Tove"
    assert [warning.partition("left out: ")[2] for warning in card.warnings] == [
        "it is a link to another file", "there is one of that name already",
    ]  # fmt: skip


def test_more_files_than_the_limit_are_an_error_before_they_are_listed() -> None:
    file = archive({"card.json": json.dumps(V3), **{f"{number}": "" for number in range(300)}})
    with pytest.raises(CardError, match="holds 301 files; the limit is 100"):
        read_charx(file, Limits(zip_entries=100))


def bomb(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target, target.open("card.json", "w") as entry:
        for _ in range(size // 2**20):
            entry.write(bytes(2**20))
    return file.getvalue()


def test_an_archive_that_unpacks_to_far_more_costs_little() -> None:
    file = bomb(512 * 2**20)
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(CardError, match="more than 67108864 bytes, the limit"):
        read_by("charx", file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - started < 5
    assert peak < 4 * LIMITS.inflated


def test_a_file_that_unpacks_to_many_times_its_size_is_an_error() -> None:
    with pytest.raises(CardError, match=r"card.json in the zip archive unpacks to more than 200 times its size"):
        read_by("charx", bomb(8 * 2**20))


def test_all_that_is_read_of_an_archive_is_limited() -> None:
    noise = bytes(range(256)) * 64
    files = {f"{number}.png": PNG + noise for number in range(10)}
    assets = [{"type": "emotion", "name": name, "uri": f"embeded://{name}"} for name in files]
    card = read_charx(archive({"card.json": json.dumps(with_assets(*assets)), **files}), Limits(inflated=60_000))
    assert 0 < sum(bool(asset.data) for asset in card.assets) < 5
    assert "more than 60000 bytes, the limit" in "".join(card.warnings)


def test_a_picture_in_the_card_itself_is_read() -> None:
    uri = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    assert read_by("charx", charx(with_assets({"type": "icon", "name": "main", "uri": uri}))).avatar == PNG
