"""A git address on loopback: ``git http-backend``, the program that web servers put behind such addresses."""

import os
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType


class GitServer:
    """Serves the bare repositories in a folder; `url` is the address of one by name."""

    def __init__(self, folder: Path) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.folder = folder

    def __enter__(self) -> "GitServer":
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def url(self, name: str) -> str:
        """Return the address of a repository."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{name}"


def published(project: Path, files: tuple[str, ...], bare: Path) -> None:
    """Make a bare repository of some files and folders of the project, as they lie there now."""
    work = bare.parent / "published"
    work.mkdir(parents=True)
    for name in files:
        source = project / name
        if source.is_dir():
            shutil.copytree(source, work / name)
        else:
            shutil.copy(source, work / name)
    for command in (
        ["init", "-q", "-b", "main"], ["add", "-A"],
        ["-c", "user.name=tests", "-c", "user.email=tests@example.org", "commit", "-q", "-m", "All of it"],
        ["clone", "-q", "--bare", ".", str(bare)],
    ):  # fmt: skip
        subprocess.run(["git", *command], cwd=work, check=True, timeout=60)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    folder: Path


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        self._pass_on(b"")

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            self.send_error(411)
            return
        self._pass_on(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _pass_on(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        environment = os.environ | {
            "GIT_PROJECT_ROOT": str(self.server.folder), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path,
            "QUERY_STRING": query, "REQUEST_METHOD": self.command, "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }  # fmt: skip
        ran = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, timeout=60)
        head, _, content = ran.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode("latin-1").splitlines() if ": " in line)
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
