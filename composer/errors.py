"""Every error rp-composer raises, in one tree, typed by what the reader of it can do.

ComposerError
├── ProfileError          a profile, catalogue or other YAML file: fix the line it names
├── CardError             a character card or persona that cannot be read
│   └── NoCardError       a file that holds none: a picture, a text or JSON of something else
├── ChatError             a chat that cannot be read or written
│   ├── DamagedEndError   its last line is broken off; all before it was read
│   └── ChatChangedError  another program wrote it meanwhile
├── PictureError          a reference or source picture that cannot be used: replace it or leave it out
├── PluginError           a plugin that failed, or that asks for something already taken
├── InvalidRequestError   an image request with a field out of range
├── NotFoundError         there is nothing of that name
├── ConflictError         not possible in the state it is in
├── StorageError          something cannot be kept on disk; DiskFullError: there is no room
├── RefusedError          content that is not drawn: the core guard's or the provider's reason
└── BackendError          a backend that did not deliver a picture
    ├── BadKeyError, NotPermittedError, NoCreditError
    ├── RateLimitedError, OverloadedError       may succeed later, after the wait they name
    ├── TimedOutError                           nothing was sent, so it may succeed later
    ├── UnknownOutcomeError                     sent, no answer: perhaps billed
    ├── EmptyAnswerError                        an answer without a picture
    ├── UnsupportedError                        this backend cannot do that
    └── OverBudgetError                         the user's own limit
"""

from typing import ClassVar


class ComposerError(Exception):
    """Anything rp-composer reports to its user; `code` is its stable name in JSON.

    `attempts` tells every target of a route that was tried in vain (`composer.pictures.Attempt`), filled in by it.
    """

    code: ClassVar[str] = "error"
    attempts: tuple[object, ...] = ()


class ProfileError(ComposerError):
    """A YAML file with an unknown key or a wrong value; the message names file, line, key and the fix."""

    code = "bad_profile"


class CardError(ComposerError):
    """A card or persona that cannot be read; the message names file, place and cause."""

    code = "bad_card"


class NoCardError(CardError):
    """A file that is no broken card but none at all; in a folder of cards it is passed over."""

    code = "no_card"


class ChatError(ComposerError):
    """A chat that cannot be read or written; the message names file, line and cause."""

    code = "bad_chat"


class DamagedEndError(ChatError):
    """A chat whose last line is broken off, as by a crash while it was saved; a format raises it after all messages."""

    code = "damaged_chat"


class ChatChangedError(ChatError):
    """Another program has changed the chat while it was worked on; trying again may help."""

    code = "chat_changed"


class PictureError(ComposerError):
    """A reference or source picture that cannot be read or may not be used; the message names whose and the fix."""

    code = "bad_picture"


class PluginError(ComposerError):
    """A plugin that failed or could not be loaded; the message names the plugin."""

    code = "plugin_failed"


class InvalidRequestError(ComposerError):
    """An image request that cannot be drawn as it stands.

    Args:
        field: the parameter at fault, e.g. ``"steps"``.
        value: what the request says.
        message: one sentence with the range or the fix.
        code: ``invalid_value``, ``missing_prompt``, ``bad_syntax`` or ``unsupported``.
    """

    code = "bad_request"

    def __init__(self, field: str, value: object, message: str, code: str = "invalid_value") -> None:
        super().__init__(message)
        self.field = field
        self.value = value
        self.problem_code = code


class NotFoundError(ComposerError):
    """There is nothing of that name; the message says what was looked for and where."""

    code = "not_found"


class ConflictError(ComposerError):
    """It cannot be done in the state the thing is in; the message says what can."""

    code = "conflict"


class StorageError(ComposerError):
    """Something cannot be read from or kept on disk; the message names the file and the next step."""

    code = "storage"


class DiskFullError(StorageError):
    """There is no room left where something has to be kept."""

    code = "disk_full"


class RefusedError(ComposerError):
    """Content that is refused, by the core guard or (`by` names it) by a provider; never retried."""

    code = "refused"

    def __init__(self, message: str, by: str = "") -> None:
        super().__init__(message)
        self.by = by


class BackendError(ComposerError):
    """A backend that did not deliver; the subclasses say what one can do about it."""

    code = "backend_failed"
    #: Whether the same call may succeed a little later, so that it is tried again by itself.
    may_succeed_later: ClassVar[bool] = False


class BadKeyError(BackendError):
    """The key is missing or wrong."""

    code = "bad_key"


class NotPermittedError(BackendError):
    """The key is right but may not do this."""

    code = "not_permitted"


class NoCreditError(BackendError):
    """The account has no credit left."""

    code = "no_credit"


class RateLimitedError(BackendError):
    """Too many calls; `seconds` is the wait the provider asks for, None when it does not say."""

    code = "rate_limited"
    may_succeed_later = True

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class OverloadedError(BackendError):
    """The provider is down or overloaded; a later try may succeed.

    `seconds` is the wait the provider asks for, None when it does not say.
    """

    code = "overloaded"
    may_succeed_later = True

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class TimedOutError(BackendError):
    """No connection in time; nothing was asked of the provider."""

    code = "timed_out"
    may_succeed_later = True


class UnknownOutcomeError(BackendError):
    """The call was sent and no answer came: it may have been billed, so it is never repeated by itself."""

    code = "unknown_outcome"


class EmptyAnswerError(BackendError):
    """An answer that holds no usable picture; `once_more` when the provider itself advises another try."""

    code = "empty_answer"

    def __init__(self, message: str, once_more: bool = False) -> None:
        super().__init__(message)
        self.once_more = once_more


class UnsupportedError(BackendError):
    """An operation or parameter this backend does not have."""

    code = "unsupported"


class OverBudgetError(BackendError):
    """A limit the user set on pictures or money is reached."""

    code = "over_budget"
