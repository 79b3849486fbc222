"""What direct speech says of clothes: only what somebody wears who speaks or is spoken to."""

from composer.reading.clothes.clause import Clause
from composer.reading.clothes.event import Event

_SPOKEN = frozenset({"wear"})
#: Praise that goes on is rather about something else: "nice boots are hard to find".
_SHORT_PRAISE = 4


def is_stated(event: Event, clause: Clause) -> bool:
    """Return whether something spoken says what the speaker wears at this moment."""
    verb = clause.verb
    past = (verb is not None and "past" in verb.case) or "past" in clause.features
    says = event.kind in _SPOKEN or (event.kind == "adjust" and event.state is not None)
    says = says or (event.kind == "gone" and "negation" in clause.kinds)  # "I'm not wearing any coat"
    own = event.kind == "adjust" and event.owner == clause.cast.speaker  # "my dress is ruined"
    spoken = (clause.spoken_by or own) and event.who == clause.cast.speaker
    return says and not past and (spoken or _is_addressed(event, clause))


def _is_addressed(event: Event, clause: Clause) -> bool:
    """Return whether something spoken says what who is spoken to wears: "you're wearing my cap", "I like your hat"."""
    you = any(mark.get("person") == "second" and mark.get("case") in ("subject", "both") for mark in clause.row)
    you = you and (clause.verb is not None or any(mark.get("lists") or mark.get("looks") for mark in clause.row))
    praised = "compliment" in clause.kinds
    return (you or praised) and event.kind == "wear" and event.who == clause.cast.second()


def is_praised(clause: Clause, number: int) -> bool:
    """Return whether somebody's clothes are praised to them: "I like your hat", "Nice dress"."""
    praised = number == 1 and clause.row[0].kind == "compliment" and clause.sentence.zone == "speech"
    return praised and len(clause.row) < _SHORT_PRAISE
