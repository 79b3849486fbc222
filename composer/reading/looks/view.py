"""A sentence with its known words at hand: what the rules of reading look at."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from composer.reading.lexicon import Form, Forms, agreeing, normalise
from composer.reading.looks.printing import noun_of, printed
from composer.reading.matching import Match, matched
from composer.reading.once import once
from composer.reading.text.segments import Sentence
from composer.types import Term

_CASES = frozenset({"nominative", "genitive", "dative", "accusative", "instrumental", "locative"})
_NUMBERS = frozenset({"singular", "plural"})
_GENDERS = frozenset({"masculine", "feminine", "neuter"})
#: The kinds of words the rules of looks know.
LOOKS = frozenset({
    "adverb", "after_age", "age_word", "aged", "alternative", "aside_lead", "at_person", "bald", "before_decade",
    "being", "body", "breaker", "build", "causing", "color", "compound", "compound_age", "copula", "decade",
    "decade_part", "eye", "eye_color", "feature", "feature_adjective", "former", "function", "garment", "gender",
    "hair", "hair_color", "hair_part", "hair_style", "hairdo", "having", "height", "idiom", "impersonal",
    "indefinite", "irreal", "length_part", "length_preposition", "length_verb", "linking", "looking", "material",
    "mixed", "negation", "no_denial", "not_age", "number", "object_lead", "of_color", "of_height", "part_mod",
    "person", "place", "place_preposition", "possessive", "pronoun", "relation", "roughly", "shade", "side", "skin",
    "span", "species", "statement_lead", "stature", "style_preposition", "then", "title", "tone", "unit", "waiting",
    "year", "number_link", "likening", "inheriting", "contrast", "changed", "dyeing", "generic", "giving", "of_age",
    "keeping", "lacking", "past_age", "ordinal_decade", "simile", "limb", "missing", "relative", "streak", "color_noun",
    "measured_by", "likeness", "heap", "lone", "length_adverb", "turned", "ordinal", "instead", "opposing",
    "after_measure", "fading", "fading_to", "fading_place",
})  # fmt: skip
#: What may stand between two words that describe the same, beside the language's own words for it.
SIGNS = frozenset({",", "-", "/", "&", "+"})


class Modifier(NamedTuple):
    """A describing word at the tokens ``[first, last)``, in one of its senses."""

    first: int
    last: int
    form: Form


#: What may be asked of a token.
Question = Callable[["View", int], bool]


class View:
    """A sentence and, for each token, the known word it belongs to."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.words = sentence.words
        self.contracted = _contractions(sentence, self.words)
        if self.contracted:
            self.words = [sentence.bare(n) if n in self.contracted else w for n, w in enumerate(self.words)]
        self.matches = matched(sentence, LOOKS, self.words)
        self.at: list[Match | None] = [None] * len(self.words)
        #: For each token of a known word, its readings by their kinds.
        self.kinds: dict[int, dict[str, Form]] = {}
        #: All kinds of words in the sentence.
        self.known: set[str] = set()
        for number, match in enumerate(self.matches):
            if match.last - match.first > 1:
                match = self.matches[number] = _worn_feature(sentence, match)
            first, last, forms = match
            kinds = forms.kinds
            self.known.update(kinds)
            for position in range(first, last):
                self.at[position], self.kinds[position] = match, kinds
        #: What was asked of tokens before; see `asked_once`.
        self.answers: dict[tuple[Question, int], bool] = {}
        language = sentence.language
        self.inflected = bool(language and language.cases)
        #: Whether describing words stand behind their noun without more ado: "pelo negro", «волосы тёмные».
        self.trailing = bool(language and language.adjective_after)
        self.joiners = _joiners(self.spellings("joiner"))

    def is_word(self, position: int) -> bool:
        """Return whether a token is a word or number, no punctuation mark."""
        return self.words[position][0].isalnum()

    def capital(self, position: int) -> bool:
        """Return whether a token is written with a capital letter."""
        return self.sentence.written[position][0].isupper()

    def form(self, position: int, *kinds: str) -> Form | None:
        """Return the known word at a token in one of these kinds, None also outside the sentence."""
        known = self.kinds.get(position)
        if known is not None:
            for kind in kinds:
                if kind in known:
                    return known[kind]
        return None

    def is_any(self, position: int, kind: str) -> bool:
        """Return whether the word at a token is spelled as one of a kind, whatever the rules of looks know it as."""
        return self.word(position) in self.spellings(kind)

    def spellings(self, kind: str) -> frozenset[str]:
        """Return the words of a kind in the sentence's language."""
        return self.sentence.spellings(kind)

    def is_article(self, position: int) -> bool:
        """Return whether an article stands at a token: "a", "the"."""
        return position in self.articles

    @once
    def articles(self) -> frozenset[int]:
        """The tokens that are articles."""
        articles = self.spellings("word_definite") | self.spellings("word_indefinite")
        return frozenset(number for number, word in enumerate(self.words) if word in articles)

    def is_somebodys(self, position: int) -> bool:
        """Return whether a word says whose something is by its ending: "Anna's", "the girls'"."""
        return self.ends(position, "ending_possessive") or self.ends(position, "ending_plural_possessive")

    @once
    def bare(self) -> list[str]:
        """The normalised tokens without the endings that make words somebody's."""
        language = self.sentence.language
        return list(map(language.lexicon.bare.__getitem__, self.words)) if language else self.words

    def ends(self, position: int, kind: str) -> bool:
        """Return whether the word at a token ends as words of a sort do."""
        return self.words[position].endswith(self.sentence.endings(kind))

    def within(self, first: int, last: int, *kinds: str) -> bool:
        """Return whether a known word of one of these kinds stands at the tokens ``[first, last)``."""
        if self.known.isdisjoint(kinds):
            return False
        return any(self.form(position, *kinds) for position in range(first, last))

    def given_gender(self, position: int) -> str:
        """Return the gender that a first name tells, "" when it tells none."""
        lexicon = self.sentence.language.lexicon if self.sentence.language else None
        return lexicon.lookup(self.words[position]).features["given_name"].get("gender", "") if lexicon else ""

    def describing(self, position: int, kinds: Sequence[str], head: Form, case: bool = True) -> Form | None:
        """Return the word at a token in the first of these kinds in which it can describe `head`."""
        match = self.at[position]
        if match is None:
            return None
        forms = (form for kind in kinds for form in match.forms if form.entry.kind == kind)
        joined = self.hyphenated(position)  # "honey-coloured", but "coloured" alone says no colour
        said = not case and "instrumental" in head.tags  # «лицом бела»: a short form agrees with whom it is said of
        return next(
            (
                one
                for one in forms
                if (self.agrees(one, head, case) or (said and "short" in one.tags))
                and (joined or not one.entry.get("joined"))
            ),
            None,
        )

    def alone(self, purpose: str, value: str, number: int = 0) -> str:
        """Return a value as it is printed on its own: "silver hair"; see `composer.reading.looks.printing`."""
        return printed(self.sentence.language, purpose, value, number)

    def noun(self, purpose: str) -> str:
        """Return the noun with which a value is printed: "hair"."""
        return noun_of(self.sentence.language, purpose)

    def behind(self, purpose: str, value: str) -> str:
        """Return a value that stands behind its noun: «волосы до пояса»."""
        return f"{self.noun(purpose)} {value}"

    def suffix(self, position: int) -> bool:
        """Return whether a token is the second half of "silver-haired", "green-eyed"."""
        form = self.form(position, "hair", "eye", "skin", "body")
        return form is not None and form.entry.get("suffix") == "yes"

    def is_verb(self, position: int) -> bool:
        """Return whether an unknown Russian word looks like a verb in the third person or the past, by its ending."""
        return position >= 0 and self.at[position] is None and self.ends(position, "ending_finite")

    def past_person(self, position: int) -> int:
        """Return the token after «у неё», «у Веры», «Веры» that begins at a token, the token itself where none does."""
        match = self.at[position] if 0 <= position < len(self.at) else None
        if self.named_behind(position - 1):
            return position + 1  # «глаза *Веры* серые»
        linking = match.form("linking") if match else None
        if match and linking and linking.entry.get("person"):
            return match.last
        return position + 2 * (self.form(position, "at_person") is not None)

    def named_behind(self, position: int) -> str:
        """Return the word with a capital letter that says whose the noun at a token is: «глаза *Веры*»; "" for none."""
        after = position + 1
        named = self.inflected and 0 < after < len(self.at) and self.at[after] is None and self.capital(after)
        return self.words[after] if named else ""

    def genitive_adjective(self, position: int) -> bool:
        """Return whether an adjective in the genitive singular stands at a token: «мышиного»."""
        match = self.at[position] if 0 <= position < len(self.at) else None
        if match is None:
            return self.adjectival(position) and self.ends(position, "ending_genitive")
        return any("genitive" in form.tags and len(form.entry.nominative) == 4 for form in match.forms)

    def acts(self, position: int) -> bool:
        """Return whether an unknown word looks like a verb of what somebody or something does."""
        language = self.sentence.language
        return language is not None and self.at[position] is None and language.acts(self.words[position])

    def opens_card(self, end: int) -> bool:
        """Return whether a description begins with no more than a noun that ends at a token: "A fat cat with …"."""
        text = self.sentence.text
        if not self.inflected or any(map(self.is_verb, range(len(self.words)))):
            return False
        opens = not text.text[: self.sentence.start].strip() and not text.source.endswith("first_mes")
        return opens and (end >= len(self.words) or not self.is_word(end) or bool(self.form(end, "having")))

    def word(self, position: int) -> str:
        """Return a normalised token, "" outside the sentence."""
        return self.words[position] if 0 <= position < len(self.words) else ""

    def hyphenated(self, position: int) -> bool:
        """Return whether a hyphen joins a token to the one before it."""
        return 0 < position < len(self.words) and self.between(position) == "-"

    def between(self, position: int) -> str:
        """Return what stands between a token and the one before it."""
        spans = self.sentence.spans
        return self.sentence.text.text[spans[position - 1][1] : spans[position][0]]

    def prefixed(self, position: int) -> bool:
        """Return whether an unknown word is the first half of a compound adjective: "ядовито-зелёные"."""
        if self.inflected and not self.ends(position, "ending_linking"):
            return False
        return self.hyphenated(position + 1) and (self.at[position] is None or not self.inflected)

    def adjectival(self, position: int) -> bool:
        """Return whether an unknown word looks like an adjective; False outside the sentence."""
        if not 0 <= position < len(self.at) or self.at[position] is not None:
            return False
        language = self.sentence.language
        return language is not None and language.lexicon.adjectival[self.words[position]]

    def agrees(self, modifier: Form, head: Form | None, case: bool = True) -> bool:
        """Return whether an adjective can belong to a noun; True where words carry no number, gender or case."""
        if not self.inflected or head is None or not modifier.tags or not head.tags:
            return True
        if not modifier.tags & head.tags & _NUMBERS:
            return False
        if case and not modifier.tags & head.tags & _CASES:
            return False
        both = modifier.tags & head.tags
        return "plural" in both or bool(both & _GENDERS) or not modifier.tags & _GENDERS

    def source(self, first: int, last: int) -> str:
        """Return the tokens ``[first, last)`` as written, with plain spaces."""
        spans = self.sentence.spans
        return " ".join(self.sentence.text.text[spans[first][0] : spans[last - 1][1]].split())

    def printed(self, modifiers: Sequence[Modifier], gender: str = "", plural: bool = True) -> str:
        """Return describing words ready to print before a noun: lower case, in the nominative, joined as written."""
        if not modifiers:
            return ""
        if not self.inflected:
            return self.source(modifiers[0].first, modifiers[-1].last).lower()
        parts = []
        for number, one in enumerate(modifiers):
            if number:
                parts.append(self._between(modifiers[number - 1].last, one.first))
            parts.append(self.nominative(one, gender, plural))
        return "".join(parts)

    def nominative(self, one: Modifier, gender: str, plural: bool) -> str:
        """Return one describing word in the nominative."""
        entry = one.form.entry
        if len(entry.nominative) == 4:
            return agreeing(entry, gender, plural)
        return self.source(one.first, one.last).lower()

    def _between(self, first: int, last: int) -> str:
        spans = self.sentence.spans
        text = self.sentence.text.text[spans[first - 1][1] : spans[last][0]]
        sign = text.strip()
        return text if sign in ("", ",", "-") or sign.removesuffix(",") in self.spellings("word_and") else ", "


