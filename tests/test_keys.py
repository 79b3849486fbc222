"""Keys: where they are found, for whom, how they are kept, and that nothing shows them."""

import base64
import copy
import json
import logging
import os
import pickle
import stat
from pathlib import Path
from typing import Any
from urllib.parse import quote

import keyring
import keyring.backend
import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.contracts import Service
from composer.errors import BackendError, BadKeyError, ProfileError
from composer.keys import HIDDEN, Keys, RedactingFilter, Secret, is_loopback, origin_of
from composer.profiles import Profile
from tests.remote import KEY

SERVICE = Service("https://draw.example/v1", ("DRAW_KEY", "OTHER_KEY"))
ORIGIN = "https://draw.example"
PROXY = "https://proxy.example"


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


class Locked(Ring):
    """A keyring that nobody unlocks."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError("locked")

    get_password = set_password  # type: ignore[assignment]


class Forgetful(Ring):
    """A keyring that takes everything and keeps nothing, as keyring's own null backend does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


def use(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> Ring:
    monkeypatch.setattr(keyring, "get_password", ring.get_password)
    monkeypatch.setattr(keyring, "set_password", ring.set_password)
    monkeypatch.setattr(keyring, "delete_password", ring.delete_password)
    return ring


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    return use(Ring(), monkeypatch)


@pytest.fixture
def no_ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    return use(Locked(), monkeypatch)


def found(keys: Keys, **drawing: Any) -> str:
    secret = keys.find(SERVICE, "draw", Profile(backend="draw", **drawing))
    return secret.reveal() if secret else ""


# ── finding ──


def test_the_first_variable_that_is_set_counts(tmp_path: Path, no_ring: Ring) -> None:
    assert found(Keys(tmp_path, {"DRAW_KEY": "one", "OTHER_KEY": "two"})) == "one"
    assert found(Keys(tmp_path, {"DRAW_KEY": " ", "OTHER_KEY": "two\n"})) == "two"


def test_the_variable_that_the_profile_names_counts_more(tmp_path: Path, no_ring: Ring) -> None:
    assert found(Keys(tmp_path, {"DRAW_KEY": "one", "MINE": "mine"}), key_variable="MINE") == "mine"


def test_the_environment_counts_more_than_what_is_stored(tmp_path: Path, no_ring: Ring) -> None:
    keys = Keys(tmp_path, {"DRAW_KEY": "one"})
    keys.set("draw", "stored", ORIGIN)
    assert found(keys) == "one"
    assert found(Keys(tmp_path, {})) == "stored"


@pytest.mark.parametrize(
    ("endpoint", "key"),
    [
        ("https://draw.example/v2", "one"),
        ("https://DRAW.example:443", "one"),
        ("http://localhost:8080", "one"),
        ("http://127.0.0.1:8080", "one"),
        ("http://[::1]:8080", "one"),
        ("http://draw.example/v1", ""),
        ("https://draw.example:8443/v1", ""),
        ("https://draw.example.evil.example", ""),
        ("https://localhost.evil.example", ""),
        ("https://proxy.example/v1", ""),
    ],
)
def test_a_services_own_variable_counts_at_its_own_origin_and_on_this_machine(
    tmp_path: Path, no_ring: Ring, endpoint: str, key: str
) -> None:
    assert found(Keys(tmp_path, {"DRAW_KEY": "one"}), endpoint=endpoint) == key


def test_a_stored_key_belongs_to_one_origin(tmp_path: Path, no_ring: Ring) -> None:
    keys = Keys(tmp_path, {})
    keys.set("draw", "for-the-proxy", f"{PROXY}/v1")
    assert found(keys, endpoint=f"{PROXY}/other") == "for-the-proxy"
    assert found(keys) == ""
    assert found(keys, endpoint="https://third.example") == ""


@pytest.mark.parametrize("text", ["two words", "ключ", "line\nbreak", "x" * 513, "tab\there"])
def test_what_cannot_be_a_key_is_refused_without_being_quoted(tmp_path: Path, no_ring: Ring, text: str) -> None:
    with pytest.raises(BadKeyError, match="printable ASCII") as caught:
        found(Keys(tmp_path, {"DRAW_KEY": text}))
    assert "DRAW_KEY" in str(caught.value)
    assert text not in str(caught.value)
    with pytest.raises(BadKeyError):
        Keys(tmp_path, {}).set("draw", text, ORIGIN)


@pytest.mark.parametrize("address", ["", "draw.example", "ftp://draw.example", "http://", "https://[::1"])
def test_what_is_no_address_has_no_origin(address: str) -> None:
    with pytest.raises(BackendError, match="endpoint"):
        origin_of(address)


def test_this_machine_is_known_by_name_and_number() -> None:
    assert all(map(is_loopback, ["http://localhost:1", "http://127.8.9.1", "https://[::1]"]))
    assert not any(map(is_loopback, ["http://example", "http://127.0.0.1.example", "http://10.0.0.1", "http://[::2]"]))


# ── keeping ──


def test_the_systems_keyring_holds_the_key_and_the_file_only_says_so(tmp_path: Path, ring: Ring) -> None:
    keys = Keys(tmp_path, {})
    assert keys.set("draw", KEY, ORIGIN).place == "keyring"
    assert list(ring.held.values()) == [KEY]
    assert KEY not in keys.path.read_text(encoding="utf-8")
    assert found(Keys(tmp_path, {})) == KEY
    keys.delete("draw")
    assert ring.held == {}
    assert found(keys) == ""


@pytest.mark.parametrize("ring_type", [Locked, Forgetful])
def test_without_a_keyring_that_keeps_it_the_file_holds_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring_type: type[Ring]
) -> None:
    use(ring_type(), monkeypatch)
    keys = Keys(tmp_path / "new", {})
    assert keys.set("draw", KEY, ORIGIN).place == "file"
    assert found(Keys(tmp_path / "new", {})) == KEY


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX")
def test_nobody_else_can_read_the_file(tmp_path: Path, no_ring: Ring, caplog: pytest.LogCaptureFixture) -> None:
    keys = Keys(tmp_path, {})
    keys.set("draw", KEY, ORIGIN)
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600
    keys.path.chmod(0o644)
    assert found(keys) == KEY
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600
    assert "could be read by others" in caplog.text


