"""`kweek watch`: a page on this machine that redraws the campaigns at each save."""

import argparse
import signal
import threading
import webbrowser
from pathlib import Path
from typing import Any

from kweek.cli.ports import HOST
from kweek.cli.telling import product
from kweek.cli.trouble import CalledWrongly
from kweek.cli.watch_server import serving
from kweek.cli.watching import Watched

PORT = 4790


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    said = "see journeys and mails redrawn at each save, on a page of this machine"
    parser = subparsers.add_parser("watch", help=said)
    parser.add_argument("--campaigns", type=Path, default=Path("campaigns"), metavar="DIR")
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"default {PORT}")
    parser.add_argument("--open", action="store_true", help="open it in a browser")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    if not args.campaigns.is_dir():
        msg = f"there is no folder {args.campaigns}; say --campaigns DIR"
        raise CalledWrongly(msg)
    watched, stopped = Watched(args.campaigns), threading.Event()
    try:
        server = serving(args.port, watched)
    except (OSError, OverflowError) as refused:
        msg = f"--port {args.port} cannot be used: {refused}; give another --port N"
        raise CalledWrongly(msg) from None
    watched.look()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    for work in (server.serve_forever, lambda: watched.keep_looking(stopped)):
        threading.Thread(target=work, daemon=True).start()
    address = f"http://{HOST}:{server.server_address[1]}/"
    product(f"watching {args.campaigns}: {address} (Ctrl-C stops)")
    if args.open:
        webbrowser.open(address)
    stopped.wait()
    server.shutdown()
    server.server_close()
    return 0