def asked_once(question: Question) -> Question:
    """Make a question about a token be worked out once for a sentence, however many of its words lead to it."""

    def answer(view: View, position: int) -> bool:
        known = view.answers.get((question, position))
        if known is None:
            known = view.answers[question, position] = question(view, position)
        return known

    return answer


@lru_cache(maxsize=64)
def _joiners(words: frozenset[str]) -> frozenset[str]:
    return SIGNS | words


def _worn_feature(sentence: Sentence, match: Match) -> Match:
    """Return a garment that is a feature too as that feature: the "glasses" of "cat-eye glasses"."""
    if any(form.entry.kind != "garment" for form in match.forms):
        return match
    assert sentence.language is not None
    forms = sentence.language.lexicon.lookup(sentence.words[match.last - 1])
    features = Forms(form for form in forms if form.entry.kind == "feature" and not form.entry.get("needs"))
    return Match(match.last - 1, match.last, features) if features else match


def _contractions(sentence: Sentence, words: Sequence[str]) -> set[int]:
    """Return the tokens that are a noun and "is" in one: "my hair's long"."""
    possessive = sentence.endings("ending_possessive")
    if sentence.language is None or not possessive:
        return set()
    ends = [number for number, word in enumerate(words) if word.endswith(possessive)]
    heads = ("hair", "skin", "body", "hairdo")
    lookup = sentence.language.lexicon.lookup
    return {n for n in ends if any(form.entry.kind in heads for form in lookup(sentence.bare(n)))}


