"""Run one stub as a program: ``python -m tests.stubs gemini`` prints its endpoint and answers until it is ended."""

import argparse
import signal

from tests.stubs.server import FAULTS, Stub
from tests.stubs.wire import FORMATS


def main() -> None:
    """Start the stub, print its endpoint and the requests it gets."""
    parser = argparse.ArgumentParser(prog="python -m tests.stubs", description=__doc__)
    parser.add_argument("format", choices=sorted(FORMATS))
    parser.add_argument("faults", nargs="*", help=f"what to do wrong, in turn: {', '.join(FAULTS[1:])}")
    options = parser.parse_args()
    with Stub(options.format, options.faults) as stub:
        print(f"{options.format}: endpoint: {stub.endpoint}", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
        for seen in stub.seen:
            print(seen.method, seen.path, len(seen.body), "bytes")


if __name__ == "__main__":
    main()
