"""Reference pictures: kept by content, and sent as a model wants them and with nothing in them but the picture."""

import asyncio
import base64
import json
import random
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from composer.app import Composer
from composer.contracts import Exchange
from composer.errors import PictureError
from composer.models import Model
from composer.pictures import GenerationJob
from composer.profiles import Avatars, Override, Profile
from composer.references import Assets, asset_name
from composer.references.people import with_own_pictures
from composer.references.preparing import PIXELS_LIMIT, prepare, prepare_all
from composer.references.stripping import stripped_jpeg, stripped_png
from composer.targets import Target
from composer.types import CharacterCard, ChatMessage, ImageRequest, Persona, Reference, Scene
from tests.composing import ALEX, LUKA, MAREN, scene
from tests.painting import Painter, tag

MODEL = Model(name="m", backend="b", references=4, reference_edge=256)
FACE = Reference("Maren", "identity", "card:Maren#0000000000000000")
SECRET = "Maren keeps a secret that nobody may read"


def picture(width: int = 90, height: int = 120, mode: str = "RGB") -> Image.Image:
    noise = random.Random(7).randbytes(width * height * len(Image.new(mode, (1, 1)).tobytes()))
    return Image.frombytes(mode, (width, height), noise)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def card_picture(image: Image.Image | None = None) -> bytes:
    """Return a character card: a PNG with its text in a chunk, more of it in others, and after the end."""
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("chara", base64.b64encode(json.dumps({"data": {"name": "Maren", "description": SECRET}}).encode()))
    hidden.add_itxt("notes", SECRET)
    hidden.add_text("more", SECRET, zip=True)
    hidden.add(b"prVt", SECRET.encode(), after_idat=True)
    return encoded(image or picture(), pnginfo=hidden) + SECRET.encode()


def pixels(data: bytes) -> tuple[str, tuple[int, int], bytes]:
    image = Image.open(BytesIO(data))
    return image.mode, image.size, image.tobytes()


# ── preparing ──


def test_a_card_is_sent_without_its_text_and_with_every_pixel_as_it_was() -> None:
    made = prepare(FACE, card_picture(), MODEL)
    assert (made.media_type, made.width, made.height, made.reference) == ("image/png", 90, 120, FACE)
    assert pixels(made.data) == pixels(encoded(picture()))
    assert chunks(made.data) <= {"IHDR", "IDAT", "IEND"}
    assert SECRET.encode() not in made.data
    assert not Image.open(BytesIO(made.data)).info


def chunks(data: bytes) -> set[str]:
    found, position = set(), 8
    while position < len(data):
        length = int.from_bytes(data[position : position + 4])
        found.add(data[position + 4 : position + 8].decode())
        position += length + 12
    return found


def test_a_card_that_is_made_smaller_has_no_text_either() -> None:
    made = prepare(FACE, card_picture(picture(800, 400)), MODEL)
    assert (made.media_type, made.width, made.height) == ("image/jpeg", 256, 128)
    assert b"chara" not in made.data
    assert not Image.open(BytesIO(made.data)).getexif()


@pytest.mark.parametrize("progressive", [False, True])
def test_a_photograph_is_sent_without_its_place_and_comments(progressive: bool) -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    plain = encoded(picture(), "JPEG", quality=90, progressive=progressive)
    photo = encoded(picture(), "JPEG", quality=90, progressive=progressive, exif=exif, comment=SECRET.encode())
    made = prepare(FACE, photo + SECRET.encode(), MODEL)
    assert made.media_type == "image/jpeg"
    assert SECRET.encode() in photo
    assert SECRET.encode() not in made.data
    assert pixels(made.data) == pixels(plain)


def test_a_photograph_taken_sideways_is_sent_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.new("RGB", (80, 40), "red")
    image.paste("blue", (0, 0, 40, 40))
    made = prepare(FACE, encoded(image, "JPEG", exif=exif), MODEL)
    assert (made.width, made.height) == (40, 80)
    top = Image.open(BytesIO(made.data)).convert("RGB").getpixel((20, 10))
    assert isinstance(top, tuple)
    assert top[2] > 200


