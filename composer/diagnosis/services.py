"""The services: whether each is there, takes the key and has the model."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from composer.app import Composer
from composer.contracts import Service
from composer.diagnosis.finding import Finding, State
from composer.errors import BackendError, BadKeyError, ComposerError, NotPermittedError, OverloadedError, TimedOutError
from composer.keys import is_loopback, origin_of
from composer.models.catalogue import find_model
from composer.profiles import Profile, Timeouts
from composer.routing import endpoint_of, needs_key
from composer.targets import Target

#: A service that takes longer than this to list its models is as good as away.
_QUICK = Timeouts(connect=5.0, read=10.0, total=15.0)
_SOON = timedelta(days=60)
_NO_MODELS = "load a model there, or check `endpoint` in the profile"


async def of_services(composer: Composer, everything: bool = False) -> list[Finding]:
    """Look at every target of the profile's route, and with `everything` at all other backends too, all at once."""
    targets = list(composer.targets)
    wanted = len(targets)
    if everything:
        targets += _others(composer)
    pending = [_Check(composer, target, number < wanted).findings() for number, target in enumerate(targets)]
    return [finding for findings in await asyncio.gather(*pending) for finding in findings]


def _others(composer: Composer) -> Iterator[Target]:
    known = {target.profile.backend for target in composer.targets}
    for backend in composer.backends:
        if backend.name not in known:
            yield Target(Profile(name=backend.name, backend=backend.name), *find_model("", backend.name))


@dataclass(frozen=True, slots=True)
class _Check:
    """A look at one target; `wanted`: the profile's route has it, so that what is wrong with it matters."""

    composer: Composer
    target: Target
    wanted: bool

    async def findings(self) -> list[Finding]:
        try:
            backend = self.composer.backend(self.target)
        except ComposerError as error:
            return [self._wrong(str(error), "name another `backend` in the profile")]
        found = list(self._of_model())
        if backend.service is None:
            return [self._good("it draws by itself, without key or network"), *found]
        try:
            if self._lacks_key(backend.service):
                return [self._wrong("there is no key", self._where_to_put_it(backend.service)), *found]
            return [*self._of_key(backend.service), await self._of_service(backend.service), *found]
        except ComposerError as error:
            return [self._wrong(str(error)), *found]

    def _of_model(self) -> Iterator[Finding]:
        for notice in self.target.notices:
            yield self._doubtful(notice.why, "name another `model` in the profile; see 'rp-composer models'")
        model = self.target.model
        if model.retires:
            day = date.fromisoformat(model.retires)
            today = datetime.now(UTC).date()
            advice = "name another `model` in the profile; see 'rp-composer models'"
            if day <= today:
                yield self._wrong(f"the model {model.name} was switched off on {day}", advice)
            elif day - today <= _SOON:
                yield self._doubtful(f"the model {model.name} is switched off on {day}", advice)

    def _of_key(self, service: Service) -> Iterator[Finding]:
        profile = self.target.profile
        origin = origin_of(endpoint_of(profile, service))
        secret = self.composer.keys.find(service, profile.backend, profile)
        if secret is not None:
            yield self._good(f"the key is there, from {secret.place}")
            if origin.startswith("http://") and not is_loopback(origin):
                yield self._doubtful(f"the key travels unprotected to {origin}", "use an https address as `endpoint`")
        elif service.key_variables and not is_loopback(origin):
            name, variable, own = profile.backend, service.key_variables[0], origin_of(service.endpoint)
            yield self._doubtful(
                f"no key is sent to {origin}; that in {variable} is for {own} only",
                f"if it wants one: rp-composer keys set {name} --endpoint {origin}",
            )

    async def _of_service(self, service: Service) -> Finding:
        address = endpoint_of(self.target.profile, service)
        try:
            models = await self.composer.list_models(self.target, _QUICK)
        except (BadKeyError, NotPermittedError) as error:
            return self._wrong(f"{address} does not take the key: {error}", self._new_key(service))
        except (TimedOutError, OverloadedError) as error:
            return self._wrong(f"{address} cannot be reached: {error}", _start(address))
        except BackendError as error:
            return self._doubtful(f"{address} does not list its models: {error}", "check `endpoint` in the profile")
        return self._of_list(address, models)

    def _of_list(self, address: str, models: tuple[str, ...] | None) -> Finding:
        model = self.target.model
        if models is None:
            return self._doubtful(f"{address} cannot be asked which models it has")
        there = f"{address} answers and has {len(models)} image model{'' if len(models) == 1 else 's'}"
        if model.family or any(model.name.casefold() in one.casefold() for one in models):
            return self._good(there if model.family else f"{there}, {model.name} among them")
        shown = ", ".join(models[:5]) + (", …" if len(models) > 5 else "")
        advice = f"name one of them as `model` in the profile: {shown}" if models else _NO_MODELS
        return self._doubtful(f"{there}, but not {model.name}", advice)

    def _lacks_key(self, service: Service) -> bool:
        profile = self.target.profile
        return needs_key(service, profile) and self.composer.keys.find(service, profile.backend, profile) is None

    def _where_to_put_it(self, service: Service) -> str:
        profile = self.target.profile
        variable = profile.key_variable or service.key_variables[0]
        return f"set the environment variable {variable}, or store the key: {self._set_key()}"

    def _new_key(self, service: Service) -> str:
        if service.key_variables and is_loopback(origin_of(endpoint_of(self.target.profile, service))):
            return f"store the name and password of the program: {self._set_key()}"
        return f"get another key from the service and store it: {self._set_key()}"

    def _set_key(self) -> str:
        profile = self.target.profile
        where = f" --endpoint {profile.endpoint}" if profile.endpoint else ""
        return f"rp-composer keys set {profile.backend}{where}"

    def _good(self, what: str) -> Finding:
        return self._finding("good", what)

    def _doubtful(self, what: str, advice: str = "") -> Finding:
        return self._finding("doubtful", what, advice)

    def _wrong(self, what: str, advice: str = "") -> Finding:
        return self._finding("bad" if self.wanted else "doubtful", what, advice)

    def _finding(self, state: State, what: str, advice: str = "") -> Finding:
        return Finding(state, f"backend {self.target.profile.backend}", what, advice)


def _start(address: str) -> str:
    if is_loopback(origin_of(address)):
        return "start the program there, with its API switched on (AUTOMATIC1111 and Forge: --api)"
    return "check `endpoint` in the profile and your connection to the internet"
