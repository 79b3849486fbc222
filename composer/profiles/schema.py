"""What a profile may say: its settings, their ranges and their defaults.

``null`` stands for the default of a setting, in a profile that extends another as well.
"""

from typing import Annotated, Any, Literal, Self, get_origin

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from composer.cards.limits import LIMITS
from composer.cards.limits import Limits as CardCeilings
from composer.documents import Fits
from composer.types import SLOTS

_ADDRESS = r"^(https?://[^\s@?#]+(\?api-version=[\w.-]+)?)?$"
_SIZES, _TIERS = ["1024x1536", "auto"], ["1K", "2K", "4K"]
_VARIABLE = r"^([A-Za-z_][A-Za-z0-9_]*)?$"
_HEADER = r"^([A-Za-z0-9-]+: .*\{(key|basic)\}.*)?$"


class _Section(BaseModel):
    # A schema is built when it is first used, which for the sections is as a part of the profile's. Their defaults are
    # constructed without one for that reason.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        given = {key: value for key, value in data.items() if value is not None or key not in cls.model_fields}
        return {key: _entries(value) if _is_mapping(cls, key) else value for key, value in given.items()}


def _is_mapping(section: type[BaseModel], key: Any) -> bool:
    field = section.model_fields.get(key)
    return field is not None and get_origin(field.annotation) is dict


def _entries(value: Any) -> Any:
    return {key: one for key, one in value.items() if one is not None} if isinstance(value, dict) else value


class Extraction(_Section):
    """Whose looks are read and put into the prompt."""

    character: bool = True
    persona: bool = True


class Avatars(_Section):
    """Whose avatar travels as a reference picture, where the model takes any.

    Attributes:
        character, persona: whether it does. files: other picture files to send instead, by the name of the person; a
            path that does not begin at the root is taken from the folder of the profile's file.
    """

    character: bool = True
    persona: bool = True
    files: dict[str, str] = {}


class OwnReference(_Section):
    """A picture file of the user's own that travels as a reference picture, where the model takes any.

    Attributes:
        file: the picture; a path that does not begin at the root is taken from the folder of the profile's file.
        role: what it is for: who somebody is (``identity``, or ``persona`` for the user's), what they wear
            (``outfit``), the ``place``, the ``style``; for edits that name none, the picture to edit (``source``) and
            what of it may change (``mask``: what is transparent, or white where nothing is).
        person: whose it is; it travels only when they are in the picture. "" for nobody's, or the persona's.
    """

    file: Annotated[str, Field(min_length=1)]
    role: Literal["identity", "outfit", "persona", "place", "style", "source", "mask"]
    person: str = ""

    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if self.role in ("identity", "outfit") and not self.person:
            raise ValueError(f"whose is it? A picture for the role {self.role!r} wants `person: NAME`")
        return self


class Timeouts(_Section):
    """How long to wait, in seconds: for a connection, between two pieces of an answer, for one whole call."""

    connect: Annotated[float, Field(gt=0, le=600, strict=False)] = 15.0
    read: Annotated[float, Field(gt=0, le=3600, strict=False)] = 300.0
    total: Annotated[float, Field(gt=0, le=7200, strict=False)] = 600.0


class Retries(_Section):
    """What is tried again by itself: rate limits and overload only.

    Attributes:
        times: how often at most, after the first call. wait: the first pause in seconds, doubled each time and varied
            by chance. longest_wait: a provider that asks for a longer pause is not waited for.
    """

    times: Annotated[int, Field(ge=0, le=10)] = 3
    wait: Annotated[float, Field(ge=0, le=600, strict=False)] = 2.0
    longest_wait: Annotated[float, Field(ge=0, le=3600, strict=False)] = 60.0


class Limits(_Section):
    """What the user will have drawn and spent at most; None for no limit. Money is in US dollars."""

    pictures_per_day: Annotated[int, Field(ge=0)] | None = None
    usd_per_day: Annotated[float, Field(ge=0, strict=False)] | None = None
    usd_per_month: Annotated[float, Field(ge=0, strict=False)] | None = None