@pytest.mark.parametrize(
    "text", ["", "[]", '{"draw": {"https://draw.example": 7}}', '{"draw": "sk-secret-key"', "\xff"]
)
def test_a_broken_file_is_named_and_not_quoted(tmp_path: Path, no_ring: Ring, text: str) -> None:
    keys = Keys(tmp_path, {})
    keys.path.write_bytes(text.encode("latin-1"))
    keys.path.chmod(0o600)
    with pytest.raises(ProfileError, match=r"keys\.json") as caught:
        found(keys)
    assert "sk-secret" not in repr(caught.value) + repr(caught.value.__context__)


def test_the_list_says_where_keys_are_and_never_which(tmp_path: Path, no_ring: Ring) -> None:
    keys = Keys(tmp_path, {})
    keys.set("draw", KEY, ORIGIN)
    keys.set("draw", "another-key", PROXY)
    assert [(one.backend, one.origin, one.place) for one in keys.list()] == [
        ("draw", ORIGIN, "file"),
        ("draw", PROXY, "file"),
    ]
    assert KEY not in repr(keys.list())
    assert [one.origin for one in keys.delete("draw", PROXY)] == [PROXY]
    assert [one.origin for one in keys.list()] == [ORIGIN]
    assert keys.delete("nobody") == ()


# ── hiding ──


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret(KEY, "the environment variable DRAW_KEY")
    assert KEY not in f"{secret} {secret!r} {[secret]}"
    assert "DRAW_KEY" in repr(secret)
    for write in (json.dumps, pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            write(secret)


@pytest.mark.parametrize(
    "form",
    [
        KEY,
        KEY.upper(),
        quote(KEY, safe=""),
        quote(KEY, safe="").lower(),
        json.dumps(KEY),
        KEY.replace("/", "\\/"),
        f"Bearer {KEY}",
    ],
)
def test_a_key_is_hidden_in_every_form_it_may_come_back_in(tmp_path: Path, form: str) -> None:
    keys = Keys(tmp_path, {"DRAW_KEY": KEY})
    found(keys)
    told = keys.redact(f"before {form} after")
    assert HIDDEN in told
    assert told.startswith("before ")
    assert told.endswith(" after")
    assert not any(part in told for part in (KEY[3:12], KEY[-8:]))


@given(before=st.binary(max_size=20), after=st.binary(max_size=20))
def test_a_key_is_hidden_within_base64_of_anything(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, after: bytes
) -> None:
    keys = Keys(tmp_path_factory.getbasetemp(), {"DRAW_KEY": KEY})
    found(keys)
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(before + KEY.encode() + after).decode()
        left = keys.redact(text)
        assert HIDDEN in left
        assert len(left) <= len(text) - len(KEY) * 4 // 3 + len(HIDDEN) + 4


def test_of_a_name_and_a_password_the_password_alone_is_hidden_too(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {"DRAW_KEY": "maren:correct-horse"})
    found(keys)
    assert keys.redact("it says correct-horse") == f"it says {HIDDEN}"


def test_a_key_that_is_an_everyday_word_does_not_eat_other_words(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {"DRAW_KEY": "none"})
    found(keys)
    assert keys.redact("nonetheless none") == f"nonetheless {HIDDEN}"
    short = Keys(tmp_path, {"DRAW_KEY": "x"})
    found(short)
    assert short.redact("512 x 512") == "512 x 512"


def test_keys_that_nobody_asked_for_yet_are_hidden_too(tmp_path: Path, no_ring: Ring) -> None:
    Keys(tmp_path, {}).set("draw", KEY, ORIGIN)
    fresh = Keys(tmp_path, {"STRANGE_API_KEY": "strange-secret", "EDITOR": "some-editor"})
    assert fresh.redact(f"{KEY} strange-secret some-editor") == f"{HIDDEN} {HIDDEN} some-editor"


def test_a_file_that_cannot_be_read_stops_no_hiding(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {"DRAW_KEY": KEY})
    keys.path.write_text("{", encoding="utf-8")
    assert keys.redact(KEY) == HIDDEN


def test_without_a_key_nothing_is_hidden(tmp_path: Path) -> None:
    assert Keys(tmp_path, {}).redact("plain text") == "plain text"


def test_a_log_record_loses_its_keys_and_its_traceback_too(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {"DRAW_KEY": KEY})
    found(keys)
    try:
        raise ValueError(KEY)
    except ValueError as error:
        cause = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("composer", logging.ERROR, "", 1, "sent %s", (KEY,), cause)
    assert RedactingFilter(keys).filter(record)
    told = logging.Formatter("%(message)s").format(record)
    assert KEY not in told
    assert f"ValueError: {HIDDEN}" in told


@pytest.mark.parametrize("shown", [8, 9, 20, len(KEY) - 1])
def test_a_key_that_was_cut_is_hidden_too(tmp_path: Path, shown: int) -> None:
    assert Keys(tmp_path, {"SOME_KEY": KEY}).redact(f"wrong: {KEY[:shown]}…") == "wrong: [key]…"
