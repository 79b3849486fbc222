"""The story that a client sends: cards, persona, messages and the state it kept."""

import base64
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.painting import Painter, tag
from tests.serving import TEXT, message, options, serve, wanted


def avatar() -> str:
    """Return a picture in base64."""
    data = io.BytesIO()
    Image.effect_noise((64, 64), 80).save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()


def composed(folder: Path, **body: Any) -> Any:
    async def talk(client: httpx.AsyncClient) -> Any:
        return (await client.post("/api/compose", json={"message": message(tag("Maren waves")), **body})).json()

    return serve(options(folder, Painter()), talk)


CARD = {"name": "Maren", "description": "Maren is a tall woman with long silver hair.", "avatar": avatar()}
STORY: list[dict[str, Any]] = [
    {"name": "Maren", "text": "Maren puts on a yellow raincoat and red boots.", "id": "1"},
    {"name": "Alex", "text": "We go out.", "id": "2", "is_user": True},
]


def test_a_prompt_says_who_looks_how_and_wears_what_and_why(tmp_path: Path) -> None:
    [one] = composed(tmp_path, people=[CARD], persona={"name": "Alex"}, messages=STORY)["requests"]
    assert "silver" in one["prompt"]
    assert "yellow raincoat" in one["prompt"]
    evidence = {found["source"]: found["quote"] for part in one["parts"] for found in part["evidence"]}
    assert "silver" in evidence["card:Maren.description"] or "tall" in evidence["card:Maren.description"]
    assert any(source.startswith("message:0") for source in evidence)
    assert (one["backend"], one["price"]["usd"]) == ("painter", 0.0)


def test_the_message_may_stand_among_the_messages(tmp_path: Path) -> None:
    later = message(text="Maren takes off the raincoat.", id="later")
    with_it = composed(tmp_path, people=[CARD], messages=[*STORY, message(tag("Maren waves")), later])
    assert with_it == composed(tmp_path, people=[CARD], messages=STORY)


def test_a_state_stands_for_the_messages_before_it(tmp_path: Path) -> None:
    whole = composed(tmp_path, people=[CARD], messages=STORY)
    first = composed(tmp_path, people=[CARD], message=message(**STORY[0]))
    resumed = composed(tmp_path, people=[CARD], messages=STORY, state=first["state"])
    assert resumed == whole
    alone = composed(tmp_path, people=[CARD], messages=STORY[1:], first=1, state=first["state"])
    assert alone["state"] == whole["state"]
    assert "yellow raincoat" in alone["requests"][0]["prompt"]


def test_without_a_state_that_fits_the_messages_before_are_asked_for(tmp_path: Path) -> None:
    first = composed(tmp_path, people=[CARD], message=message(**STORY[0]))
    for state in (None, {"version": 9}, first["state"] | {"start": "0"}):
        error = composed(tmp_path, people=[CARD], messages=STORY[1:], first=1, state=state)["error"]
        assert (error["code"], error["details"]) == ("need_messages", {"from": 0})


@pytest.mark.parametrize("state", [{}, {"version": 1}, {"chain": 7}, {"x": {"y": [1]}}])
def test_a_state_that_is_none_is_told_anew(tmp_path: Path, state: dict[str, Any]) -> None:
    assert composed(tmp_path, people=[CARD], messages=STORY, state=state) == composed(
        tmp_path, people=[CARD], messages=STORY
    )


def test_a_state_survives_json(tmp_path: Path) -> None:
    state = composed(tmp_path, people=[CARD], messages=STORY)["state"]
    assert state["wardrobe"]["outfits"]["Maren"]
    assert state["count"] == 3


def test_a_card_of_wrong_types_is_read_all_the_same(tmp_path: Path) -> None:
    card = {"name": "Maren", "description": ["silver hair", "tall"], "personality": None, "scenario": 7, "tags": ["x"]}
    [one] = composed(tmp_path, people=[card])["requests"]
    assert "silver" in one["prompt"]


def test_an_avatar_travels_as_a_reference_picture_where_the_model_takes_any(tmp_path: Path) -> None:
    [one] = composed(tmp_path, people=[CARD], profile="gemini")["requests"]
    assert [(reference["person"], reference["role"]) for reference in one["references"]] == [("Maren", "identity")]
    assert one["price"]["usd"] > 0


def test_a_characters_further_names_are_known(tmp_path: Path) -> None:
    people = [CARD | {"aliases": ["Keeper"]}, {"name": "Jun"}]
    [one] = composed(tmp_path, people=people, message=message(tag("the Keeper waves"), name="Jun"))["requests"]
    assert "silver" in one["prompt"]


