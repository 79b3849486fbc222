"""Names of samplers and schedulers: as people write them, and what becomes of them on an old and a new server."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.documents import check
from composer.errors import ProfileError, UnsupportedError
from composer.folders import config_folder
from composer.models.sampler_names import Named, key_of
from composer_plugins.stable_diffusion.adapters import AdapterTable, adapter_table
from composer_plugins.stable_diffusion.names import name_table, sampling_of, split


@pytest.mark.parametrize(
    ("written", "sampler", "scheduler"),
    [
        ("DPM++ 2M SDE Karras", "DPM++ 2M SDE", "Karras"),
        ("dpmpp_2m_sde", "DPM++ 2M SDE", ""),
        ("k_dpmpp_2m_sde_ka", "DPM++ 2M SDE", "Karras"),
        ("dpmpp_2m_sde_gpu", "DPM++ 2M SDE", ""),
        ("DPM++ 3M SDE Exponential", "DPM++ 3M SDE", "Exponential"),
        ("DPM++ 2M Polyexponential", "DPM++ 2M", "Polyexponential"),
        ("dpm++ 2m sgm uniform", "DPM++ 2M", "SGM Uniform"),
        ("DPM++ 2M AYS", "DPM++ 2M", "Align Your Steps"),
        ("DPM++ 2S a Karras", "DPM++ 2S a", "Karras"),
        ("dpmpp_2s_ancestral", "DPM++ 2S a", ""),
        ("dpm_2_ancestral", "DPM2 a", ""),
        ("Euler a", "Euler a", ""),
        ("Euler Ancestral", "Euler a", ""),
        ("k_euler_ancestral", "Euler a", ""),
        ("euler", "Euler", ""),
        ("Euler Simple", "Euler", "Simple"),
        ("Euler DDIM", "Euler", "DDIM"),
        ("DDIM", "DDIM", ""),
        ("uni_pc", "UniPC", ""),
        ("UniPC Karras", "UniPC", "Karras"),
        ("lcm", "LCM", ""),
        ("My Own Sampler", "My Own Sampler", ""),
        ("Karras", "Karras", ""),
    ],
)
def test_a_written_name_is_a_sampler_and_perhaps_a_scheduler(written: str, sampler: str, scheduler: str) -> None:
    assert split(written) == (sampler, scheduler)


def test_every_name_of_the_table_with_every_scheduler_is_understood() -> None:
    for sampler in name_table().samplers:
        for written in (sampler.name, *sampler.aliases):
            assert split(written) == (sampler.name, "")
            for scheduler in name_table().schedulers:
                for end in (scheduler.name, *scheduler.aliases):
                    assert split(f"{written} {end}") == (sampler.name, scheduler.name)


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_any_text_is_a_name(text: str) -> None:
    sampler, _ = split(text)
    assert sampler or not text.strip() or not key_of(text)


NEW = [Named(name="DPM++ 2M", aliases=("k_dpmpp_2m",)), Named(name="Euler a"), Named(name="Kohaku Yog")]
KARRAS = [Named(name="Automatic", aliases=("automatic",)), Named(name="Karras", aliases=("karras",))]
OLD = [Named(name=name) for name in ("DPM++ 2M", "DPM++ 2M Karras", "DPM++ 2M Exponential", "LMS Karras", "Euler a")]


@pytest.mark.parametrize(
    ("wish", "samplers", "schedulers", "sent"),
    [
        (("DPM++ 2M Karras", ""), NEW, KARRAS, ("DPM++ 2M", "Karras")),
        (("DPM++ 2M Karras", "Automatic"), NEW, KARRAS, ("DPM++ 2M", "Automatic")),
        (("DPM++ 2M", "karras"), OLD, None, ("DPM++ 2M Karras", "")),
        (("DPM++ 2M Karras", "exponential"), OLD, None, ("DPM++ 2M Exponential", "")),
        (("LMS", "ka"), OLD, None, ("LMS Karras", "")),
        (("Euler a", "Automatic"), OLD, None, ("Euler a", "")),
        (("kohaku_yog", ""), NEW, KARRAS, ("Kohaku Yog", "")),
        (("kohaku yog karras", ""), NEW, KARRAS, ("Kohaku Yog", "Karras")),
        (("", "karras"), NEW, KARRAS, ("", "Karras")),
        (("", ""), NEW, KARRAS, ("", "")),
        (("Anything", "Odd"), None, None, ("Anything", "Odd")),
    ],
)
def test_the_servers_lists_decide_what_is_sent(
    wish: tuple[str, str], samplers: list[Named] | None, schedulers: list[Named] | None, sent: tuple[str, str]
) -> None:
    sampling = sampling_of(*wish, samplers, schedulers)
    assert (sampling.sampler, sampling.scheduler) == sent
    assert sampling.changes == ()


@pytest.mark.parametrize(
    ("wish", "schedulers", "problem"),
    [
        (("Eulr", ""), KARRAS, "no sampler 'Eulr'; the nearest are 'Euler a'"),
        (("Euler", "Karras"), KARRAS, "no sampler 'Euler'"),
        (("Euler a", "Carras"), KARRAS, "no scheduler 'Carras'; the nearest are 'Karras'"),
    ],
)
def test_what_the_server_lacks_is_refused_with_the_nearest(
    wish: tuple[str, str], schedulers: list[Named], problem: str
) -> None:
    with pytest.raises(UnsupportedError, match=re.escape(problem)):
        sampling_of(*wish, NEW, schedulers)


def own_names(text: str) -> None:
    folder = config_folder() / "models"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a1111.yaml").write_text(text, encoding="utf-8")


def test_the_user_adds_names_and_aliases_in_the_catalogue() -> None:
    own_names("samplers: [{name: Euler a, aliases: [my favourite]}, {name: Kohaku Yog, aliases: [yog]}]\n")
    assert [split(name) for name in ("my favourite", "yog Karras", "euler_anc")] == [
        ("Euler a", ""), ("Kohaku Yog", "Karras"), ("Euler a", ""),
    ]  # fmt: skip


def test_a_name_that_would_mean_two_samplers_is_refused_with_file_and_line() -> None:
    own_names("models: []\nsamplers: [{name: Other, aliases: [k_euler]}]\n")
    with pytest.raises(ProfileError, match=r"a1111\.yaml, line 2: samplers: 'k_euler' means both 'Euler' and 'Other'"):
        split("euler")


@pytest.mark.parametrize(
    ("adapters", "faces"),
    [
        ("[{model: m, family: sdxl, encoder: eye}]", "[]"),
        ("[]", "[{family: sdxl, units: [{model: m, encoder: eye}]}]"),
    ],
)
def test_an_adapter_whose_encoder_is_not_in_the_table_is_refused(adapters: str, faces: str) -> None:
    text = f"adapters: {adapters}\nfaces: {faces}\nbeside: 1.0\nencoders: {{}}\nfamilies: {{}}\nupscalers: []"
    with pytest.raises(ProfileError, match="m wants the encoder 'eye'"):
        check(AdapterTable, text, "adapters.yaml")


def test_every_encoder_of_the_table_is_wanted_by_an_adapter() -> None:
    table = adapter_table()
    wanted = {one.encoder for one in table.adapters} | {unit.encoder for way in table.faces for unit in way.units}
    assert wanted == table.encoders.keys()
