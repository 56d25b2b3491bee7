"""Sees every call that a worker makes to what is outside of it, and may end the worker there."""

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, TypeVar, cast

T = TypeVar("T")


class Crash(BaseException):
    """The worker is gone; a BaseException, so that nothing it runs can hide it."""


class Call(NamedTuple):
    """One call of one worker."""

    worker: str
    adapter: str
    operation: str
    given: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.worker} {self.adapter}.{self.operation}"


Side = Literal["before", "after"]
#: Told of each call, before it is made and after; what it raises, the worker meets there.
Watch = Callable[[Call, Side], None]


def watched(adapter: T, name: str, worker: Callable[[], str], watch: Watch) -> T:
    """A stand-in for an adapter, seen at each of its methods."""
    return cast("T", _Watched(adapter, name, worker, watch))


def watched_call(
    real: Callable[..., T], name: str, worker: Callable[[], str], watch: Watch
) -> Callable[..., T]:
    """A stand-in for an adapter that is one function."""
    adapter, _, operation = name.partition(".")

    def call(*given: Any, **named: Any) -> T:
        one = Call(worker(), adapter, operation, (*given, *named.values()))
        watch(one, "before")
        answer = real(*given, **named)
        if isinstance(answer, Iterator):  # a query is one call, made when it is asked
            answer = cast("T", iter(list(answer)))
        watch(one, "after")
        return answer

    return call


class _Watched:
    def __init__(self, real: Any, name: str, worker: Callable[[], str], watch: Watch) -> None:
        self._real, self._name, self._worker, self._watch = real, name, worker, watch

    def __getattr__(self, operation: str) -> Any:
        real = getattr(self._real, operation)
        return watched_call(real, f"{self._name}.{operation}", self._worker, self._watch)