def test_a_cut_emoji_loses_nothing_else(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> Any:
        body = json.dumps(wanted("\ud83d " + TEXT))
        answer = await client.post("/api/jobs", content=body, headers={"content-type": "application/json"})
        return answer.json()

    assert serve(options(tmp_path, Painter()), talk)["requests"][0]["status"] == "queued"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"message": {}}, "message.text"),
        ({"message": {"text": "x", "txt": 1}}, "message.txt"),
        ({"message": {"text": "x"}, "people": [{"name": "A", "avatar": "no picture!"}]}, "people.0.avatar"),
        ({"message": {"text": "x"}, "people": [{"name": "A"}] * 40}, "people"),
        ({"message": {"text": "x"}, "messages": [{"text": "x" * 900_000}] * 9}, "messages"),
        ({"message": {"text": "x"}, "messages": [{"text": ""}] * 10_001}, "messages"),
        ({"message": {"text": "x" * 1_000_001}}, "message.text"),
        ({"message": {"text": "x"}, "profile": "../../etc/passwd"}, "profile"),
    ],
)
def test_what_does_not_fit_names_the_field(tmp_path: Path, body: dict[str, Any], field: str) -> None:
    async def talk(client: httpx.AsyncClient) -> Any:
        return await client.post("/api/jobs", json=body)

    answer = serve(options(tmp_path, Painter()), talk)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


def test_a_refused_prompt_is_told_beside_the_others(tmp_path: Path) -> None:
    text = f"{tag('a nude girl, 15 years old')} {tag('a pier')}"
    refused, fine = composed(tmp_path, message=message(text))["requests"]
    assert (refused["status"], refused["error"]["code"]) == ("refused", "refused")
    assert fine["prompt"] == "a pier"


def test_contradicted_looks_are_told_with_the_prompt_and_with_the_clothes(tmp_path: Path) -> None:
    card = {"name": "Maren", "description": "Eyes: green", "personality": "Maren's eyes are blue."}
    (request,) = composed(tmp_path, people=[card], message=message(tag("Maren waves")))["requests"]
    (conflict,) = request["conflicts"]
    assert (conflict["person"], conflict["kept"]["text"], conflict["dropped"]["text"]) == (
        "Maren", "green eyes", "blue eyes",
    )  # fmt: skip
    (person,) = wardrobe(tmp_path, people=[card])["people"]
    assert [one["why"] for one in person["conflicts"]] == [conflict["why"]]


def wardrobe(folder: Path, **body: Any) -> Any:
    async def talk(client: httpx.AsyncClient) -> Any:
        return (await client.post("/api/wardrobe", json={"message": message("We rest."), **body})).json()

    return serve(options(folder, Painter()), talk)


def test_a_wardrobe_says_who_wears_what_since_when(tmp_path: Path) -> None:
    answer = wardrobe(tmp_path, people=[CARD], persona={"name": "Alex"}, messages=STORY)
    assert [one["name"] for one in answer["people"]] == ["Maren", "Alex"]
    coat, boots = answer["people"][0]["garments"]
    assert (coat["text"], coat["message"], coat["sentence"]) == ("yellow raincoat", 0, STORY[0]["text"])
    assert (boots["text"], boots["said"], answer["message"]) == ("red boots", True, 2)


def test_a_wardrobe_says_what_can_be_seen_of_somebody_and_where_it_is_from(tmp_path: Path) -> None:
    told = [message("Maren has black hair.", id="1")]
    right = {"person": "Maren", "kind": "trait", "attribute": "eye_color", "value": "grey eyes", "message": 0}
    card = {"name": "Maren", "description": "Maren is a tall woman."}
    looks = wardrobe(tmp_path, people=[card], messages=told, corrections=[right])["people"][0]["looks"]
    seen = {one["attribute"]: (one["text"], one["source"], one["sentence"], one["locked"]) for one in looks}
    assert seen["height"] == ("tall", "card:Maren.description", "Maren is a tall woman.", False)
    assert seen["eye_color"] == ("grey eyes", "correction", "grey eyes", True)


def test_a_wardrobe_says_what_the_chat_has_changed_and_a_state_keeps_it(tmp_path: Path) -> None:
    told = [message("Maren dyed her hair blue.", id="1")]
    first = wardrobe(tmp_path, people=[CARD], messages=told)
    (change,) = first["people"][0]["changed"]
    assert (change["text"], change["message"], change["sentence"]) == ("blue hair", 0, "Maren dyed her hair blue.")
    resumed = wardrobe(tmp_path, people=[CARD], messages=[], first=2, state=first["state"])
    assert resumed["people"][0]["changed"][0] == change | {"sentence": "blue"}


def test_a_wardrobe_needs_no_more_messages_than_a_prompt(tmp_path: Path) -> None:
    first = wardrobe(tmp_path, people=[CARD], message=message(**STORY[0]))
    resumed = wardrobe(tmp_path, people=[CARD], messages=STORY[1:], first=1, state=first["state"])
    coat = resumed["people"][0]["garments"][0]
    assert (coat["text"], coat["message"], coat["sentence"]) == ("yellow raincoat", 0, "yellow raincoat")


