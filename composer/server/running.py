"""Running the server: one process, a graceful end at the first signal, an immediate one at the second."""

import asyncio
import contextlib
import errno
import os
import signal
import socket
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from composer.errors import ComposerError
from composer.server.memory import keep_memory

if TYPE_CHECKING:
    from composer.server.service import Service

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: How long answers that have begun may take after event streams were closed, in seconds.
_LAST_ANSWERS = 5
#: How long threads that still draw may take when everything else has ended, in seconds.
_LAST_THREADS = 1.0
#: The longest frame that a client of a socket may send, in bytes: nobody has to say much.
_LONGEST_FRAME = 64 * 1024


class Server(uvicorn.Server):
    """Serves an application until it is told to stop.

    Args:
        app: of `composer.server.app.create_app`.
    """

    def __init__(self, app: FastAPI) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",  # it is entered here, so that what goes wrong at start reaches the caller
                ws="websockets-sansio",  # the gate lets through those of foreign protocols only
                ws_max_size=_LONGEST_FRAME,
                ws_per_message_deflate=False,
                access_log=False,
                log_config=None,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_LAST_ANSWERS,
            )
        )
        self._app = app
        self._service: Service = app.state.service

    def stop(self) -> None:
        """Stop: take nothing new, end event streams, let running jobs finish for a while; at once when asked again."""
        if self._service.stopping.is_set():
            self._service.forced.set()  # not force_exit: jobs are written down as they are, however great the hurry
        self._service.stopping.set()
        self.should_exit = True

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Open what the application works with, serve, close it again; errors are those of opening it."""
        with self._signals():
            async with self._app.router.lifespan_context(self._app):
                await super().serve(sockets)

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        """Leave signals alone: they count until the jobs are closed, too."""
        return contextlib.nullcontext()

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Let Ctrl-C and the system's wish to end the process stop the server."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {one: signal.signal(one, self._signalled) for one in _SIGNALS}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def _signalled(self, _: int, __: FrameType | None) -> None:
        if self._service.forced.is_set():
            raise KeyboardInterrupt
        # A signal comes between two steps of whatever is at work: the loop itself is told, and woken.
        asyncio.get_running_loop().call_soon_threadsafe(self.stop)


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address; ComposerError says what to do when that cannot be.

    Args:
        port: 0 for any that is free.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol must be named: of others asyncio does not know that small answers are to go out at once (Nagle).
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host.strip("[]"), port))
        made.listen(2048)
    except OSError as error:
        made.close()
        raise ComposerError(f"{host}:{port}: {error.strerror or error}; {_advice(error)}") from error
    return made


def _advice(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program (perhaps a second rp-composer) listens there; end it, or choose another --port"
    if error.errno == errno.EACCES:
        return "choose a --port above 1023"
    return "give --host an address of this machine"


def run(app: FastAPI, listening: socket.socket) -> None:
    """Serve until a signal comes, then end gracefully.

    A backend that draws in a thread cannot be interrupted there: once all jobs are written down as they are, the
    process does not wait for such a thread.
    """
    keep_memory()
    server = Server(app)
    end = threading.Timer(_LAST_THREADS, os._exit, (0,))
    end.daemon = True

    async def serve() -> None:
        await server.serve([listening])
        end.start()

    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(serve())
    end.cancel()
