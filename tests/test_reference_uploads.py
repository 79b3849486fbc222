"""The numbers in the prompt are those of the pictures that are sent, held against what each backend really sends."""

import asyncio
import itertools
import json
import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from composer.app import Composer
from composer.errors import PictureError
from composer.models.catalogue import find_model
from composer.pictures import GenerationJob
from composer.profiles import Avatars, OwnReference, Profile
from composer.targets import Target
from composer.types import Scene
from tests import gemini_service, openai_service
from tests.composing import ALEX, LUKA, MAREN, scene
from tests.reference_pictures import encoded, picture
from tests.test_references import Recorder
from tests.web_ui import CONTROLNET, FORGE, WebUI, draw

#: What each picture is of, told by its width: nobody else's has it.
WIDTHS = {"Maren": 31, "Maren's clothes": 32, "Luka": 33, "Alex": 34, "place": 35, "style": 36, "source": 37}
OF_WIDTH = {width: name for name, width in WIDTHS.items()}
ROLES: dict[str, tuple[str, str]] = {
    "style": ("style", ""), "place": ("place", ""), "Alex": ("persona", ""), "Luka": ("identity", "Luka"),
    "Maren's clothes": ("outfit", "Maren"), "Maren": ("identity", "Maren"),
}  # fmt: skip
IN_ORDER = ["Maren", "Maren's clothes", "Luka", "Alex", "place", "style"]
#: How the prompt's lines begin.
SAID = {
    "shows Maren": "Maren", "shows clothes of Maren": "Maren's clothes", "shows Luka": "Luka", "shows Alex": "Alex",
    "shows the place": "place", "shows the art style": "style", "is the picture to edit": "source",
}  # fmt: skip


def drawn(tmp_path: Path, backend: str, model: str, of: Scene | None = None, **settings: Any) -> GenerationJob:
    """Return the job that a backend is given for a scene with all of these pictures."""
    for name, width in WIDTHS.items():
        (tmp_path / f"{name}.png").write_bytes(encoded(picture(width, 40)))
    own = tuple(
        OwnReference(file=str(tmp_path / f"{name}.png"), role=role, person=person)  # type: ignore[arg-type]
        for name, (role, person) in ROLES.items()
    )
    profile = Profile(backend="painter", **{"references": own, **settings})
    recorder = Recorder()
    composer = Composer(profile, plugins={"painter": recorder}, pictures=tmp_path)
    composer.__dict__["targets"] = (Target(profile, find_model(model, backend)[0]),)
    asyncio.run(composer.generate(of or scene(MAREN, LUKA, ALEX)))
    [job] = recorder.jobs
    return job


def edit(of: Scene) -> Scene:
    return replace(of, request=replace(of.request, operation="edit", source_image="source.png"))


def said(prompt: str) -> dict[int, str]:
    """Return what the prompt says of each picture by its number."""
    found = re.findall(r"Image (\d+) ((?:shows|is) [^:,;.]*)", prompt)
    return {int(number): SAID[text] for number, text in found}


def shown(data: bytes) -> str:
    return OF_WIDTH[Image.open(BytesIO(data)).width]


def sent_to_gemini(job: GenerationJob) -> dict[int, str]:
    parts = gemini_service.asked(job)["contents"][0]["parts"]
    found = {}
    for label, image in itertools.pairwise(parts):
        if "inlineData" in image:
            number = re.match(r"Image (\d+):", label["text"])
            assert number is not None
            found[int(number[1])] = shown(b64decode(image["inlineData"]["data"]))
    return found


def sent_to_openai(job: GenerationJob) -> dict[int, str]:
    job = replace(job, endpoint=openai_service.OPENAI)
    files = [data for name, _, data in openai_service.files_of(openai_service.asked(job)) if name != "mask"]
    return {number: shown(data) for number, data in enumerate(files, start=1)}


BACKENDS = {
    "gemini": ("gemini-3-pro-image", sent_to_gemini),
    "openai": ("gpt-image-2", sent_to_openai),
}


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_numbers_in_the_prompt_are_those_of_the_upload(tmp_path: Path, backend: str) -> None:
    model, sent = BACKENDS[backend]
    job = drawn(tmp_path, backend, model)
    assert said(job.prompt.prompt) == sent(job) == dict(enumerate(IN_ORDER, start=1))


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_picture_to_edit_is_the_first_in_prompt_and_upload(tmp_path: Path, backend: str) -> None:
    model, sent = BACKENDS[backend]
    job = drawn(tmp_path, backend, model, edit(scene(MAREN, LUKA, ALEX)))
    assert said(job.prompt.prompt) == sent(job) == dict(enumerate(["source", *IN_ORDER], start=1))


