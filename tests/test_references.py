"""Reference pictures: kept by content, replaced by files of the user, and numbered as they are sent."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from composer.app import Composer
from composer.contracts import Exchange
from composer.corrections import Correction
from composer.errors import PictureError
from composer.pictures import GenerationJob
from composer.profiles import Avatars, Override, Profile
from composer.references import Assets, asset_name
from composer.references.people import with_own_pictures
from composer.references.preparing import prepare_all
from composer.targets import Target
from composer.types import CharacterCard, ChatMessage, ImageRequest, Persona, Reference, RenderedPrompt, Scene
from tests.composing import ALEX, LUKA, MAREN, scene
from tests.painting import Painter, tag
from tests.reference_pictures import MODEL, card_picture, encoded, picture

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
    assert any("Maren's picture" in change.why for change in job.prompt.changes)


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


# ── words beside a picture, the whole way ──

CARD = CharacterCard("Maren", "Maren is a tall woman with long copper-red hair and green eyes.", avatar=card_picture())


def told(prompt: str, *messages: str, corrections: tuple[Correction, ...] = ()) -> RenderedPrompt:
    """Return the prompt of a request after these messages, for a model that is sent Maren's avatar."""
    composer = composer_of(Profile(backend="openai"))
    story = composer.story([CARD], corrections=corrections)
    for text in messages:
        story = composer.tell(story, ChatMessage("Maren", text))
    message = ChatMessage("Maren", tag(prompt))
    return composer.compose(composer.scene(story, message, composer.find(message.text)[0]))


def test_beside_an_avatar_only_what_has_to_win_is_told() -> None:
    rendered = told("Maren on a pier")
    assert "keep the face, hair, eyes, skin and build;" in rendered.prompt
    assert "tall" not in rendered.prompt
    assert ("shortened", "tall") in [(one.kind, one.what) for one in rendered.changes]


def test_hair_that_the_chat_has_cut_is_not_kept_from_the_avatar() -> None:
    rendered = told("Maren on a pier", "*Maren cuts her hair short.*")
    assert "keep the face, eyes, skin and build, the hair as described below" in rendered.prompt
    assert "short" in rendered.prompt


def test_hair_that_the_request_states_is_not_kept_from_the_avatar() -> None:
    rendered = told("Maren with black hair on a pier")
    assert "skin and build, the hair as described below" in rendered.prompt


def test_what_the_user_corrects_or_locks_is_told_beside_the_avatar() -> None:
    corrected = told(
        "Maren on a pier", corrections=(Correction(person="Maren", kind="trait", attribute="height", value="short"),)
    )
    assert "keep the face, hair, eyes and skin, the build as described below" in corrected.prompt
    assert "short]" in corrected.prompt or "short," in corrected.prompt
    locked = told("Maren on a pier", corrections=(Correction(person="Maren", kind="lock", attribute="height"),))
    assert "tall" in locked.prompt


def test_clothes_of_the_chat_are_named_beside_the_avatar() -> None:
    rendered = told("Maren on a pier", "*Maren puts on a yellow raincoat.*")
    line = rendered.prompt.partition("Maren now wears: ")[2].partition(".")[0]
    assert "yellow raincoat" in line
    sources = {
        one.source for part in rendered.parts for one in part.fragment.evidence if part.fragment.slot == "clothing"
    }
    assert sources == {"message:0"}
