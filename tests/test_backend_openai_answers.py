"""The openai backend's answers: pictures in every shape that OpenAI and the servers that copy it give them."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from composer.errors import BackendError, ComposerError, EmptyAnswerError, RefusedError, TimedOutError
from composer_plugins.backends.openai import OpenAIBackend
from composer_plugins.openai_images.offers import offers_in, sources_in
from tests.openai_service import JPEG, PNG, PROXY, WEBP, Answers, Conversation, data_url, drawn, encoded, job
from tests.stubs.pictures import blank

CDN = "https://pictures.example.com/one.png?signature=a%2Fb"


def message(content: Any = None, **fields: Any) -> dict[str, Any]:
    """Return a chat answer."""
    return {"choices": [{"message": {"role": "assistant", "content": content, **fields}, "finish_reason": "stop"}]}


def image(url: Any) -> dict[str, Any]:
    """Return a picture as the parts of chat messages hold it."""
    return {"type": "image_url", "image_url": {"url": url}}


WRAPPED = "\n".join(encoded(PNG)[start : start + 76] for start in range(0, len(encoded(PNG)), 76))
SHAPES: dict[str, Any] = {
    "base64": {"created": 1, "data": [{"b64_json": encoded(PNG)}]},
    "base64 in lines": {"data": [{"b64_json": WRAPPED}]},
    "base64 for addresses": {"data": [{"b64_json": urlsafe_b64encode(PNG).decode().rstrip("=")}]},
    "data URL in lines": {"data": [{"url": f"data:image/png;base64,{WRAPPED}"}]},
    "data URL as base64": {"data": [{"b64_json": data_url()}]},
    "data URL as address": {"data": [{"url": data_url()}]},
    "empty base64 beside an address": {"data": [{"b64_json": "", "url": data_url()}]},
    "null beside an address": {"data": [{"b64_json": None, "url": data_url(), "revised_prompt": None}]},
    "Markdown as base64": {"data": [{"b64_json": f"![picture]({data_url()})"}]},
    "Markdown as address": {"data": [{"url": f"Here it is: ![]({data_url()})"}]},
    "Markdown as revised prompt": {"data": [{"revised_prompt": f"A pier.\n\n![pier]({data_url()})"}]},
    "texts": {"data": [encoded(PNG)]},
    "images": {"images": [{"url": data_url()}]},
    "images as texts": {"images": [data_url()]},
    "a bare list": [{"b64_json": encoded(PNG)}],
    "images of a message": message("Here.", images=[image(data_url())]),
    "images of a message, flat": message(None, images=[{"type": "image_url", "image_url": data_url()}]),
    "images of a message, texts": message("", images=[data_url()]),
    "Markdown in a message": message(f"Here it is:\n\n![a pier]({data_url()})\n\nEnjoy!"),
    "Markdown in lines": message(f"![a pier](data:image/png;base64,\n{WRAPPED}\n)"),
    "Markdown with a title": message(f'![a pier]({data_url()} "a pier")'),
    "Markdown in angle brackets": message(f"![a pier](<{data_url()}>)"),
    "HTML in a message": message(f'<p><img alt="a pier" src="{data_url()}"></p>'),
    "a data URL in a message": message(f"{data_url()}"),
    "a data URL amid words": message(f"The picture: {data_url()} as you asked"),
    "parts of a message": message([{"type": "text", "text": "Here."}, image(data_url())]),
    "Markdown in a part": message([{"type": "text", "text": f"![]({data_url()})"}]),
    "an upper-case data URL": {"data": [{"url": f"DATA:image/PNG;base64,{encoded(PNG)}"}]},
}


@pytest.mark.parametrize("answer", SHAPES.values(), ids=SHAPES)
def test_a_picture_is_found_in_every_shape(answer: Any) -> None:
    (picture,) = drawn(answer)
    assert (picture.data, picture.media_type, picture.width, picture.height) == (PNG, "image/png", 48, 64)


def test_an_answer_that_is_a_picture_is_one() -> None:
    (picture,) = drawn(WEBP, content_type="image/webp")
    assert (picture.data, picture.media_type) == (WEBP, "image/webp")


def test_the_type_of_a_picture_is_read_from_its_bytes() -> None:
    (picture,) = drawn({"data": [{"url": data_url(JPEG, "image/png")}], "output_format": "png"})
    assert picture.media_type == "image/jpeg"


def test_several_pictures_are_kept_in_their_order() -> None:
    pictures = drawn({"data": [{"b64_json": encoded(PNG)}, {"b64_json": encoded(JPEG)}, {"b64_json": encoded(WEBP)}]})
    assert [picture.data for picture in pictures] == [PNG, JPEG, WEBP]


def test_pictures_that_are_alike_are_as_many_as_they_are() -> None:
    assert len(drawn({"data": [{"b64_json": encoded(PNG)}] * 2})) == 2


@pytest.mark.parametrize("other", [message(f"![]({data_url()})"), {"images": [data_url()]}])
def test_a_picture_that_an_answer_repeats_elsewhere_is_one(other: dict[str, Any]) -> None:
    assert len(drawn({"data": [{"b64_json": encoded(PNG)}], **other})) == 1


def test_several_pictures_of_a_message_are_kept() -> None:
    pictures = drawn(message(f"One: ![]({data_url()}) Two: ![]({data_url(JPEG, 'image/jpeg')})"))
    assert [picture.data for picture in pictures] == [PNG, JPEG]


def test_the_same_picture_in_text_and_beside_it_is_one() -> None:
    assert len(drawn(message(f"![]({data_url()})", images=[image(data_url())]))) == 1


@pytest.mark.parametrize("endpoint", [PROXY, f"{PROXY}/chat/completions"])
def test_fewer_pictures_than_asked_for_are_reported(endpoint: str) -> None:
    conversation = Conversation(lambda request: httpx.Response(200, json=message(f"![]({data_url()})")))
    assert len(conversation.hold(OpenAIBackend().exchange(job(endpoint, settings={"n": 3})))) == 1
    (change,) = conversation.changes
    assert (change.kind, change.what, change.why) == ("lowered", "n", "3 pictures were asked for, 1 came")


@pytest.mark.parametrize("broken", ["!!!", encoded(PNG[:700]), encoded(blank()), encoded(b"<html>"), "", None, 7, {}])
def test_a_broken_picture_loses_no_whole_one(broken: Any) -> None:
    answer = {"data": [{"b64_json": broken}, {"b64_json": encoded(PNG)}]}
    conversation = Conversation(lambda request: httpx.Response(200, json=answer))
    (picture,) = conversation.hold(OpenAIBackend().exchange(job(PROXY)))
    assert picture.data == PNG
    if isinstance(broken, str) and broken:
        (change,) = conversation.changes
        assert (change.kind, change.what) == ("dropped", "picture")


@pytest.mark.parametrize("path", ["/files/1.png?key=a", "//proxy.example/files/1.png?key=a"])
def test_a_path_is_one_of_the_service(path: str) -> None:
    assert exchanged({"data": [{"url": path}]}, served) == ([PNG], ["https://proxy.example/files/1.png?key=a"])


def test_a_path_to_another_machine_of_the_network_is_not_asked() -> None:
    with pytest.raises(EmptyAnswerError, match="public hosts"):
        drawn({"data": [{"url": "//127.0.0.1/files/1.png"}]})


def test_a_jpeg_in_base64_is_no_path() -> None:
    assert exchanged({"data": [{"url": encoded(JPEG)}]}, served) == ([JPEG], [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encoded(PNG[:700]), "cut|damaged"),
        (encoded(blank()), "one single colour"),
        (encoded(b"<html>"), "no PNG"),
        ("!", "base64"),
    ],
)
def test_an_answer_without_a_whole_picture_says_why(data: str, reason: str) -> None:
    with pytest.raises(EmptyAnswerError, match=reason):
        drawn({"data": [{"b64_json": data}]})


@pytest.mark.parametrize("answer", [{}, [], {"data": []}, {"data": None}, 3, "text", {"choices": []}, message()])
def test_an_answer_without_anything_is_empty(answer: Any) -> None:
    with pytest.raises(EmptyAnswerError, match=r"proxy\.example answers without a picture"):
        drawn(answer)


def test_words_instead_of_a_picture_are_told() -> None:
    with pytest.raises(EmptyAnswerError, match="Which pier do you mean"):
        drawn(message("Which pier\ndo you mean?"))


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (
            {"message": {"content": None, "refusal": "I cannot draw this."}, "finish_reason": "stop"},
            "I cannot draw this",
        ),
        ({"message": {"content": ""}, "finish_reason": "content_filter"}, "its content filter"),
    ],
)
def test_a_chat_may_refuse(choice: dict[str, Any], reason: str) -> None:
    with pytest.raises(RefusedError, match=reason) as refused:
        drawn({"choices": [choice]})
    assert refused.value.by == "openai"


def test_a_page_instead_of_an_answer_names_its_type() -> None:
    with pytest.raises(EmptyAnswerError, match="text/html"):
        drawn(b"<html>Log in</html>", content_type="text/html; charset=utf-8")


# ── pictures that lie elsewhere ──


def exchanged(answer: Any, fetched: Answers, endpoint: str = PROXY) -> tuple[list[bytes], list[str]]:
    """Return the pictures of an answer whose addresses `fetched` serves, and the addresses that were asked."""

    def answers(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=answer) if request.method == "POST" else fetched(request)

    conversation = Conversation(answers)
    pictures = conversation.hold(OpenAIBackend().exchange(job(endpoint)))
    return [picture.data for picture in pictures], [str(request.url) for request in conversation.requests[1:]]


def served(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=PNG, headers={"content-type": "application/octet-stream"})


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [{"url": CDN}]},
        {"data": [{"b64_json": CDN}]},
        {"data": [{"url": f"![]({CDN})"}]},
        message(f"Done!\n![a pier]({CDN})\n"),
        message(f"[Download]({CDN})"),
        message(f' <img src="{CDN}" width="100"> '),
        message(CDN),
        message("Done.", images=[image(CDN)]),
    ],
)
def test_a_picture_is_fetched_from_where_it_lies(answer: Any) -> None:
    assert exchanged(answer, served) == ([PNG], [CDN])


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/generated/1.png"),
        ("http://192.168.1.5", "http://192.168.1.5:80/1.png"),
        ("http://localhost:8080", "http://localhost:8080/files/1.png"),
        ("https://Proxy.Example/v1", "https://proxy.example:443/1.png"),
    ],
)
def test_the_services_own_address_is_asked_wherever_it_is(endpoint: str, url: str) -> None:
    assert exchanged({"data": [{"url": url}]}, served, endpoint)[0] == [PNG]


@pytest.mark.parametrize(
    "url",
    [
        "http://pictures.example.com/1.png",
        "https://127.0.0.1/1.png",
        "https://127.1/1.png",
        "https://2130706433/1.png",
        "https://0x7f.0.0.1/1.png",
        "https://[::1]/1.png",
        "https://[::ffff:127.0.0.1]/1.png",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.7/1.png",
        "https://8.8.8.8/1.png",
        "https://localhost/1.png",
        "https://LOCALHOST./1.png",
        "https://router.local/1.png",
        "https://metadata.google.internal/1.png",
        "https://nas/1.png",
        "https://user:password@pictures.example.com/1.png",
        "http://proxy.example/1.png",
        "https://proxy.example@127.0.0.1/1.png",
        "http://127.0.0.1:8080/1.png",
        "https://xn--a/1.png",
        "https://",
        "https://[::1/1.png",
        "https://a.example:99999/1.png",
    ],
)
def test_an_answer_sends_nobody_into_the_own_network(url: str) -> None:
    def forbidden(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"{request.url} was asked")

    with pytest.raises(EmptyAnswerError):
        exchanged({"data": [{"url": url}]}, forbidden)


def test_an_own_service_on_loopback_may_not_send_to_its_neighbours() -> None:
    with pytest.raises(EmptyAnswerError, match="response_format: b64_json"):
        exchanged({"data": [{"url": "http://127.0.0.1:9000/1.png"}]}, served, "http://127.0.0.1:8080/v1")


def test_base64_comes_before_an_address_of_the_same_picture() -> None:
    assert exchanged({"data": [{"url": CDN, "b64_json": encoded(JPEG)}]}, served) == ([JPEG], [])


def test_an_address_helps_where_base64_is_broken() -> None:
    assert exchanged({"data": [{"b64_json": "!", "url": CDN}]}, served) == ([PNG], [CDN])


@pytest.mark.parametrize("status", [302, 403, 404, 429, 500, 503])
def test_a_picture_that_cannot_be_fetched_is_not_drawn_again(status: int) -> None:
    headers = {"location": "https://elsewhere.example/1.png", "retry-after": "1"}
    with pytest.raises(EmptyAnswerError, match=str(status)) as error:
        exchanged({"data": [{"url": CDN}]}, lambda request: httpx.Response(status, headers=headers))
    assert CDN in str(error.value)
    assert not (error.value.may_succeed_later or error.value.once_more)


def test_a_connection_that_fails_while_fetching_does_not_pay_again() -> None:
    exchange = OpenAIBackend().exchange(job(PROXY))
    next(exchange)
    exchange.send(httpx.Response(200, json={"data": [{"url": CDN}, {"b64_json": encoded(PNG)}]}))
    report = exchange.throw(TimedOutError("no connection"))
    assert "no connection" in str(report)
    with pytest.raises(StopIteration) as done:
        exchange.send(None)
    assert [picture.data for picture in done.value.value] == [PNG]


def test_an_answer_has_no_more_than_ten_addresses_fetched() -> None:
    answer = {"data": [{"url": f"https://pictures.example.com/{number}.png"} for number in range(500)]}
    assert len(exchanged(answer, served)[1]) == 10


# ── hostile answers ──

_pieces = st.sampled_from(
    ["![", "](", ")", "<img src=", '"', "data:image/png;base64,", encoded(PNG)[:40], data_url(), "https://", "[::1]",
     "pictures.example.com/1.png", " ", "\n", "%zz", "=", "<", ">", "xn--", "é", "\x00", ":", "@", "#"]
)  # fmt: skip
_texts = st.lists(_pieces | st.text(max_size=8), max_size=12).map("".join)
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["data", "images", "choices", "message", "content", "b64_json", "url", "image_url", "error",
                         "revised_prompt", "text", "type", "code", "detail", "finish_reason", "refusal", "metadata",
                         "reasons", "moderation_details", "categories", "innererror", "loc", "param"]),
        inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(_values, st.sampled_from([200, 400, 401, 403, 404, 422, 429, 500]))
@example({"error": {"code": "999"}}, 200)
@example({"error": {"code": 10**30, "message": 5, "metadata": {"reasons": [{}, None]}}}, 403)
def test_any_answer_is_a_picture_or_a_typed_error(answer: Any, status: int) -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json=answer) if request.method == "POST" else httpx.Response(404)

    try:
        pictures = Conversation(answers).hold(OpenAIBackend().exchange(job(PROXY)))
    except ComposerError as error:
        assert isinstance(error, BackendError | RefusedError)
        assert str(error).isprintable()
    else:
        assert all(picture.data == PNG for picture in pictures)


@settings(max_examples=100)
@given(_texts)
def test_any_text_is_searched_for_pictures(text: str) -> None:
    assert all(source.lower().startswith(("data:image/", "http://", "https://")) for source in sources_in(text))
    assert json.dumps(offers_in(message(text)))


@pytest.mark.parametrize("piece", ["![", "![](", "<img src", "data:image/", "](https://", "<img <", "![](data:image/a"])
def test_a_text_made_to_be_slow_is_read_in_time_that_grows_with_its_length(piece: str) -> None:
    assert sources_in(piece * (200_000 // len(piece))) == []
