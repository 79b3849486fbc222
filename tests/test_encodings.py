"""Broken encodings: what was misread comes back exactly, good text in any language is never changed."""

import time
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from composer.encodings import decoded, repaired, suspicion
from composer.encodings.tables import MISREADINGS, NAMES, Misreading

#: What people write in cards, in their languages.
GOOD = {
    "Russian": "Её волосы — тёмные, «как ночь»; глаза зелёные… Она любит читать у окна. №7 — её комната!",
    "Ukrainian": "Її очі — зелені, а волосся світле. Ґанок, їжак і в'юнок: «Де ти був?» — питає вона.",
    "Serbian": "Њена коса је црна, а очи зелене. Ђак и његов џак; рђаво време, љуљашка.",
    "Chinese": "她有一头银色的长发，和一双绿色的眼睛。“你好”——她说……",
    "Traditional Chinese": "她有一頭銀色的長髮，穿著黑色的洋裝，「你好」。",
    "Japanese": "彼女は長い銀髪と緑の目をしている。「こんにちは」とTシャツの少女が言った。",
    "Korean": "그녀는 은빛 머리와 초록색 눈을 가지고 있다. “안녕하세요”라고 말했다.",
    "Greek": "Έχει μακριά μαύρα μαλλιά και πράσινα μάτια· «Γεια σου», είπε.",
    "Hebrew": "יש לה שיער שחור ארוך ועיניים ירוקות. ״שלום״, אמרה.",
    "Arabic": "لديها شعر أسود طويل وعينان خضراوان، وتقول: «مرحبا».",
    "French": "Elle a les cheveux très longs… « Où étais-tu ? » — là-bas, près du café ; l’œil noir, ça va.",
    "German": "Sie trägt ein grünes Kleid, groß und schön. „Äpfel“, sagte sie – „für dich“. Straße, Übung.",
    "Polish": "Ma długie włosy i zielone oczy, żółtą suknię. „Cześć” — mówi źrebię. Łódź, ćma.",
    "Vietnamese": "Cô ấy có mái tóc dài màu đen và đôi mắt xanh lục. Nước Việt Nam, Đường phố, ướt.",
    "Spanish": "¿Qué quieres? —Él dijo que no. ¡Mañana! El pingüino está aquí, José.",
    "Portuguese": "Ela tem cabelos castanhos; não é irmã dele. À noite, MÃE E IRMÃ… ação, você.",
    "Turkish": "Uzun siyah saçları ve yeşil gözleri var. Işık, ağaç, İstanbul, öğüt.",
    "Czech": "Má dlouhé vlasy a zelené oči. Žluťoučký kůň pěl ďábelské ódy, šťáva.",
    "Thai": "เธอมีผมยาวสีดำและดวงตาสีเขียว",
    "Hindi": "उसके लंबे काले बाल और हरी आँखें हैं।",
    "emoji": "Mood: 😀👍🏽 ❤️‍🔥 ★★★☆☆ → 🇫🇷 ✨",
    "box drawing": "╔══════╗\n║ Имя  ║ Анна\n╠══════╣\n└─ стол ░▒▓█ │ дом │ ┌─┐",
    "typography": "“Quoted”, ‘single’, «guillemets», „low“ – 20 °C ± 3, x² ≈ 4π, √2, 5 € / £6 © 2024 Ünïcödé™ ½",
}
#: Looks misread and is not.
LOOK_ALIKES = (
    "Ã la carte", "IRMÃ… NÃO", "Å", "Ã", "SÃO PAULO – MÃE", "Â", "Её", "ЁЛКА Её её", "п. 5, я – он", "—É", "—Él dijo",
    "l’été, d’où, qu’à…", "CAFÉ… CLICHÉ” «VOILÀ»", "┌┐", "─┐ ─А", "├ А\n├ Б", "тал рая", "p─q", "Ð and Þ", "Ñ",
    "Ti, Ті, Ні, Дії", "√π ¬A ≈ 3", "(–∞; 0) и (0; –∞)", "10 °C—15 °C", "Рђаво", "МакДональд и ФизТех", "SMMщик, PRщик",
    "1–£5—£6", "™ ® ©", "ÀÁÂÃÄÅ ÆÇ ÈÉÊË", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "═══ ║ ═══", "¿Qué? ¡Sí!", "äš öž Õ",
    "ƒ = ∂x/∂y", "‚Äpfel‘", "•·•",
)  # fmt: skip


