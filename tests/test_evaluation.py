"""The evaluation: its rules, its command, and the same counts as the scorer the examples came with."""

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest

from composer import Composer
from tests.evaluation import sentences
from tests.evaluation.__main__ import main
from tests.evaluation.collections import Case, begins
from tests.evaluation.figures import Figure, figure, report
from tests.evaluation.labelled import (
    LabelledCard,
    LabelledChat,
    Look,
    Prediction,
    Wear,
    load_cards,
    load_chats,
    write_predictions,
)
from tests.evaluation.matching import holds_forbidden, names_attribute, names_fact
from tests.evaluation.predicting import predict, predict_all
from tests.evaluation.scoring import Counts, score_card, score_chat

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "devset"
UNSEEN = Path(__file__).parent / "evaluation" / "unseen"
LOOK = {"attribute", "value"}

CARD = {
    "id": "keeper",
    "tags": ["short"],
    "card": {
        "name": "Ida",
        "description": "Ida is a woman with red hair. She wears a grey coat. Her sister is blonde.",
    },
    "labels": {
        "name": "Ida",
        "language": "en",
        "format": "prose",
        "appearance": [
            {"attribute": "hair_color", "value": "red", "accept": ["red"], "evidence": "red hair"},
            {"attribute": "outfit", "value": "grey coat", "accept": ["coat"], "evidence": "grey coat"},
            {"attribute": "gender", "value": "woman", "accept": ["female", "woman"], "optional": True},
        ],
        "not": [{"attribute": "hair_color", "words": ["blond"], "why": "her aunt"}],
    },
}
CHAT = {
    "id": "porch@2",
    "char": "Ida",
    "user": "Ben",
    "messages": [
        {"name": "Ida", "is_user": False, "mes": "*Ida puts on a grey coat.*"},
        {"name": "Ben", "is_user": True, "mes": "*I take off my hat.*"},
    ],
    "labels": {
        "language": "en",
        "worn": [{"who": "Ida", "value": "coat", "garment": ["coat"], "adjectives": ["grey"]}],
        "not": [{"who": "Ben", "words": ["hat"], "why": "off"}],
    },
}


def card(**labels: Any) -> LabelledCard:
    forbidden = CARD["labels"]["not"]  # type: ignore[index]
    return LabelledCard.model_validate({**CARD, "labels": {**CARD["labels"], "forbidden": forbidden, **labels}})  # type: ignore[dict-item]


def chat() -> LabelledChat:
    labels = {**CHAT["labels"], "forbidden": CHAT["labels"]["not"]}  # type: ignore[dict-item,index]
    return LabelledChat.model_validate({**CHAT, "labels": labels})


@pytest.mark.parametrize(
    ("keywords", "value", "right"),
    [
        (["red"], "dark red", True),
        (["red"], "hundred", False),
        (["рыж"], "тёмно-рыжие", True),
        (["темн"], "Тёмные", True),
        (["短"], "黑色短发", True),
        ([""], "anything", False),
        (["red"], "red " * 30, False),
    ],
)
def test_a_keyword_begins_a_word_of_a_short_value(keywords: list[str], value: str, right: bool) -> None:
    assert names_fact(keywords, value) is right


@pytest.mark.parametrize(
    ("word", "value", "held"),
    [
        ("blond", "blonde hair", True),
        ("old", "golden", False),
        ("hat", "hatchet", False),
        ("шляп", "шляпа с пером", True),
        ("меч", "мечтательный", False),
    ],
)
def test_a_forbidden_word_may_be_inflected_but_not_another_word(word: str, value: str, held: bool) -> None:
    assert holds_forbidden([word], value) is held


def test_other_names_of_attributes_are_understood() -> None:
    assert names_attribute("hair", "hair_style")
    assert names_attribute("species", "feature")
    assert names_attribute("height", "build", ["height"])
    assert not names_attribute("skin", "hair_color")


def test_one_prediction_finds_one_fact_and_optional_facts_count_nothing() -> None:
    looks = [
        Look(attribute="hair_color", value="red"),
        Look(attribute="hair_color", value="red"),
        Look(attribute="gender", value="female"),
    ]
    outcome = score_card(card(), looks)
    assert outcome.counts == Counts(right=1, wrong=1, missed=1)
    assert outcome.by_attribute == {"hair_color": Counts(1, 1, 0), "outfit": Counts(0, 0, 1)}