RIGHT = {"person": "Maren", "kind": "wear", "garment": "black cloak", "message": 0}


def test_a_call_brings_its_corrections(tmp_path: Path) -> None:
    answer = wardrobe(tmp_path, people=[CARD], messages=STORY, corrections=[RIGHT])
    assert [one["text"] for one in answer["people"][0]["garments"]] == ["black cloak", "red boots"]


def test_a_state_from_before_a_correction_does_not_hide_it(tmp_path: Path) -> None:
    first = wardrobe(tmp_path, people=[CARD], message=message(**STORY[0]))
    whole = wardrobe(tmp_path, people=[CARD], messages=STORY, corrections=[RIGHT])
    body = {"people": [CARD], "state": first["state"], "corrections": [RIGHT]}
    assert wardrobe(tmp_path, messages=STORY, **body) == whole
    assert wardrobe(tmp_path, messages=STORY[1:], first=1, **body)["error"]["code"] == "need_messages"


def test_a_state_keeps_locks_and_looks_that_were_put_right(tmp_path: Path) -> None:
    dyed = {"person": "Maren", "kind": "trait", "attribute": "hair_color", "value": "black hair", "message": 0}
    both = [RIGHT, {"person": "Maren", "kind": "lock", "message": 0}, dyed]
    first = composed(tmp_path, people=[CARD], message=message(**STORY[0]), corrections=both)
    body = {"people": [CARD], "messages": STORY[1:], "first": 1, "state": first["state"], "corrections": both}
    resumed = composed(tmp_path, **body)
    assert resumed["state"] == composed(tmp_path, people=[CARD], messages=STORY, corrections=both)["state"]
    assert "black hair" in resumed["requests"][0]["prompt"]


def test_a_broken_correction_is_named(tmp_path: Path) -> None:
    error = wardrobe(tmp_path, corrections=[{"person": "Maren", "kind": "wear"}])["error"]
    assert (error["code"], "corrections.0" in error["field"]) == ("invalid", True)


WRENS = [
    {"name": "Wren", "description": "Wren is a woman with long red hair.", "file": "wren.png"},
    {"name": "Wren", "description": "Wren is a woman with short white hair.", "file": "wren1.png"},
]
OF_WRENS = [
    {"name": "Wren", "text": "*I put on a blue cap.*", "id": "1", "avatar": "wren.png"},
    {"name": "Wren", "text": "*I put on a green scarf.*", "id": "2", "avatar": "wren1.png"},
]


def test_two_of_one_name_are_told_apart_by_their_files(tmp_path: Path) -> None:
    people = wardrobe(tmp_path, people=WRENS, messages=OF_WRENS)["people"]
    worn = {one["file"]: [garment["text"] for garment in one["garments"]] for one in people}
    assert (worn["wren.png"], worn["wren1.png"]) == (["blue cap"], ["green scarf"])


@pytest.mark.parametrize(("file", "hair"), [("wren.png", "long red hair"), ("wren1.png", "short white hair")])
def test_a_request_of_one_of_two_namesakes_shows_the_one_who_wrote_it(tmp_path: Path, file: str, hair: str) -> None:
    asking = message(tag("Wren on the pier"), name="Wren", avatar=file)
    prompt = composed(tmp_path, people=WRENS, messages=OF_WRENS, message=asking)["requests"][0]["prompt"]
    assert all(word in prompt for word in hair.split()), prompt
    other = {"long red hair": "white", "short white hair": "red"}[hair]
    assert other not in prompt


def test_further_names_stay_with_the_namesake_they_are_of(tmp_path: Path) -> None:
    people = [WRENS[0] | {"aliases": ["Sparrow"]}, WRENS[1] | {"aliases": ["Owl"]}]
    told = [{"name": "Narrator", "text": "Owl puts on a brown coat. Sparrow puts on a red hat.", "id": "3"}]
    wearers = wardrobe(tmp_path, people=people, messages=told)["people"]
    worn = {one["file"]: [garment["text"] for garment in one["garments"]] for one in wearers if one["file"]}
    assert worn == {"wren.png": ["red hat"], "wren1.png": ["brown coat"]}


def test_a_state_knows_namesakes_and_holds_only_for_the_same_speakers(tmp_path: Path) -> None:
    first = wardrobe(tmp_path, people=WRENS, messages=OF_WRENS[:1], message=OF_WRENS[1])
    body = {"people": WRENS, "message": message("It rains.")}
    whole = wardrobe(tmp_path, messages=OF_WRENS, **body)
    resumed = wardrobe(tmp_path, messages=[], first=2, state=first["state"], **body)
    assert resumed["state"] == whole["state"]
    swapped = [OF_WRENS[0], OF_WRENS[1] | {"avatar": "wren.png"}]
    told = wardrobe(tmp_path, messages=swapped, state=first["state"], **body)
    assert [len(one["garments"]) for one in told["people"] if one["file"]] == [2, 0]
