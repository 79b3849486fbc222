"""From an answer to pictures: found in whatever shape they come, fetched where they lie, decoded and checked."""

import httpx

from composer.answers import brief, host_of, json_of
from composer.contracts import Dialogue
from composer.decoding import bytes_of, picture_of
from composer.errors import BackendError, EmptyAnswerError
from composer.pictures import Picture
from composer.types import Change
from composer_plugins.openai_images.addresses import ASK_FOR_BYTES, Address, is_address, picture_address
from composer_plugins.openai_images.offers import Offer, offers_in, words_in
from composer_plugins.openai_images.problems import error_in, problem_of, refusal_in

#: The most pictures of one answer, which is also the most that OpenAI draws in one call.
MOST_PICTURES = 10


def pictures_in(response: httpx.Response, address: Address) -> Dialogue[tuple[Picture, ...]]:
    """Return the pictures of an answer; those that are broken are reported when others are whole.

    Raises:
        RefusedError, BackendError: see `problem_of`. EmptyAnswerError: there is no picture that can be used.
    """
    if response.is_success and response.headers.get("content-type", "").lower().startswith("image/"):
        return (picture_of(response.content),)
    answer = checked_json(response)
    kept, faults = [], []
    for offer in offers_in(answer)[:MOST_PICTURES]:
        try:
            kept.append((yield from _picture(offer, address)))
        except BackendError as fault:
            faults.append(fault)
    if not kept:
        raise refusal_in(answer) or (faults[0] if faults else _nothing(response, words_in(answer)))
    for broken in faults:
        yield Change("dropped", "picture", f"one picture of the answer cannot be used: {broken}")
    return tuple(kept)


def checked_json(response: httpx.Response) -> object:
    """Return the JSON of an answer that says of no error.

    Raises:
        RefusedError, BackendError: see `problem_of`. EmptyAnswerError: it is no JSON.
    """
    if not response.is_success:
        raise problem_of(response, _json_or_none(response))
    answer: object = json_of(response)
    if error_in(answer) and not offers_in(answer):
        raise problem_of(response, answer)
    return answer


def _json_or_none(response: httpx.Response) -> object:
    try:
        return json_of(response)
    except EmptyAnswerError:
        return None


def _nothing(response: httpx.Response, words: str) -> EmptyAnswerError:
    said = f"; it says: {brief(words)}" if words else ""
    return EmptyAnswerError(f"{host_of(response)} answers without a picture{said}")


def _picture(offer: Offer, address: Address) -> Dialogue[Picture]:
    """Return the picture from the first of its sources that holds it."""
    faults = []
    for source in offer:
        try:
            if is_address(source):
                return picture_of((yield from _fetched(source, address)))
            return picture_of(bytes_of(source))
        except EmptyAnswerError as fault:
            faults.append(fault)
    raise faults[-1]


def _fetched(source: str, address: Address) -> Dialogue[bytes]:
    """Return what lies at an address; no failure here may look like one of the paid call, which would be repeated."""
    url = picture_address(source, address)
    try:
        response = yield httpx.Request("GET", url)
    except BackendError as error:
        raise _not_fetched(url, str(error)) from error
    assert response is not None  # a request is always answered
    if not response.is_success:
        raise _not_fetched(url, f"it answers {response.status_code}")
    return response.content


def _not_fetched(url: httpx.URL, why: str) -> EmptyAnswerError:
    return EmptyAnswerError(
        f"the picture is drawn and lies at {brief(str(url), 2000)}, but cannot be fetched: {why}; {ASK_FOR_BYTES}"
    )
