"""An attribute that is worked out when it is first asked for, at little cost: texts have thousands of sentences."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 (a decorator)
    """Like `functools.cached_property`, without the lock that it takes up to Python 3.11.

    Args:
        work: method of an object with a ``__dict__`` → the value; two threads may both work it out.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self.work = work
        self.__doc__ = work.__doc__

    def __get__(self, instance: Any, owner: type) -> T:
        value = instance.__dict__[self.work.__name__] = self.work(instance)
        return value