class CardLimits(_Section):
    """How much is read of one character card; see `composer.cards.limits.Limits`.

    Attributes:
        file, chunk, inflated, json_length: bytes of the whole file, of one text in a picture, of all that is unpacked
            of it, and of its JSON. json_depth, json_values: levels and values of the JSON.
        pixels: of a picture; zip_entries, path_length: files in an archive, and characters of the path of one.
    """

    file: Annotated[int, Field(gt=0)] = LIMITS.file
    chunk: Annotated[int, Field(gt=0)] = LIMITS.chunk
    inflated: Annotated[int, Field(gt=0)] = LIMITS.inflated
    json_length: Annotated[int, Field(gt=0)] = LIMITS.json_length
    json_depth: Annotated[int, Field(gt=0, le=LIMITS.json_depth)] = LIMITS.json_depth
    json_values: Annotated[int, Field(gt=0)] = LIMITS.json_values
    pixels: Annotated[int, Field(gt=0)] = LIMITS.pixels
    zip_entries: Annotated[int, Field(gt=0)] = LIMITS.zip_entries
    path_length: Annotated[int, Field(gt=0)] = LIMITS.path_length

    @property
    def limits(self) -> CardCeilings:
        """The same for the formats of cards."""
        return CardCeilings(**self.model_dump())


class ReadingService(_Section):
    """Which language model also reads cards, personas and unclear messages: a chat service in OpenAI's format.

    Attributes:
        endpoint, model: where it is and what it is called; it is off without both. key_variable: the environment
            variable that holds its key. timeout: how long one reading may take in all, in seconds; then the rules
            alone count. messages: of how many messages it is asked anew at once where the rules are unsure of clothes,
            the last ones first.
    """

    endpoint: Annotated[str, Field(pattern=_ADDRESS, examples=["https://HOST/v1, without a name or password"])] = ""
    model: Annotated[str, Field(max_length=200)] = ""
    key_variable: Annotated[str, Field(pattern=_VARIABLE, examples=["MY_KEY"])] = ""
    timeout: Annotated[float, Field(gt=0, le=600, strict=False)] = 30.0
    messages: Annotated[int, Field(ge=0, le=100)] = 10


class Drawing(_Section):
    """Who draws and how: the settings that an entry of a route may give anew.

    Attributes:
        backend, model: who draws; an empty model is the backend's default. endpoint: another base address of the
            service, which may end in ``?api-version=…``, as Azure wants it. key_variable: the environment variable
            that holds its key; key_header: the header that carries it.
        aspect_ratio, size, resolution, quality: of a request that does not say; size, resolution and quality are
            also the most that a request may ask for.
        steps, cfg_scale, sampler, scheduler, clip_skip, denoising_strength: for local models; the catalogue's where
            nobody says.
        options: raw fields of the provider, sent as they are.
        timeouts, retries: see there.
    """

    backend: str = "sketch"
    model: str = ""
    endpoint: Annotated[str, Field(pattern=_ADDRESS, examples=["https://HOST/v1, without a name or password"])] = ""
    key_variable: Annotated[str, Field(pattern=_VARIABLE, examples=["MY_KEY"])] = ""
    key_header: Annotated[str, Field(pattern=_HEADER, examples=["Authorization: Bearer {key}"])] = ""
    aspect_ratio: Annotated[str, Field(pattern=r"^[1-9]\d?:[1-9]\d?$", examples=["2:3"])] = "1:1"
    size: Annotated[str, Field(pattern=r"^(auto|[1-9]\d{1,3}x[1-9]\d{1,3})?$", examples=_SIZES)] = ""
    resolution: Annotated[str, Field(pattern=r"^(512|1K|2K|4K)?$", examples=_TIERS)] = ""
    quality: str = ""
    steps: Annotated[int, Field(ge=1, le=150)] | None = None
    cfg_scale: Annotated[float, Field(ge=0, le=30, strict=False)] | None = None
    sampler: str = ""
    scheduler: str = ""
    clip_skip: Annotated[int, Field(ge=1, le=12)] | None = None
    denoising_strength: Annotated[float, Field(ge=0, le=1, strict=False)] | None = None
    options: dict[str, Any] = {}
    timeouts: Timeouts = Timeouts.model_construct()
    retries: Retries = Retries.model_construct()
    _chosen: frozenset[str] | None = PrivateAttr(None)

    @property
    def choices(self) -> frozenset[str]:
        """The settings that the user gives: what a profile of rp-composer's own says is no choice of theirs."""
        return frozenset(self.model_fields_set) if self._chosen is None else self._chosen

    def choosing(self, names: frozenset[str]) -> Self:
        """Return the same settings, of which the user gives those of these names."""
        copy = self.model_copy()
        copy._chosen = names
        return copy


class OwnStyle(_Section):
    """A named style of the user's own that also says what it avoids."""

    words: Annotated[str, Field(min_length=1)]
    negative: str = ""