def test_a_model_that_takes_three_is_sent_and_told_of_three(tmp_path: Path) -> None:
    job = drawn(tmp_path, "gemini", "gemini-2.5-flash-image")
    assert said(job.prompt.prompt) == sent_to_gemini(job) == {1: "Maren", 2: "Luka", 3: "Alex"}
    dropped = [change.what.partition("#")[0] for change in job.prompt.changes if change.kind == "dropped"]
    assert dropped == [f"reference file:{name}.png" for name in ("Maren's clothes", "place", "style")]


def test_a_web_ui_gets_the_pictures_it_has_adapters_for_in_the_same_order(tmp_path: Path) -> None:
    job = drawn(tmp_path, "a1111", "waiIllustriousSDXL_v140.safetensors")
    web_ui = WebUI(FORGE, CONTROLNET, {"/sdapi/v1/sd-models": [{"title": job.settings.model}]})
    draw(replace(job, settings=replace(job.settings, model="default")), web_ui)
    units = web_ui.body()["alwayson_scripts"]["ControlNet"]["args"]
    assert [shown(b64decode(unit["image"])) for unit in units] == ["Maren", "Luka", "Alex"]
    assert [one.person for one in job.prompt.references] == ["Maren", "Luka", "Alex"]
    assert said(job.prompt.prompt) == {}


def test_a_picture_given_for_two_things_is_sent_once_and_named_for_both(tmp_path: Path) -> None:
    (tmp_path / "both.png").write_bytes(encoded(picture(WIDTHS["Maren"], 40)))
    own = (
        OwnReference(file=str(tmp_path / "both.png"), role="style"),
        OwnReference(file=str(tmp_path / "Maren.png"), role="identity", person="Maren"),
    )
    job = drawn(tmp_path, "gemini", "gemini-3-pro-image", scene(MAREN), references=own)
    assert sent_to_gemini(job) == {1: "Maren"}
    assert "Image 1 shows Maren" in job.prompt.prompt
    assert "Image 1 shows the art style" in job.prompt.prompt
    assert gemini_service.asked(job)["contents"][0]["parts"][0]["text"] == "Image 1: Maren (identity), style"


# ── the profile's pictures ──


def test_pictures_of_people_who_are_not_in_the_frame_stay_at_home(tmp_path: Path) -> None:
    job = drawn(tmp_path, "gemini", "gemini-3-pro-image", scene(LUKA))
    assert sent_to_gemini(job) == {1: "Luka", 2: "place", 3: "style"}


def test_a_picture_that_does_not_exist_is_told(tmp_path: Path) -> None:
    own = (OwnReference(file=str(tmp_path / "none.png"), role="place"),)
    job = drawn(tmp_path, "gemini", "gemini-3-pro-image", references=own)
    assert job.references == ()
    assert f"{tmp_path / 'none.png'}: there is no such file" in [change.why for change in job.prompt.changes]


def test_people_are_found_by_their_other_names_and_the_users_own_is_the_persona(tmp_path: Path) -> None:
    own = (
        OwnReference(file=str(tmp_path / "Maren.png"), role="identity", person="mare"),
        OwnReference(file=str(tmp_path / "Alex.png"), role="identity", person="alex"),
    )
    of = scene(replace(MAREN, aliases=("Mare",)), ALEX)
    job = drawn(tmp_path, "gemini", "gemini-3-pro-image", of, references=own)
    assert [(one.person, one.role) for one in job.prompt.references] == [("Maren", "identity"), ("Alex", "persona")]


def test_avatars_travel_beside_the_pictures_of_the_profile(tmp_path: Path) -> None:
    avatars = Avatars(files={"Maren": str(tmp_path / "Luka.png")})
    own = (OwnReference(file=str(tmp_path / "place.png"), role="place"),)
    job = drawn(tmp_path, "openai", "gpt-image-2", scene(MAREN), references=own, avatars=avatars)
    assert sent_to_openai(job) == {1: "Luka", 2: "place"}


def test_an_edit_that_names_no_picture_starts_from_the_profiles(tmp_path: Path) -> None:
    own = (OwnReference(file=str(tmp_path / "source.png"), role="source"),)
    wish = scene(MAREN)
    job = drawn(
        tmp_path, "openai", "gpt-image-2", replace(wish, request=replace(wish.request, operation="edit")),
        references=own,
    )  # fmt: skip
    assert sent_to_openai(job) == {1: "source"}
    assert "Image 1 is the picture to edit" in job.prompt.prompt
    assert drawn(tmp_path, "openai", "gpt-image-2", wish, references=own).prompt.references == ()


def masked(tmp_path: Path, mask: Image.Image) -> GenerationJob:
    (tmp_path / "mask.png").write_bytes(encoded(mask))
    own = (OwnReference(file=str(tmp_path / "mask.png"), role="mask"),)
    return drawn(tmp_path, "openai", "gpt-image-2", edit(scene(MAREN)), references=own)