def misread(text: str, misreading: Misreading) -> str:
    """Return UTF-8 as it looks when it is read in another encoding."""
    return "".join(misreading.characters[byte] for byte in text.encode())


def by_codec(codec: str) -> Misreading:
    return next(one for one in MISREADINGS if one.codec == codec)


encodings = pytest.mark.parametrize("misreading", MISREADINGS, ids=lambda one: NAMES[one.codec])
languages = pytest.mark.parametrize("language", GOOD)


@languages
@encodings
def test_what_was_misread_comes_back_exactly(language: str, misreading: Misreading) -> None:
    found = repaired(misread(GOOD[language], misreading))
    assert found.text == GOOD[language]
    assert found.encodings[-1:] in ((NAMES[misreading.codec],), ("Windows-1252",))


@languages
@encodings
def test_what_was_misread_twice_comes_back_exactly(language: str, misreading: Misreading) -> None:
    found = repaired(misread(misread(GOOD[language], misreading), misreading))
    assert found.text == GOOD[language]
    assert len(found.encodings) == 2


@encodings
@pytest.mark.parametrize("outer", MISREADINGS, ids=lambda one: f"then {NAMES[one.codec]}")
def test_two_different_misreadings_are_undone(misreading: Misreading, outer: Misreading) -> None:
    broken = misread(misread(GOOD["Russian"], misreading), outer)
    assert repaired(broken).text == GOOD["Russian"]


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ("РђРЅРЅР°", "Анна"), ("РЇРЅ", "Ян"), ("ZoÃ©", "Zoé"), ("Zo√©", "Zoé"), ("ZoГ©", "Zoé"), ("Zoц╘", "Zoé"),
        ("Zo├й", "Zoé"), ("JosГ©", "José"), ("BjГ¶rk", "Björk"), ("Ã“lafur", "Ólafur"), ("ÃŽle", "Île"),
        ("–ê–Ω–Ω–∞", "Анна"), ("п░п╫п╫п╟", "Анна"), ("╨Р╨╜╨╜╨░", "Анна"), ("Å\x81ukasz", "Łukasz"),
    ],
)  # fmt: skip
def test_names_of_one_word_come_back(broken: str, name: str) -> None:
    assert repaired(broken).text == name


@languages
def test_good_text_stays(language: str) -> None:
    for text in (GOOD[language], GOOD[language].upper(), GOOD[language].title(), *GOOD[language].split()):
        assert repaired(text).text == text


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_misread_stays(text: str) -> None:
    assert repaired(text).text == text
    assert repaired(f"It says: {text}.\n{GOOD['Russian']}").text == f"It says: {text}.\n{GOOD['Russian']}"


words = st.sampled_from(sorted({word for text in GOOD.values() for word in text.split()}))
cased = st.builds(lambda word, change: change(word), words, st.sampled_from([str, str.upper, str.capitalize]))
between = st.sampled_from([" ", "\n", " — ", "—", "… ", " «", "» ", ", ", "’", " “", "” ", " │ ", "\xa0", ". ", " • "])


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(st.tuples(cased, between), min_size=1, max_size=12))
def test_mixtures_of_good_text_stay(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in parts)
    assert repaired(text).text == text


@settings(max_examples=200, deadline=None)
@given(
    language=st.sampled_from(sorted(GOOD)),
    other=st.sampled_from(sorted(GOOD)),
    misreading=st.sampled_from(MISREADINGS),
)
def test_good_lines_beside_broken_ones_stay(language: str, other: str, misreading: Misreading) -> None:
    good, text = GOOD[other].replace("\n", " "), GOOD[language].replace("\n", " ")
    assert repaired(f"{good}\n{misread(text, misreading)}\n{good}").text == f"{good}\n{text}\n{good}"