class Override(_Section):
    """What one character has otherwise, whenever they are in the picture; None for "as the profile has it".

    A style wins over the profile's; positive and negative texts are added to it. `avatar_file` is a picture file to
    send instead of the avatar, found like those of `Avatars.files`.
    """

    style: str | None = None
    positive: str = ""
    negative: str = ""
    aspect_ratio: Annotated[str, Field(pattern=r"^[1-9]\d?:[1-9]\d?$", examples=["2:3"])] | None = None
    size: Annotated[str, Field(pattern=r"^(auto|[1-9]\d{1,3}x[1-9]\d{1,3})$", examples=_SIZES)] | None = None
    resolution: Annotated[str, Field(pattern=r"^(512|1K|2K|4K)$", examples=_TIERS)] | None = None
    quality: str | None = None
    extract_appearance: bool | None = None
    detect_clothing: bool | None = None
    avatar: bool | None = None
    avatar_file: str | None = None


class Profile(Drawing):
    """One profile.

    Attributes:
        extends: the profile that has all settings which this one does not give.
        style: the fixed style, in words or as the name of one of `styles`; when set and style_on, it wins over the
            style of a tag or prompt. styles: named styles of the user's own, beside the built-in ones: their words, or
            ``words`` and what they avoid as ``negative``.
        positive, negative: texts that go into every prompt, and what is to be avoided in every picture.
        enhancer: what is added to and tidied in the prompt: nothing (``off``; the user's own texts then pass to the
            letter), what is proper to the ``family`` of the model, or the ``full`` picture: also camera, light,
            atmosphere and expression where the scene is silent.
        weights: how much a slot counts, 1 for as much as the others, for models that read weights.
        consistency: how closely the picture follows its reference pictures.
        language: whether looks and clothes are said in the words of the ``source`` or in ``english``.
        extract_appearance: whose looks are read; detect_clothing: whether current clothing is.
        reader: a language model that reads where the rules find nothing or are unsure; off by default.
        avatars: whose avatar is sent as a reference picture.
        references: further reference pictures of the user's own, beside the avatars.
        depth: how many recent messages are scanned; memory: whether what was worn before them still counts.
        slots: the order of the prompt; templates: further forms of request, such as ``<pic prompt="{prompt}">``.
        characters: what single characters have otherwise, by name.
        route: who draws, one after another until one delivers: names of profiles or backends, or drawing settings
            that differ from this profile's; empty for this profile's own. after_refusal: ``stop``, or try the ``next``.
        automatic: whether requests are drawn ``on`` sight, after an ``ask``, or not (``off``), where there is a user.
        max_pictures_per_request: the most that one request may ask for with ``n``.
        max_pictures_per_message: the most that is drawn of one message by itself.
        limits: what is drawn and spent at most, over all profiles.
        card_limits: how much is read of a character card at most.
        parallel: how many pictures are drawn at once.
        disabled_plugins: plugins that are never loaded; strict: stop when a plugin fails.
    """

    name: str = "default"
    extends: str = ""
    style: str = ""
    style_on: bool = True
    styles: dict[str, str | OwnStyle] = {}
    positive: str = ""
    negative: str = ""
    enhancer: Literal["off", "family", "full"] = "family"
    weights: dict[str, Annotated[float, Field(ge=0.6, le=1.4, strict=False)]] = {}
    consistency: Literal["strict", "balanced", "loose"] = "balanced"
    language: Literal["source", "english"] = "source"
    extract_appearance: Extraction = Extraction.model_construct()
    detect_clothing: bool = True
    reader: ReadingService = ReadingService.model_construct()
    avatars: Avatars = Avatars.model_construct()
    references: tuple[OwnReference, ...] = Field(default=(), strict=False)
    depth: Annotated[int, Field(ge=1, le=1000)] = 5
    memory: bool = True
    slots: tuple[str, ...] = Field(default=SLOTS, strict=False)
    templates: tuple[str, ...] = Field(default=(), strict=False)
    characters: dict[str, Override] = {}
    route: Annotated[tuple[Annotated[str | dict[str, Any], Fits(Drawing)], ...], Field(strict=False)] = ()
    after_refusal: Literal["stop", "next"] = "stop"
    automatic: Literal["off", "ask", "on"] = "on"
    max_pictures_per_request: Annotated[int, Field(ge=1, le=4)] = 1
    max_pictures_per_message: Annotated[int, Field(ge=1, le=100)] = 4
    limits: Limits = Limits.model_construct()
    card_limits: CardLimits = CardLimits.model_construct()
    parallel: Annotated[int, Field(ge=1, le=16)] = 2
    disabled_plugins: tuple[str, ...] = Field(default=(), strict=False)
    strict: bool = False
