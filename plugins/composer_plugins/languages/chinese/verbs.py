"""Chinese verbs of clothes: what each says happens, and where in a clause the one that governs a garment stands."""

from collections.abc import Iterator, Sequence

from composer.reading.clothes.garments import Phrase
from composer.reading.lexicon import Entry
from composer_plugins.languages.chinese.clause import Clause

#: What an ending makes of a verb; see `morphology`.
_TAGS = ("on", "off", "away", "lasting", "moved", "tried", "done")
_GONE = frozenset({"former"})
_NEAR = 6
_TOLD = ("take_off", "put_on", "change")
_LISTING = ("、", "和", "与", "及", "跟", "以及", "还有", "外", "外面", "搭配", "配")
WORN = ("wear", "put_on", "change")


def verb_at(clause: Clause, at: int) -> tuple[str, Entry | None]:
    """Return what the verb at a place says happens to clothes, and its entry; ("", None) where it is no such verb."""
    if not clause.has(at, "wearing_verb"):
        return "", None
    found: tuple[str, Entry | None] | None = clause.known.get(at)
    if found is None:
        found = clause.known[at] = _verb_at(clause, at)
    return found


def _verb_at(clause: Clause, at: int) -> tuple[str, Entry | None]:
    if clause.has(at, "nosense"):
        return "", None
    forms = [form for form in clause.row[at].forms if form.entry.kind == "wearing_verb"]
    for form in sorted(forms, key=lambda form: bool(form.tags)):
        entry = form.entry
        if entry.get("never") or form.tags & _GONE or not _has_place(clause, at, entry):
            continue
        tag = next((tag for tag in _TAGS if tag in form.tags and entry.get(tag)), "event")
        if entry.get("puts") and body_behind(clause, at):
            return "put_on", entry
        return entry.get(tag), entry
    return "", None


def event_at(clause: Clause, at: int) -> str:
    """Return what the verb at a place says happens to clothes, "" where it is no such verb."""
    return verb_at(clause, at)[0]


def event_places(clause: Clause) -> list[int]:
    """Return the places of the verbs that say that something happens to clothes."""
    found: list[int] | None = clause.known.get("event places")
    if found is None:
        found = clause.known["event places"] = [at for at in clause.all("wearing_verb") if event_at(clause, at)]
    return found


def _has_place(clause: Clause, at: int, entry: Entry) -> bool:
    """Return whether a verb that needs a part of the body has one: "*脖子上*挂着", "脚上是"."""
    if entry.get("near"):  # "着" alone
        return not clause.has_unknown(at - 1) and clause.has(at + 1, "part", "color", "shade", "garment", "material")
    if not entry.get("place"):
        return True
    before = any(place < at for kind in ("body_part", "garment") for place in clause.all(kind))
    return before or clause.has(at + 1, "body_part") or (clause.row[at].text[-1] in "在到" and body_behind(clause, at))


def body_behind(clause: Clause, at: int) -> bool:
    """Return whether a part of the body follows a verb: "挂回*脖子上*"."""
    return any(clause.has(place, "body_part") for place in range(at + 1, at + _NEAR))


def governing(clause: Clause, phrase: Phrase) -> int:
    """Return where the verb that governs a garment stands, -1 for none; it may say that the garment is only held."""
    moved = any(at < phrase.first for kind in ("taking", "passive") for at in clause.all(kind))
    behind = [at for at in event_places(clause) if at >= phrase.last]
    before = list(_before(clause, phrase))
    if moved and behind:
        return next((at for at in behind if event_at(clause, at) in _TOLD), behind[0])
    if before:
        return before[0]
    near = behind and behind[0] - phrase.last <= _NEAR and not _is_parted(clause, phrase, behind[0])
    return behind[0] if near else -1


def _before(clause: Clause, phrase: Phrase) -> Iterator[int]:
    """Yield the verbs before a garment, the one that governs it first; of those before a "的" the first one governs."""
    leading: list[int] = []
    led = False
    for at in range(phrase.first - 1, clause.begin - 1, -1):
        led = led or clause.word(at) == "的"
        if _ends_object(clause, at):
            break
        if not event_at(clause, at) and not clause.row[at].has("carried"):
            continue
        if clause.word(at + 1) == "的" and not clause.row[at].text.endswith("的"):
            continue  # "束发*的*缎带"
        if (
            led or clause.row[at].has("part") or clause.row[at].text.endswith("的")
        ):  # "一身", "一袭": verbs where there is no other
            leading.append(at)
        else:
            yield at
    yield from sorted(leading, key=lambda at: (clause.row[at].has("carried"), at))


def _ends_object(clause: Clause, at: int) -> bool:
    """Return whether another garment ends the reach of the verbs before it: "不穿*警服*的日子就是那件黑夹克"."""
    return clause.has(at, "garment") and not clause.has(at + 1, "garment") and clause.word(at + 1) not in _LISTING


def _is_parted(clause: Clause, phrase: Phrase, verb: int) -> bool:
    """Return whether another garment stands between a garment and a verb behind it."""
    return any(clause.row[at].has("garment") for at in range(phrase.last, verb))


def following(clause: Clause, begin: int, events: Sequence[str]) -> int:
    """Return where the first verb from a place on stands that says one of some events, -1 for none."""
    return next((at for at in clause.all("wearing_verb") if at >= begin and event_at(clause, at) in events), -1)


def is_repeated(clause: Clause, end: int) -> bool:
    """Return whether a verb nobody knows stands before a place and is tried: "掂了掂"."""
    words = [clause.word(at) for at in range(max(clause.begin, end - 3), end)]
    return len(words) == 3 and words[0] == words[2] and words[1] in ("了", "一") and clause.has_unknown(end - 1)
