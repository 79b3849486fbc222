"""Facts on image models, as data and never as code: what each takes and what it costs."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from composer.models.sizes import Size, area, read_size
from composer.types import Consistency, Operation

if TYPE_CHECKING:
    from composer.pictures import GenerationSettings

Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[str, ...], Field(strict=False)]
Ratios = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[1-9]\d?:[1-9]\d?$")], ...], Field(strict=False, min_length=1, max_length=64)
]
SizeText = Annotated[str, Field(pattern=r"^[1-9]\d{1,3}x[1-9]\d{1,3}$")]
Tier = Literal["512", "1K", "2K", "4K"]
ReferenceRole = Literal["identity", "outfit", "persona", "place", "style"]
#: What a picture of a reference may be for, unless a model takes fewer; an edit's source and mask are no references.
ROLES: tuple[ReferenceRole, ...] = ("identity", "outfit", "persona", "place", "style")
#: The most quality tags that do a prompt any good.
MOST_QUALITY_TAGS = 7


class _Facts(BaseModel):
    # A schema is built when it is first used, which for most of these is as a part of another.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class Limits(_Facts):
    """The free sizes a model draws: sides in pixels and their multiple, area in pixels, longer side to shorter."""

    minimum_side: int = Field(default=64, ge=1)
    minimum_long_side: int = Field(default=1, ge=1)
    maximum_side: int = Field(default=8192, ge=64, le=8192)
    multiple_of: int = Field(default=1, ge=1, le=512)
    minimum_pixels: int = Field(default=1, ge=1)
    maximum_pixels: int = Field(default=8192 * 8192, ge=1)
    maximum_ratio: float = Field(default=100.0, ge=1, strict=False)


class Price(_Facts):
    """What one picture costs in US dollars, for pictures of this quality, size and resolution ("" for any).

    `pixels`: the price is that of a picture of so many pixels, and others cost in proportion; 0 for one price for all.
    """

    usd: float = Field(ge=0, strict=False)
    quality: str = ""
    size: str = ""
    resolution: str = ""
    pixels: int = Field(default=0, ge=0)


class Sampling(_Facts):
    """What a local model is sampled with when nobody says otherwise, and the ranges a request may choose from.

    A profile may go beyond the ranges: they are for what a language model writes.
    """

    steps: int = Field(default=28, ge=1, le=150)
    cfg_scale: float = Field(default=6.0, ge=0, le=30, strict=False)
    sampler: str = ""
    scheduler: str = ""
    clip_skip: int | None = Field(default=None, ge=1, le=12)
    steps_range: Annotated[tuple[int, int], Field(strict=False)] = (20, 40)
    cfg_scale_range: Annotated[tuple[float, float], Field(strict=False)] = (3.0, 10.0)


class Likeness(_Facts):
    """How a backend is told to follow reference pictures as closely as a profile's `consistency` says.

    Attributes:
        fields: raw fields that are sent along with the pictures, such as OpenAI's ``input_fidelity``.
        weight, start, end: how strongly an adapter counts, and in which part of the steps, from 0 to 1.
        faces: an adapter that reads real faces (PuLID, InstantID, FaceID) is added where the program has one; it fails
            on drawn faces, so that it is nothing for models that draw them.
    """

    fields: dict[str, str] = {}
    weight: float = Field(default=0.7, ge=0, le=2, strict=False)
    start: float = Field(default=0.0, ge=0, le=1, strict=False)
    end: float = Field(default=1.0, ge=0, le=1, strict=False)
    faces: bool = False


class Model(_Facts):
    """Facts on one model, or on all whose id fits a pattern.

    Attributes:
        name: the id the backend knows it by; patterns: further ids it stands for, ``*`` for any characters, upper and
            lower case alike; aliases: what people call it, never sent.
        backend: who draws with it, which is the name of the file; default: it is the one a profile gets that names
            only the backend.
        family: it stands for many local models rather than for one: its own name is never sent, and the program draws
            with what it has loaded.
        extends: the model of the same backend that has all facts which this one does not give.
        label: how people call it; retires: the day it is switched off where known (ISO 8601).
        dialect: who writes its prompts; avoidance: a real ``negative_field``, a ``sentence`` in the prompt, or
            ``positive_only``. prompt_limit: in prompt_unit, 0 for none known. chunk_tokens: how many tokens are read
            together, 0 for all of them. weights: the syntax of weights its prompt knows.
        quality_tags, negative_tags: what belongs into every prompt and every negative prompt of its family;
            foreign_tags: tags of other families, ``*`` for any letters, which it does not know and which are taken out
            of every text; all three unless the profile's enhancer is off.
        style_presets: ``avoid`` where the service's own styles spoil it.
        mixes_people: it draws what is said of one person on another. people_limit: how many people have a prompt of
            their own, 0 for none.
        operations: what it can do.
        shape: how the form of the picture is asked for: an aspect ``ratio``, one of the listed ``sizes``, or free
            ``pixels`` within `limits`.
        aspect_ratios: the ones it draws; sizes: the ones it takes, as ``"1024x1536"``, and for a model of free pixels
            the ones it draws best, one of which is taken where only a ratio is asked for; auto_size: it may be told to
            choose the size itself; resolutions: its tiers ("1K", "2K"), the one it draws by itself first; long_edge:
            the longer side, in pixels, of a picture with free pixels and no sizes; size_snaps: sizes it does not take
            and what it gets instead.
        qualities: the ones it takes, from the cheapest to the dearest, () for no such parameter; quality_snaps: other
            names of them, and what became of old ones.
        references: how many reference pictures it takes; reference_roles: what they may be for; reference_edge: their
            longest side in pixels; reference_types: media types it reads; references_named: its prompt names them by
            their numbers, which is no use where an adapter takes them, that reads no words; masks: it takes a mask for
            edits.
        reference_wording: whose words name them in the prompt, one of `composer/data/reference_wording.yaml`.
        likeness: how closely it is told to follow them, by consistency, beside words; {} where there is no such means.
        seed: it takes one; most_pictures: the most it draws in one call.
        prices: the first that fits; reference_usd: per reference picture. () means: not known.
        sampling: for local models. languages: it understands, as ISO 639 codes; () for any.
    """

    name: Text
    patterns: Texts = ()
    aliases: Texts = ()
    backend: str = ""
    default: bool = False
    family: bool = False
    extends: str = ""
    label: str = ""
    retires: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    dialect: str = "blocks"
    avoidance: Literal["negative_field", "sentence", "positive_only"] = "sentence"
    prompt_limit: int = Field(default=0, ge=0)
    prompt_unit: Literal["characters", "tokens", "words"] = "characters"
    chunk_tokens: int = Field(default=0, ge=0)
    weights: Literal["none", "a1111", "novelai"] = "none"
    quality_tags: Annotated[tuple[Text, ...], Field(strict=False, max_length=MOST_QUALITY_TAGS)] = ()
    negative_tags: Texts = ()
    foreign_tags: Texts = ()
    style_presets: Literal["apply", "avoid"] = "apply"
    mixes_people: bool = False
    people_limit: int = Field(default=0, ge=0, le=64)
    operations: Annotated[tuple[Operation, ...], Field(strict=False)] = ("generate",)
    shape: Literal["ratio", "sizes", "pixels"] = "ratio"
    aspect_ratios: Ratios = ("1:1",)
    sizes: Annotated[tuple[SizeText, ...], Field(strict=False)] = ()
    auto_size: bool = False
    limits: Limits = Limits.model_construct()
    resolutions: Annotated[tuple[Tier, ...], Field(strict=False)] = ()
    long_edge: int = Field(default=1024, ge=64, le=8192)
    size_snaps: dict[str, SizeText] = {}
    qualities: Texts = ()
    quality_snaps: dict[str, str] = {}
    references: int = Field(default=0, ge=0, le=64)
    reference_roles: Annotated[tuple[ReferenceRole, ...], Field(strict=False)] = ROLES
    reference_edge: int = Field(default=1024, ge=64, le=8192)
    reference_types: Texts = ("image/png", "image/jpeg", "image/webp")
    references_named: bool = True
    reference_wording: str = "default"
    likeness: dict[Consistency, Likeness] = {}
    masks: bool = False
    seed: bool = False
    most_pictures: int = Field(default=1, ge=1, le=16)
    prices: Annotated[tuple[Price, ...], Field(strict=False)] = ()
    reference_usd: float = Field(default=0.0, ge=0, strict=False)
    sampling: Sampling | None = None
    languages: Texts = ()


def price_of(model: Model, settings: "GenerationSettings", references: int = 0) -> float | None:
    """Return what the pictures of one request cost in US dollars by the catalogue, None where it does not say.

    Where the service chooses quality or size itself, it is the price of the dearest it may choose from.

    Args:
        settings: with the number of pictures; references: how many pictures travel with each.
    """
    prices = [price for price in model.prices if _fits(price, settings)]
    if not prices:
        return None
    amounts = [_amount(price, model, settings) for price in prices]
    open_quality = settings.quality is None and any(price.quality for price in prices)
    each = (max(amounts) if open_quality else amounts[0]) + references * model.reference_usd
    return round(settings.n * each, 6)


def _fits(price: Price, settings: "GenerationSettings") -> bool:
    return (
        (not price.quality or settings.quality in (None, price.quality))
        and (not price.size or settings.size in (None, "auto", price.size))
        and (not price.resolution or settings.resolution in (None, price.resolution))
    )


def _amount(price: Price, model: Model, settings: "GenerationSettings") -> float:
    if not price.pixels:
        return price.usd
    size = read_size(settings.size)
    pixels = area(size) if size else max((area(one) for one in listed_sizes(model)), default=price.pixels)
    return price.usd * pixels / price.pixels


def listed_sizes(model: Model) -> tuple[Size, ...]:
    """Return the sizes of a model in pixels."""
    return tuple(size for size in map(read_size, model.sizes) if size)