def test_what_is_transparent_stays_so_as_png() -> None:
    image = Image.new("RGBA", (600, 300), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 300, 300))
    made = prepare(FACE, encoded(image, "WEBP", lossless=True), MODEL)
    assert (made.media_type, made.width, made.height) == ("image/png", 256, 128)
    assert Image.open(BytesIO(made.data)).getchannel("A").getextrema() == (0, 255)


def test_what_is_transparent_stands_on_white_where_only_jpeg_is_taken() -> None:
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    model = MODEL.model_copy(update={"reference_types": ("image/jpeg",)})
    made = prepare(FACE, encoded(image), model)
    assert made.media_type == "image/jpeg"
    assert Image.open(BytesIO(made.data)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16", "RGBA", "CMYK"])
def test_pictures_of_every_kind_are_made_ready(mode: str) -> None:
    image = Image.new("I;16", (90, 120), 5000) if mode == "I;16" else picture().convert(mode)
    made = prepare(FACE, encoded(image, "JPEG" if mode == "CMYK" else "PNG"), MODEL)
    assert Image.open(BytesIO(made.data)).size == (90, 120)
    assert made.media_type in MODEL.reference_types


def test_grey_of_sixteen_bits_keeps_its_shades() -> None:
    image = Image.new("I;16", (40, 40), 32768)
    made = prepare(FACE, encoded(image), MODEL)
    grey = Image.open(BytesIO(made.data)).convert("L").getpixel((20, 20))
    assert isinstance(grey, int | float)
    assert 120 < grey < 136


def test_of_an_animation_the_first_frame_is_sent() -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
    made = prepare(FACE, encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]), MODEL)
    first = Image.open(BytesIO(made.data)).convert("RGB").getpixel((10, 10))
    assert isinstance(first, tuple)
    assert first[0] > 200
    assert first[2] < 60


def test_a_picture_without_a_proper_end_is_encoded_anew() -> None:
    data = encoded(picture())
    made = prepare(FACE, data[: data.rindex(b"IEND") - 4] + SECRET.encode(), MODEL)
    assert (made.media_type, made.width, made.height) == ("image/jpeg", 90, 120)
    assert SECRET.encode() not in made.data


def test_an_edge_of_its_own_takes_the_place_of_the_models() -> None:
    assert prepare(FACE, encoded(picture(600, 300)), MODEL, 400).width == 400


def test_the_same_picture_is_worked_on_once() -> None:
    data = card_picture(picture(500, 500))
    assert prepare(FACE, data, MODEL).data is prepare(FACE, data, MODEL).data


