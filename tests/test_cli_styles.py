"""``rp-composer styles``: the styles with a name, their words and where they come from."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from tests.command_line import CommandLine


def test_the_built_in_styles_are_listed_with_their_words(command_line: CommandLine) -> None:
    rows = {row["name"]: row for row in json.loads(command_line("styles", "--json").out)}
    assert rows["gouache"]["from"] == "built-in"
    assert "opaque paint" in rows["gouache"]["words"]
    assert "photograph" in rows["gouache"]["negative"]
    assert "gouache" in command_line("styles").out


def test_the_styles_of_a_profile_are_listed_with_its_name(command_line: CommandLine) -> None:
    Path("mine.yaml").write_text("styles: {moonlit: pale blue light}\n", encoding="utf-8")
    rows = {row["name"]: row for row in json.loads(command_line("styles", "--profile", "mine.yaml", "--json").out)}
    assert (rows["moonlit"]["words"], rows["moonlit"]["from"]) == ("pale blue light", "profile mine")


def test_a_listed_style_may_be_fixed_and_asked_for(command_line: CommandLine) -> None:
    name, words = next(
        (row["name"], row["words"]) for row in json.loads(command_line("styles", "--json").out) if row["name"] == "noir"
    )
    Path("mine.yaml").write_text(f"style: {name}\n", encoding="utf-8")
    assert f"[STYLE: {words}]" in command_line("compose", "--prompt", "a pier", "--profile", "mine.yaml").out
    Path("chat.md").write_text(
        f'<img data-iig-instruction=\'{{"prompt": "a pier", "style_preset": "{name}"}}\' src="[IMG:GEN]">',
        encoding="utf-8",
    )
    assert f"[Style: {words}]" in command_line("compose", "chat.md").out


class WebUI(BaseHTTPRequestHandler):
    """Answers with one style of its own, whatever it is asked."""

    def do_GET(self) -> None:
        body = json.dumps([{"name": "Ink", "prompt": "ink wash", "negative_prompt": ""}]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_the_styles_of_a_web_ui_are_listed_by_name(command_line: CommandLine) -> None:
    with HTTPServer(("127.0.0.1", 0), WebUI) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        text = f"extends: local-sd\nendpoint: http://127.0.0.1:{server.server_port}\n"
        Path("mine.yaml").write_text(text, encoding="utf-8")
        answer = command_line("styles", "--service", "--profile", "mine.yaml", "--json")
    assert (answer.code, json.loads(answer.out)) == (0, ["Ink"])


def test_a_service_without_styles_says_so(command_line: CommandLine) -> None:
    answer = command_line("styles", "--service")
    assert answer.code == 2
    assert "'sketch' keep no styles" in answer.err