def test_a_forbidden_word_counts_beside_being_wrong() -> None:
    outcome = score_card(card(), [Look(attribute="hair_color", value="blonde")])
    assert (outcome.forbidden, outcome.counts.wrong) == (1, 1)


def test_clothes_belong_to_the_person_named() -> None:
    wears = [Wear(who="{{char}}", garment="grey coat"), Wear(who="Ben", garment="straw hat")]
    everybody = score_chat(chat(), wears, everybody=True)
    assert (everybody.counts, everybody.forbidden, everybody.kept) == (Counts(1, 1, 0), 1, 1)
    assert score_chat(chat(), wears, everybody=False).counts == Counts(1, 0, 0)


def test_intervals_hold_the_figure_and_are_the_same_every_time() -> None:
    draw = random.Random(3)
    members = [(str(n), Counts(draw.randint(0, 5), draw.randint(0, 2), draw.randint(0, 2))) for n in range(30)]
    first = figure(members)
    assert first == figure(members)
    low, high = first.micro_interval
    assert low < first.micro.f1 < high


def test_texts_of_one_chat_are_drawn_together() -> None:
    right, wrong = Counts(right=1), Counts(wrong=1)
    one_chat = figure([("porch", right), ("porch", wrong)])
    assert one_chat.micro_interval == (one_chat.micro.f1, one_chat.micro.f1)
    assert figure([("porch", right), ("attic", wrong)]).micro_interval == (0.0, 1.0)


def write_folder(folder: Path, **files: Sequence[object]) -> Path:
    for name, lines in files.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


