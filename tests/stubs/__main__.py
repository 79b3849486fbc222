"""Run one stub as a program: ``python -m tests.stubs gemini`` prints its endpoint and answers until it is ended."""

import argparse
import signal

from tests.stubs.pictures import LARGE, picture
from tests.stubs.server import FAULTS, Stub
from tests.stubs.wire import FORMATS


def main() -> None:
    """Start the stub, print its endpoint and the requests it gets."""
    parser = argparse.ArgumentParser(prog="python -m tests.stubs", description=__doc__)
    parser.add_argument("format", choices=sorted(FORMATS))
    parser.add_argument("faults", nargs="*", help=f"what to do wrong, in turn: {', '.join(FAULTS[1:])}")
    parser.add_argument("--large", action="store_true", help="draw pictures of 1.5 MB, and keep no bodies")
    options = parser.parse_args()
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # for all threads: they are waited for, not acted on
    drawn = picture(*LARGE) if options.large else None
    with Stub(options.format, options.faults, drawn=drawn, keeps=not options.large) as stub:
        print(f"{options.format}: endpoint: {stub.endpoint}", flush=True)
        signal.sigwait(ends)
        for seen in stub.seen:
            print(seen.method, seen.path, len(seen.body), "bytes")


if __name__ == "__main__":
    main()
