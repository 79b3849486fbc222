"""Chinese sentences about people, for models that read it: 小梅是一名女子，二十四岁，黑色长发，蓝色眼睛。"""

from collections.abc import Sequence

from composer.types import Garment, Outfit
from composer.writing.pieces import Piece, separated
from composer_plugins.prose_writing.calling import Called
from composer_plugins.prose_writing.people import trait_of
from composer_plugins.prose_writing.vocabulary import chinese_words

_HAIR, _ANY_HAIR = "头发", "发"


def is_chinese(pieces: Sequence[Piece]) -> bool:
    """Say whether most facts of a sentence are in Chinese characters."""
    return 2 * sum(map(has_characters, (text for text, _ in pieces))) > len(pieces)


def has_characters(text: str) -> bool:
    """Say whether there are Chinese characters in a text."""
    return not text.isascii() and any("\u4e00" <= char <= "\u9fff" for char in text)


def chinese_looks(who: Called, pieces: Sequence[Piece]) -> list[Piece]:
    """Return one sentence of the facts of one person."""
    nouns = [_gender(piece) for piece in pieces if trait_of(piece).attribute in ("species", "gender")]
    others = [piece for piece in pieces if trait_of(piece).attribute not in ("species", "gender")]
    nouns.sort(key=lambda piece: (piece[0] not in chinese_words().adjectives, trait_of(piece).attribute == "gender"))
    kind: list[Piece] = nouns or [(chinese_words().person, None)]
    if nouns and nouns[-1][0] in chinese_words().adjectives and len(nouns) > 1:
        kind = [*nouns[-1:], *nouns[:-1]]
    opening = f"{who.label}{_place(who)}是一名" if who.label else "一名"
    return [(opening, None), *kind, *(one for item in _hair(others) for one in (("，", None), *item)), ("。", None)]


def _hair(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return facts, each for itself, but the colour of hair with its length: 黑色长发."""
    color = next((one for one in pieces if one[0].endswith(_HAIR) and trait_of(one).attribute == "hair_color"), None)
    long = next((one for one in pieces if one[0].endswith(_ANY_HAIR) and trait_of(one).attribute == "hair_style"), None)
    if not (color and long):
        return [_measured(piece) for piece in pieces]
    whole: list[Piece] = [(color[0].removesuffix(_HAIR), color[1]), long]
    return [whole if piece is color else _measured(piece) for piece in pieces if piece is not long]


def _gender(piece: Piece) -> Piece:
    return chinese_words().genders.get(piece[0], piece[0]), piece[1]


def _measured(piece: Piece) -> list[Piece]:
    """Return a fact, and a height in centimetres as Chinese says it: 身高183cm."""
    trait = trait_of(piece)
    if trait.attribute != "height" or has_characters(piece[0]):
        return [piece]
    return [(chinese_words().height, None), (trait.value, piece[1])]


def chinese_outfit(who: Called, pieces: Sequence[Piece]) -> list[Piece]:
    """Return one sentence of all garments of a person: what is put on follows what is worn."""
    worn = [piece for piece in pieces if _garment(piece).slot not in chinese_words().put_on]
    put_on = [piece for piece in pieces if piece not in worn]
    said = [[(f"{verb}着", None), *separated(some, "、")] for verb, some in (("穿", worn), ("戴", put_on)) if some]
    subject = who.label or {"she": "她", "he": "他"}.get(who.pronoun, chinese_words().person)
    sentence = [piece for number, one in enumerate(said) for piece in ([("，", None), *one] if number else one)]
    return [(subject, None), *sentence, ("。", None)]


def chinese_garment(garment: Garment) -> str:
    """Return a garment with its states before it: 湿透的灰色斗篷."""
    text = garment.text or garment.name.text
    states = [state.text for state in garment.state if state.text not in text]
    return "".join(f"{state.removesuffix('的')}的" for state in states) + text


def _garment(piece: Piece) -> Garment:
    assert piece[1] is not None
    assert isinstance(piece[1].content, Outfit)
    return piece[1].content.garments[0]


def _place(who: Called) -> str:
    place = chinese_words().positions.get(who.position, "")
    return f"，{place}，" if place else ""
