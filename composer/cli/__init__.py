"""The command line: ``rp-composer illustrate | find | compose | explain | plugins`` and the commands of plugins.

A command is one module of this package, imported when it is run, so that each starts as fast as what it needs.
"""

import gc
import importlib
import os
import sys
from collections.abc import Sequence

import click

from composer.errors import ComposerError

#: The built-in commands in the order of the work, and what each does.
COMMANDS = {
    "illustrate": "Draw every picture a chat asks for and put it into the chat.",
    "find": "List the image requests in a message or chat.",
    "compose": "Print the prompt of each request, coloured by slot.",
    "explain": "Show where every word of a prompt comes from.",
    "wardrobe": "Show who wears what in a chat, and since when.",
    "card": "Show, check and convert character cards, pin looks in one.",
    "jobs": "List jobs, show one, draw some again, export them.",
    "models": "List the image models, what they take and cost.",
    "profiles": "List the profiles, or show all settings of one.",
    "styles": "List the styles that have a name.",
    "keys": "Store the keys of services, and see where they come from.",
    "serve": "Serve chat frontends: find requests, compose prompts, draw pictures.",
    "sillytavern": "Set up a SillyTavern on this machine.",
    "plugins": "List the plugins and their hooks.",
    "doctor": "Check that everything is there that drawing needs.",
}

USAGE, INTERRUPTED, BROKEN_PIPE = 2, 130, 141


class _Commands(click.Group):
    """Imports a built-in command when it is run, and plugins' commands when they may be wanted."""

    _asked = False

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._ask_plugins()
        return [*COMMANDS, *sorted(set(super().list_commands(ctx)) - set(COMMANDS))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            command: click.Command = importlib.import_module(f"composer.cli.{cmd_name}").command
            return command
        self._ask_plugins()
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        names = self.list_commands(ctx)
        others = {name: super(_Commands, self).get_command(ctx, name) for name in names if name not in COMMANDS}
        rows = list(COMMANDS.items()) + [(name, one.get_short_help_str()) for name, one in others.items() if one]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        try:
            result: object = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            raise _ReaderGoneError from error
        return result

    def _ask_plugins(self) -> None:
        if self._asked:
            return
        self._asked = True
        from composer.app import Composer
        from composer.folders import plugin_folder

        plugins = Composer(plugin_folder=plugin_folder()).plugins
        plugins.load({"command"})
        plugins.ask("register_commands", cli=self)
        for problem in plugins.reports:
            click.echo(f"warning: {problem}", err=True)


class _ReaderGoneError(Exception):
    """Whoever read our output has gone; click would make an OSError of that kind exit code 1."""


def command_line() -> click.Group:
    """Return a new group of all commands, so that no plugin's command outlives the run it was loaded for."""

    @click.group(
        cls=_Commands,
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        epilog="\b\nExample: rp-composer illustrate sample:maren",
    )
    @click.version_option(package_name="rp-composer", prog_name="rp-composer", message="%(prog)s %(version)s")
    @click.pass_context
    def cli(context: click.Context) -> None:
        """Pictures for roleplay chats: find image requests, compose their prompts, draw and insert the pictures."""
        if context.invoked_subcommand is None:
            click.echo(context.get_help())

    return cli


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 some pictures failed, 2 an error, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    # Nearly all that a run makes (modules, patterns, words) stays to its end: the collector looks so seldom that a
    # short run ends before it does, and not at all at the end, which saves a seventh of such a run.
    gc.set_threshold(100_000)
    code = run(arguments)
    gc.freeze()
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; every error becomes one line on stderr."""
    try:
        code = command_line().main(arguments, prog_name="rp-composer", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except (KeyboardInterrupt, click.Abort):
        return _complain("interrupted", INTERRUPTED)
    except _ReaderGoneError:
        # Give Python nothing to flush at its end, so that it stays quiet as well.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        if "RP_COMPOSER_DEBUG" in os.environ:
            raise
        return _complain(_explanation(error), USAGE)


def _explanation(error: Exception) -> str:
    """Return what an error means to the one who typed the command, with the next step where there is one."""
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "rp-composer"
        return f"{error.format_message().rstrip('.')}; see '{path} --help'"
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, ComposerError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'input or output'}: {error.strerror or error}"
    return f"unexpected {type(error).__name__}: {error} (RP_COMPOSER_DEBUG=1 shows where)"


def _complain(message: str, code: int) -> int:
    from composer.cli.terminal import printable

    click.echo(f"error: {printable(message)}", err=True)
    return code