@pytest.mark.parametrize(
    ("broken", "good"),
    [
        ("Она сказала: РџСЂРёРІРµС‚, друзья!", "Она сказала: Привет, друзья!"),
        ("«РџСЂРёРІРµС‚» — так говорят", "«Привет» — так говорят"),
        ("Её глаза â€” зелёные", "Её глаза — зелёные"),
        ("Русский text itâ€™s fine", "Русский text it’s fine"),
    ],
)
def test_a_broken_stretch_of_a_line_is_put_right(broken: str, good: str) -> None:
    assert repaired(broken).text == good


@pytest.mark.parametrize(
    ("text", "codec"), [("Роза и Рыба. Работа!", "cp1251"), ("Voilà l’été, à la plage. Là!", "cp1252")]
)
def test_spaces_without_a_break_may_have_become_common_ones(text: str, codec: str) -> None:
    broken = misread(text, by_codec(codec)).replace("\xa0 ", " ").replace("\xa0", " ")
    assert repaired(broken).text == text


def test_what_lost_characters_is_left_to_ftfy() -> None:
    broken = misread("Привет. Она сказала: «И ты здесь?» Имя её Ира.", by_codec("cp1251")).replace("\x98", "\ufffd")
    found = repaired(broken)
    assert found.text.startswith("Привет. Она сказала: «")
    assert found.encodings


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@example("\ufffd\x80Ã")
def test_any_text_is_taken_and_ascii_stays(text: str) -> None:
    found = repaired(text)
    if text.isascii():
        assert found.text is text
    assert bool(found.encodings) == (found.text != text)


@pytest.mark.parametrize(
    "text", ["Ã" * 200_000, "Ã©" * 100_000 + "Ω", "—É" * 100_000 + "é", "╨" * 200_000, "тА" * 200_000, "Ã©Ω" * 60_000]
)
def test_time_is_linear_in_hostile_text(text: str) -> None:
    started = time.process_time()
    repaired(text)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("language", "codec", "name"),
    [
        ("Russian", "cp1251", "Windows-1251"), ("French", "cp1252", "Windows-1252"),
        ("German", "cp1252", "Windows-1252"),
        ("Chinese", "gb18030", "GB 18030"), ("Japanese", "cp932", "Shift JIS"),
        ("Russian", "utf-16", "UTF-16"), ("Chinese", "utf-16", "UTF-16"), ("Greek", "utf-32", "UTF-32"),
        ("Korean", "utf-8-sig", "UTF-8"), ("Hebrew", "utf-8", "UTF-8"),
    ],
)  # fmt: skip
def test_files_in_other_encodings_are_read(language: str, codec: str, name: str) -> None:
    found = decoded(GOOD[language].encode(codec))
    assert (found.text, found.encoding, found.damaged) == (GOOD[language], name, False)


@pytest.mark.parametrize("codec", ["koi8-r", "cp866", "cp1251"])
def test_russian_files_of_old_systems_are_told_apart(codec: str) -> None:
    text = "Имя: Анна\nОна высокая, с тёмными волосами и зелёными глазами."
    assert decoded(text.encode(codec)).text == text


def test_a_damaged_file_in_utf_8_stays_utf_8() -> None:
    found = decoded(GOOD["Russian"].encode()[:-1] + b"\xff!")
    assert (found.encoding, found.damaged) == ("UTF-8", True)
    assert found.text.startswith("Её волосы")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_decoded(data: bytes) -> None:
    assert isinstance(decoded(data).text, str)


def test_what_is_passed_at_a_glance_is_not_suspicious_at_a_close_look() -> None:
    letters = "aZ {‘’“”–—…«»ЯАПвяёрп女ーハ한，"
    texts = ("".join(one) for length in (1, 2, 3) for one in product(letters, repeat=length))
    passed = [text for text in texts if suspicion.ORDINARY.fullmatch(text)]
    assert len(passed) > 15_000
    assert not any(suspicion.is_odd(text) for text in passed)