def number_of(form: Form, surface: str = "", modifiers: Sequence[Modifier] = ()) -> tuple[str, bool]:
    """Return the gender of a noun and whether it is printed in the plural.

    Where the form may be both ("веснушки"), the describing words decide, then whether it is the dictionary form.
    """
    gender = next((tag for tag in ("masculine", "feminine", "neuter") if tag in form.tags), form.entry.get("gender"))
    numbers = form.tags & _NUMBERS
    for one in modifiers:
        numbers = numbers & one.form.tags & _NUMBERS or numbers
    if len(numbers) < 2:
        return gender, "plural" in numbers
    return gender, normalise(form.entry.text) != normalise(surface)


def shaded(view: View, modifiers: list[Modifier]) -> list[Modifier]:
    """Return describing words with a shade taken as one where it stands right before a colour ("dark brown")."""
    found = []
    for one, following in zip_longest(modifiers, modifiers[1:]):
        shade = view.form(one.first, "shade")
        colored = following is not None and following.form.entry.kind in ("color", "hair_color", "eye_color")
        near = following is not None and following.first == one.last
        found.append(Modifier(one.first, one.last, shade) if shade and colored and near else one)
    return found


def terms(modifiers: Sequence[Modifier]) -> tuple[Term, ...]:
    """Return the lexicon's terms of describing words; a shade joins the colour it stands before ("light blue")."""
    found: list[Term] = []
    shade = ""
    for one in modifiers:
        entry = one.form.entry
        if entry.kind == "shade":
            shade = entry.english
            continue
        if entry.english:
            english = (
                f"{shade} {entry.english}" if shade in ("light", "dark", "pale", "bright", "deep") else entry.english
            )
            found.append(Term(entry.text, english))
        shade = ""
    return tuple(found)