def bomb(width: int, height: int) -> bytes:
    """Return a PNG that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in body
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", encoded(picture())[:2000], encoded(picture(), "JPEG")[:900], b"\x89PNG\r\n\x1a\n", bomb(0, 5)],
)
def test_a_broken_picture_is_an_error_with_the_person_and_the_fix(data: bytes) -> None:
    with pytest.raises(PictureError, match=r"Maren's picture .* cannot be sent: .*avatars\.files"):
        prepare(FACE, data, MODEL)


def test_a_picture_too_large_to_decode_is_not_decoded() -> None:
    with pytest.raises(PictureError, match=f"30000x30000 pixels, more than {PIXELS_LIMIT}"):
        prepare(FACE, bomb(30_000, 30_000), MODEL)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 3000), st.sampled_from(["PNG", "JPEG"]))
def test_damage_of_any_kind_is_a_typed_error_or_a_picture(noise: bytes, place: int, kind: str) -> None:
    data = bytearray(encoded(picture(20, 20), kind))
    data[place : place + len(noise)] = noise
    try:
        made = prepare(FACE, bytes(data), MODEL)
    except PictureError:
        return
    Image.open(BytesIO(made.data)).load()


@given(st.binary(max_size=200))
def test_stripping_ends_on_anything(data: bytes) -> None:
    for strip, head in ((stripped_png, b"\x89PNG\r\n\x1a\n"), (stripped_jpeg, b"\xff\xd8")):
        try:
            assert strip(head + data).startswith(head)
        except ValueError as error:
            assert "the" in str(error)


# ── keeping ──


def test_a_handle_names_the_picture_and_its_content() -> None:
    assets = Assets()
    asset = assets.add("card", "Maren", b"one")
    assert asset == asset_name("card", "Maren", b"one")
    assert asset.startswith("card:Maren#")
    assert assets.get(asset) == b"one"
    assert assets.add("card", "Maren", b"two") != asset


def test_pictures_used_longest_ago_leave_memory_first() -> None:
    assets = Assets(limit=25)
    first, second = assets.add("card", "a", b"1" * 10), assets.add("card", "b", b"2" * 10)
    assets.get(first)
    assets.add("card", "c", b"3" * 10)
    assert assets.get(first)
    with pytest.raises(PictureError, match=r"card:b#\w+ is not here; open the card"):
        assets.get(second)


def test_pictures_in_a_folder_are_there_in_the_next_run(tmp_path: Path) -> None:
    asset = Assets(tmp_path / "assets").add("card", "Maren", b"one")
    assert Assets(tmp_path / "assets").get(asset) == b"one"
    assert len(list((tmp_path / "assets").iterdir())) == 1


def test_many_may_keep_the_same_picture_at_once(tmp_path: Path) -> None:
    assets = [Assets(tmp_path / "references") for _ in range(8)]
    for number in range(20):
        data = encoded(picture(8 + number))
        with ThreadPoolExecutor(len(assets)) as pool:
            list(pool.map(lambda one, data=data: one.add("card", "Maren", data), assets))
    files = list((tmp_path / "references").iterdir())
    assert (len(files), {path.suffix for path in files}) == (20, {".bin"})


def test_pictures_that_are_in_memory_already_are_kept_in_a_folder_given_later(tmp_path: Path) -> None:
    assets = Assets()
    asset = assets.add("card", "Maren", b"one")
    assets.keep_in(tmp_path / "assets")
    assert Assets(tmp_path / "assets").get(asset) == b"one"


def test_a_picture_that_was_changed_on_disk_is_not_taken_for_the_old_one(tmp_path: Path) -> None:
    asset = Assets(tmp_path).add("card", "Maren", b"one")
    next(tmp_path.glob("*.bin")).write_bytes(b"two")
    with pytest.raises(PictureError, match="the file was changed"):
        Assets(tmp_path).get(asset)


@pytest.mark.parametrize("asset", ["card:../../x#0123456789abcdef", "card:Maren", "x#*", "", "card:a#..", "file:#"])
def test_a_handle_leads_nowhere_else(tmp_path: Path, asset: str) -> None:
    (tmp_path / "other.bin").write_bytes(b"secret")
    with pytest.raises(PictureError):
        Assets(tmp_path).get(asset)


def test_what_is_no_picture_is_not_counted_on() -> None:
    assets = Assets()
    assert "is no PNG" in assets.reason_against(assets.add("card", "Maren", b"text"))
    assert assets.reason_against(assets.add("card", "Maren", card_picture())) == ""
    assert "is not here" in assets.reason_against("card:Maren#0123456789abcdef")


def test_a_picture_that_turns_out_broken_is_remembered_as_such() -> None:
    assets = Assets()
    asset = assets.add("card", "Maren", encoded(picture())[:1000])
    assert assets.reason_against(asset) == ""
    with pytest.raises(PictureError):
        asyncio.run(prepare_all([Reference("Maren", "identity", asset)], assets, MODEL))
    assert "cannot be sent" in assets.reason_against(asset)


def test_a_plugin_may_name_a_file(tmp_path: Path) -> None:
    (tmp_path / "face.png").write_bytes(encoded(picture()))
    assert Assets().get(f"file:{tmp_path / 'face.png'}") == encoded(picture())


# ── people ──


def test_a_file_of_the_users_takes_the_place_of_the_avatar(tmp_path: Path) -> None:
    for name in ("maren", "luka"):
        (tmp_path / f"{name}.png").write_bytes(encoded(picture(10, 10 if name == "luka" else 20)))
    profile = Profile(
        avatars=Avatars(files={"maren": str(tmp_path / "maren.png")}),
        characters={"Luka": Override(avatar_file=str(tmp_path / "luka.png"))},
    )
    assets = Assets()
    people = with_own_pictures(scene(MAREN, LUKA, ALEX), profile, MODEL, assets).people
    [maren], [luka], alex = (person.references for person in people)
    assert (maren.person, maren.role, maren.asset.partition("#")[0]) == ("Maren", "identity", "file:maren.png")
    assert assets.get(luka.asset) == (tmp_path / "luka.png").read_bytes()
    assert alex == ()


def test_a_file_that_is_not_there_is_reported_in_the_prompts_changes(tmp_path: Path) -> None:
    composer = composer_of(Profile(backend="openai", avatars=Avatars(files={"Maren": str(tmp_path / "none.png")})))
    rendered = composer.compose(scene(MAREN))
    assert rendered.references == ()
    assert [one.why for one in rendered.changes] == [f"{tmp_path / 'none.png'}: there is no such file"]


def composer_of(profile: Profile) -> Composer:
    composer = Composer(profile)
    composer.__dict__["targets"] = (Target(profile, MODEL),)
    return composer


# ── the whole way ──


class Recorder(Painter):
    """Keeps the jobs it is given."""

    operations = frozenset({"generate", "edit"})

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[GenerationJob] = []

    def exchange(self, job: GenerationJob) -> Exchange:
        self.jobs.append(job)
        return super().exchange(job)


def drawn(people: Scene, tmp_path: Path, **files: bytes) -> GenerationJob:
    """Return the job that a backend is given for people with these picture files."""
    for name, data in files.items():
        (tmp_path / f"{name}.png").write_bytes(data)
    recorder = Recorder()
    profile = Profile(backend="painter", avatars=Avatars(files={name: str(tmp_path / f"{name}.png") for name in files}))
    model = MODEL.model_copy(update={"operations": ("generate", "edit")})
    composer = Composer(profile, plugins={"painter": recorder}, pictures=tmp_path)
    composer.__dict__["targets"] = (Target(profile, model),)
    asyncio.run(composer.generate(people))
    [job] = recorder.jobs
    return job


def test_a_backend_is_given_the_pictures_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    job = drawn(scene(MAREN, ALEX), tmp_path, Maren=card_picture(), Alex=encoded(picture(30, 30)))
    assert [(one.reference.person, one.width) for one in job.references] == [("Maren", 90), ("Alex", 30)]
    assert job.prompt.references == tuple(one.reference for one in job.references)


def test_a_broken_picture_is_left_out_and_the_others_are_numbered_anew(tmp_path: Path) -> None:
    job = drawn(scene(MAREN, ALEX), tmp_path, Maren=encoded(picture())[:2000], Alex=encoded(picture(30, 30)))
    assert [one.reference.person for one in job.references] == ["Alex"]
    assert "Image 1 shows Alex" in job.prompt.prompt
    assert "Maren's picture" in job.prompt.changes[-1].why


def test_an_edit_starts_from_an_earlier_picture_of_the_chat(tmp_path: Path) -> None:
    (tmp_path / "abc-0.png").write_bytes(encoded(picture(40, 50)))
    edit = replace(ImageRequest("make it rain"), operation="edit", source_image="chat.pictures/abc-0.png")
    job = drawn(replace(scene(MAREN), request=edit), tmp_path)
    assert job.source is not None
    assert (job.source.width, job.source.height) == (40, 50)


def test_avatars_of_cards_and_persona_are_named_and_kept() -> None:
    composer = composer_of(Profile(backend="openai"))
    maren = CharacterCard("Maren", "Maren has grey eyes.", avatar=card_picture())
    alex = Persona("Alex", "Alex is tall.", avatar=encoded(picture(30, 30)))
    story = composer.story([maren], alex)
    message = ChatMessage("Maren", tag("Maren and Alex on a pier"))
    rendered = composer.compose(composer.scene(story, message, composer.find(message.text)[0]))
    assert [(one.person, one.role) for one in rendered.references] == [("Maren", "identity"), ("Alex", "persona")]
    made = asyncio.run(prepare_all(rendered.references, composer.assets, MODEL))
    assert [(one.width, one.height) for one in made] == [(90, 120), (30, 30)]
    assert "Image 1 shows Maren" in rendered.prompt


def test_a_model_without_references_says_nothing_about_avatars() -> None:
    composer = Composer()
    story = composer.story([CharacterCard("Maren", avatar=card_picture())])
    message = ChatMessage("Maren", tag("Maren on a pier"))
    rendered = composer.compose(composer.scene(story, message, composer.find(message.text)[0]))
    assert (rendered.references, rendered.changes) == ((), ())