def test_a_mask_is_sent_in_the_form_of_the_picture_it_is_for(tmp_path: Path) -> None:
    mask = Image.new("L", (74, 80), "black")
    mask.paste("white", (0, 0, 74, 40))
    job = masked(tmp_path, mask)
    assert job.mask is not None
    made = Image.open(BytesIO(job.mask.data))
    assert (made.size, made.mode) == ((WIDTHS["source"], 40), "RGBA")
    assert made.getchannel("A").getpixel((5, 5)) == 0
    assert made.getchannel("A").getpixel((5, 35)) == 255
    assert "The mask marks the only area that may change." in job.prompt.prompt
    names = [
        name for name, _, _ in openai_service.files_of(openai_service.asked(replace(job, endpoint="https://x/v1")))
    ]
    assert names == ["image", "mask"]


def test_what_is_transparent_in_a_mask_may_change(tmp_path: Path) -> None:
    mask = Image.new("RGBA", (WIDTHS["source"], 40), "white")
    mask.paste((0, 0, 0, 0), (0, 0, 10, 40))
    job = masked(tmp_path, mask)
    assert job.mask is not None
    alpha = Image.open(BytesIO(job.mask.data)).getchannel("A")
    assert (alpha.getpixel((5, 5)), alpha.getpixel((30, 5))) == (0, 255)


def test_a_model_without_masks_says_so(tmp_path: Path) -> None:
    (tmp_path / "mask.png").write_bytes(encoded(Image.new("L", (37, 40))))
    own = (OwnReference(file=str(tmp_path / "mask.png"), role="mask"),)
    job = drawn(tmp_path, "gemini", "gemini-3-pro-image", edit(scene(MAREN)), references=own)
    assert job.mask is None
    assert "the model gemini-3-pro-image takes no mask" in [change.why for change in job.prompt.changes]


def test_a_broken_mask_stops_the_edit_which_would_change_everything(tmp_path: Path) -> None:
    (tmp_path / "mask.png").write_bytes(encoded(picture(37, 40))[:300])
    own = (OwnReference(file=str(tmp_path / "mask.png"), role="mask"),)
    with pytest.raises(PictureError, match=r"the mask .* cannot be sent"):
        drawn(tmp_path, "openai", "gpt-image-2", edit(scene(MAREN)), references=own)


@pytest.mark.parametrize(("backend", "model"), [("gemini", "gemini-3-pro-image"), ("openai", "gpt-image-2")])
def test_a_large_picture_is_sent_smaller(tmp_path: Path, backend: str, model: str) -> None:
    (tmp_path / "large.png").write_bytes(encoded(Image.new("RGB", (3000, 1500), "navy")))
    own = (OwnReference(file=str(tmp_path / "large.png"), role="place"),)
    [sent] = drawn(tmp_path, backend, model, references=own).references
    assert (sent.width, sent.height) == (1024, 512)


# ── how closely ──


@pytest.mark.parametrize(
    ("model", "consistency", "field"),
    [
        ("gpt-image-1.5", "strict", "high"),
        ("gpt-image-1.5", "balanced", None),
        ("gpt-image-1.5", "loose", "low"),
        ("gpt-image-1-mini", "strict", None),
        ("gpt-image-2", "strict", None),
        ("gpt-image-2.5-flare", "strict", None),
    ],
)
def test_openais_models_get_the_fidelity_that_they_take(
    tmp_path: Path, model: str, consistency: str, field: str | None
) -> None:
    job = replace(drawn(tmp_path, "openai", model, consistency=consistency), endpoint=openai_service.OPENAI)
    assert openai_service.form_of(openai_service.asked(job)).get("input_fidelity") == field
    plain = replace(job, references=())
    assert "input_fidelity" not in json.loads(openai_service.asked(plain).content)


def test_the_users_own_fidelity_wins(tmp_path: Path) -> None:
    options = {"input_fidelity": "low"}
    job = drawn(tmp_path, "openai", "gpt-image-1.5", consistency="strict", options=options)
    form = openai_service.form_of(openai_service.asked(replace(job, endpoint=openai_service.OPENAI)))
    assert form["input_fidelity"] == "low"


@pytest.mark.parametrize(("consistency", "word"), [("strict", "exactly"), ("loose", "roughly")])
def test_models_without_a_field_are_told_in_words(tmp_path: Path, consistency: str, word: str) -> None:
    assert word in drawn(tmp_path, "gemini", "gemini-3-pro-image", consistency=consistency).prompt.prompt
    assert word in drawn(tmp_path, "openai", "gpt-image-2", consistency=consistency).prompt.prompt