def test_the_command_measures_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, predictions = write_folder(tmp_path, cards=[CARD], chats=[CHAT]), tmp_path / "predictions.jsonl"
    assert main([str(folder), "--json", "--predictions", str(predictions)]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert measured["cards"]["groups"]["language"]["en"]["counts"] == {"right": 2, "wrong": 0, "missed": 0}
    assert measured["chats all"]["groups"]["language"]["all"]["micro"]["f1"] == 1.0
    of_card, of_chat = (json.loads(line) for line in predictions.read_text(encoding="utf-8").splitlines())
    assert {"attribute": "outfit", "value": "grey coat"} in of_card["appearance"]
    assert of_chat == {"id": "porch@2", "worn": [{"who": "Ida", "garment": "grey coat"}]}


def test_the_table_says_the_same_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {**CARD, "labels": {**CARD["labels"], "appearance": []}}  # type: ignore[dict-item]
    assert main([str(write_folder(tmp_path, cards=[wrong])), "--verbose"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["language", "en", "1", "0", "3", "0"] in [line[:6] for line in lines]
    assert ["wrong", "keeper", "outfit", "grey", "coat"] in lines


def test_the_worst_mistakes_are_forbidden_words_then_wrong_then_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels: dict[str, Any] = {**CARD["labels"]}  # type: ignore[dict-item]
    labels["appearance"] = [{"attribute": "skin", "value": "pale", "accept": ["pale"]}]
    labels["not"] = [{"attribute": "hair_color", "words": ["red"], "why": "a wig"}]
    assert main([str(write_folder(tmp_path, cards=[{**CARD, "labels": labels}])), "--worst", "3"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()[-3:]]
    assert [line[0] for line in lines] == ["forbidden", "wrong", "wrong"]
    assert lines[0] == ["forbidden", "keeper", "hair_color", "red", "(a", "wig)"]


def test_a_long_chat_is_predicted_at_each_of_its_checkpoints(tmp_path: Path) -> None:
    early = {**CHAT, "id": "porch@1", "messages": CHAT["messages"][:1]}  # type: ignore[index]
    folder, file = write_folder(tmp_path, chats=[early, CHAT]), tmp_path / "predictions.jsonl"
    assert main([str(folder), "--predictions", str(file)]) == 0
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["porch@1", "porch@2"]
    assert all(line["worn"] == [{"who": "Ida", "garment": "grey coat"}] for line in lines)


def test_several_folders_are_measured_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for number, folder in enumerate(folders):
        folder.mkdir()
        write_folder(folder, cards=[{**CARD, "id": f"keeper {number}"}])
    assert main([*map(str, folders), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cards"]["texts"] == 2


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path / "nowhere")])
    assert "nowhere is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("chats", [None, ()])
def test_a_missing_or_empty_file_counts_as_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], chats: Sequence[object] | None
) -> None:
    folder = write_folder(tmp_path, cards=[CARD], **({} if chats is None else {"chats": chats}))
    assert main([str(folder), "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"cards"}


def test_a_bad_line_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_folder(tmp_path, cards=[CARD, {"id": "no card"}])
    assert main([str(folder)]) == 2
    assert "cards.jsonl, line 2: card" in capsys.readouterr().err


class Speechless(Composer):
    def story(self, *_: Any, **__: Any) -> NoReturn:
        raise RecursionError("cannot read this")


def test_a_text_that_cannot_be_read_counts_as_nothing_found_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert predict(Speechless(), card()) == Prediction(id="keeper")
    assert "keeper: reading failed: RecursionError('cannot read this')" in capsys.readouterr().err


# ── our own sentences ──


def test_the_sentences_of_every_language_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert sentences.main(["--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    for kind in ("looks", "clothes"):
        languages = measured[kind]["groups"]["language"]
        assert set(languages) == {"all", "en", "ru", "zh"}
        assert all(languages[code]["texts"] >= 100 for code in languages)


def test_a_sentence_is_right_where_each_fact_is_found_and_nothing_else() -> None:
    wanted = (("hair_color", "red"), ("skin", "pale"))
    found = (("hair_color", "dark red"), ("eye_color", "blue"))
    case = Case("looks", "en", "She …", found, wanted, (), begins)
    assert case.outcome().counts == Counts(1, 1, 1)
    assert [mistake.kind for mistake in case.outcome().mistakes] == ["missed", "wrong"]
    allowed = Case("looks", "en", "She …", found, wanted, (("eye_color", "blue"),), begins)
    assert allowed.outcome().counts == Counts(1, 0, 1)


# ── the same counts as the scorer of the examples ──


def of_labels(golds: Sequence[LabelledCard | LabelledChat]) -> list[Prediction]:
    """The labels as predictions."""
    return [
        Prediction(
            id=gold.id, appearance=tuple(Look(attribute=f.attribute, value=f.value) for f in gold.labels.appearance)
        )
        if isinstance(gold, LabelledCard)
        else Prediction(id=gold.id, worn=tuple(Wear(who=w.who, garment=w.value) for w in gold.labels.worn))
        for gold in golds
    ]


def perturbed(golds: Sequence[LabelledCard | LabelledChat], seed: int) -> list[Prediction]:
    """The labels as predictions, with everything in them that a reading can get wrong."""
    draw = random.Random(seed)
    predictions = []
    for gold, right in zip(golds, of_labels(golds), strict=True):
        looks = [other for look in right.appearance for other in changed_look(draw, look)]
        wears = [other for wear in right.worn for other in changed_wear(draw, wear)]
        for no in gold.labels.forbidden:
            word = draw.choice([*no.words, no.words[0] + "ых", f"no {no.words[0]}ed"])
            looks.append(Look(attribute=getattr(no, "attribute", "feature"), value=word))
            wears.append(Wear(who=getattr(no, "who", ""), garment=word))
        draw.shuffle(looks)
        draw.shuffle(wears)
        kind: dict[str, Any] = {"appearance": looks} if isinstance(gold, LabelledCard) else {"worn": wears}
        predictions.append(Prediction(id=gold.id, **kind))
    return [one for one in predictions if draw.random() > 0.1]


def changed_words(draw: random.Random, words: str) -> str:
    return draw.choice([words, words.upper(), f"very  {words}", f"un{words}", words.replace("е", "ё"), words * 9, " "])


def changed_look(draw: random.Random, look: Look) -> list[Look]:
    names = [look.attribute, look.attribute.replace("_", " ").title(), "hair", "clothes", "race", "accessories", "age"]
    changed = Look(attribute=draw.choice([look.attribute, *names]), value=changed_words(draw, look.value))
    return draw.choice([[], [look], [look, look], [changed], [changed, look]])


def changed_wear(draw: random.Random, wear: Wear) -> list[Wear]:
    who = draw.choice([wear.who, wear.who.split()[0], f"old {wear.who}", "", "user", "{{char}}", "Nobody"])
    changed = Wear(who=who, garment=changed_words(draw, wear.garment))
    return draw.choice([[], [wear], [wear, wear], [changed], [changed, wear]])


def counted(one: Figure) -> tuple[object, ...]:
    micro, macro = one.micro, one.macro
    rates = (micro.precision, micro.recall, micro.f1, macro.precision, macro.recall, macro.f1)
    return one.texts, one.counts.right, one.counts.wrong, one.counts.missed, *(round(rate, 9) for rate in rates)


def counted_there(row: dict[str, Any]) -> tuple[object, ...]:
    return row["n"], row["tp"], row["fp"], row["fn"], *(round(rate, 9) for rate in (*row["micro"], *row["macro"]))


def same_names(groups: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("ALL", "all"): row for name, row in groups.items()}


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the labelled examples and their scorer are not on this machine")
@pytest.mark.parametrize("seed", ["labels", "read", *range(8)])
def test_the_same_counts_as_the_scorer_of_the_examples(tmp_path: Path, seed: int | str) -> None:
    cards, chats = load_cards(REFERENCE), load_chats(REFERENCE)
    golds: list[LabelledCard | LabelledChat] = [*cards, *chats]
    if isinstance(seed, int):
        predictions = perturbed(golds, seed)
    else:
        predictions = predict_all(golds) if seed == "read" else of_labels(golds)
    file, there = tmp_path / "predictions.jsonl", tmp_path / "there.json"
    write_predictions(file, predictions)
    command = [sys.executable, str(REFERENCE / "score.py"), str(file), "--json", str(there)]
    subprocess.run(command, check=True, capture_output=True)
    theirs = json.loads(there.read_text(encoding="utf-8"))

    found = {prediction.id: prediction for prediction in predictions}
    nothing = Prediction(id="")
    looks = report("cards", [score_card(gold, found.get(gold.id, nothing).appearance) for gold in cards])
    for kind in ("language", "tag"):
        ours = {name: counted(one) for name, one in looks.groups[kind].items()}
        assert ours == {name: counted_there(row) for name, row in same_names(theirs[f"per {kind}"]).items()}
    formats = {name: counted(one) for name, one in looks.groups["format"].items()}
    assert formats == {name: counted_there(row) for name, row in theirs["per format"].items() if name != "ALL"}
    attributes = {name: counted(one)[1:7] for name, one in looks.groups["attribute"].items()}
    assert attributes == {
        name: counted_there({**row, "macro": ()})[1:7] for name, row in theirs["per attribute"].items()
    }
    assert looks.forbidden == theirs["card_not_hits"]
    assert (looks.empty, looks.wrong_in_empty) == (theirs["empty_cards"], theirs["empty_cards_with_fp"])
    for scope in ("char", "all"):
        outcomes = [score_chat(gold, found.get(gold.id, nothing).worn, scope == "all") for gold in chats]
        clothes = report("chats", outcomes)
        for kind in ("language", "tag"):
            ours = {name: counted(one) for name, one in clothes.groups[kind].items()}
            assert ours == {name: counted_there(row) for name, row in same_names(theirs[f"per {kind} {scope}"]).items()}
        assert clothes.forbidden == theirs[f"chat_not_hits_{scope}"]


# ── the project's own unseen texts: only their form is tested, never what is read in them ──


def test_unseen_labels_quote_their_cards() -> None:
    for line in (UNSEEN / "cards.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        for fact in gold["labels"]["appearance"]:
            assert fact["evidence"] in gold["card"][fact["field"]], (gold["id"], fact)


def test_unseen_labels_agree_with_themselves() -> None:
    cards, chats = load_cards(UNSEEN), load_chats(UNSEEN)
    looks = [score_card(gold, of_labels([gold])[0].appearance) for gold in cards]
    clothes = [score_chat(gold, of_labels([gold])[0].worn, everybody=True) for gold in chats]
    assert [mistake for outcome in (*looks, *clothes) for mistake in outcome.mistakes] == []


def test_unseen_texts_have_names_of_their_own() -> None:
    names = [*(gold.id for gold in load_cards(UNSEEN)), *(gold.id for gold in load_chats(UNSEEN))]
    assert len(names) == len(set(names))
