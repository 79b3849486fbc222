"""Which sentences can say anything of clothes: a quick look, so that only those are read closely."""

from functools import lru_cache

from composer.reading.lexicon import Forms, Lexicon, Remembered
from composer.reading.matching import matches
from composer.reading.text.segments import Sentence

#: What clothes are spoken of with.
CLOTHES = frozenset({"garment", "bare", "wearing_verb"})
_READ = CLOTHES | {"pronoun", "possessive", "garment_part"}
#: A word that tells by itself; a verb that tells with a thing; a word that may mean a thing ("it").
_TELLS, _VERB, _THING = 1, 2, 4
#: What verbs do to a thing that is not even named, in a language where it may be left out: «снова надела».
_UNSAID = frozenset({"put_on", "take_off", "store", "give"})


def may_tell(sentence: Sentence) -> bool:
    """Return whether a sentence may say something of clothes: it names any, undresses, or moves "it" or "them"."""
    if sentence.language is None or CLOTHES.isdisjoint(sentence.kinds):
        return False
    lexicon, words = sentence.language.lexicon, sentence.vocabulary
    weights = _weights(lexicon, sentence.language.cases)
    found = 0
    for match in matches(words, lexicon.only(_READ)):
        found |= weights[" ".join(words[match.first : match.last])]
    return bool(found & _TELLS) or (bool(found & _VERB) and bool(found & _THING))


@lru_cache(maxsize=64)
def _weights(lexicon: Lexicon, cases: bool) -> Remembered[int]:
    """Return what the words and phrases of a lexicon weigh, as far as that is known."""
    return Remembered(lambda words: _weight(lexicon.lookup(words), cases))


def _weight(forms: Forms, cases: bool) -> int:
    kinds = forms.kinds
    weight = _TELLS if "garment" in kinds or "bare" in kinds else 0
    if "wearing_verb" in kinds:
        verb = forms.features["wearing_verb"]
        alone = verb.get("bare") or verb.get("into") or verb.get("role") or (cases and verb.get("alone") in _UNSAID)
        weight |= _TELLS if alone else _VERB
    if "pronoun" in kinds and forms.features["pronoun"].get("gender") in ("neuter", "plural"):
        weight |= _THING
    if "garment_part" in kinds and forms.features["garment_part"].get("alone"):
        weight |= _THING  # "pulls up her hood"
    if cases and forms.features["possessive"].get("person") == "third":
        weight |= _THING  # «сняла её»
    return weight
