"""`kweek preview MAIL`: a mail exactly as somebody would get it, and what is wrong with it."""

import argparse
import json
import time
import webbrowser
from collections.abc import Iterable
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from kweek.catalogue.campaigns import Campaigns, read_campaigns
from kweek.catalogue.problems import Problem, Problems, did_you_mean, errors
from kweek.catalogue.yaml_file import read_yaml
from kweek.cli.previewing import KNOWN, Shown, Unwell, Whom, desk, sample_entry
from kweek.cli.telling import aside, product
from kweek.cli.trouble import CalledWrongly
from kweek.core.times import Instant

FINE, WRONG = 0, 1
HELP = """\
Renders the mail from the files as they are now, with the mailer's own code. Links lead where they
lead in the end; in the mail that is sent they are tracked. Also rendered for somebody of whom
nothing is known: what then reads oddly is told, with all else that is wrong, on standard error.
"""


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "preview",
        help="show a mail as somebody would get it",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("mail", metavar="MAIL")
    parser.add_argument("--campaigns", type=Path, default=Path("campaigns"), metavar="DIR")
    said = "a YAML or JSON file of traits, or NAME=VALUE; may be said again (default: an Anna)"
    parser.add_argument("--contact", action="append", metavar="FILE|NAME=VALUE", help=said)
    said = "what the event said that began the run (default: what the journey asks of it)"
    parser.add_argument("--entry", action="append", metavar="NAME=VALUE", help=said)
    said = "as this journey sends it, with its values (default: the first that does)"
    parser.add_argument("--journey", default="", metavar="JOURNEY", help=said)
    parser.add_argument("--text", action="store_true", help="the plain text instead of the HTML")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there")
    parser.add_argument("--open", action="store_true", help="show it in a browser")
    parser.add_argument("--json", action="store_true", help="all of it, and the lint, as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """The mail goes to stdout or a file; what is wrong with it to stderr, and then it is 1."""
    if not args.campaigns.is_dir():
        msg = f"there is no folder {args.campaigns}; say --campaigns DIR"
        raise CalledWrongly(msg)
    campaigns = read_campaigns(args.campaigns)
    check_names(args, campaigns)
    with desk(args.campaigns, campaigns, Instant(int(time.time() * 1000))) as at:
        try:
            shown = at.show(args.mail, _whom(args, campaigns), args.journey)
        except Unwell as unwell:
            return _unwell(args, unwell)
    _hand_over(args, shown)
    return WRONG if errors(shown.problems) else FINE


def check_names(args: argparse.Namespace, campaigns: Campaigns) -> None:
    """CalledWrongly when there is no such mail, or no such journey."""
    folders = [each.parent.name for each in (args.campaigns / "mail").glob("*/mail.yaml")]
    for what, name, known in (
        ("mail", args.mail, folders),
        ("journey", args.journey, [*campaigns.journeys]),
    ):
        if name and name not in known:
            near = did_you_mean(name, known)
            raise CalledWrongly("; ".join(filter(None, (f"no {what} is called '{name}'", near))))


def _whom(args: argparse.Namespace, campaigns: Campaigns) -> Whom:
    entry = sample_entry(args.mail, args.journey, campaigns)
    return Whom(
        traits=facts("--contact", args.contact) if args.contact else KNOWN,
        entry=facts("--entry", args.entry) if args.entry else entry,
    )


def facts(option: str, said: Iterable[str]) -> dict[str, Any]:
    """What NAME=VALUE and files of an option say, together; raises CalledWrongly."""
    found: dict[str, Any] = {}
    for one in said:
        name, is_said, value = one.partition("=")
        found |= {name: _value(value)} if name and is_said else _in_file(option, Path(one))
    return found


def _value(said: str) -> Any:
    """`seats=3` is a number, `plan=gold` a text: what is JSON counts as it."""
    try:
        return json.loads(said)
    except ValueError:
        return said


def _in_file(option: str, file: Path) -> dict[str, Any]:
    """The map in a file; of an exported contact, its traits."""
    if not file.is_file():
        msg = f"{option}: {str(file)!r} is no file; write NAME=VALUE"
        raise CalledWrongly(msg)
    problems = Problems()
    piece = read_yaml(file.parent, file, problems)
    if piece is None or not isinstance(piece.data, dict):
        told = "; ".join(map(str, problems.sorted())) or "it is no map of names and values"
        msg = f"{option}: {file}: {told}"
        raise CalledWrongly(msg)
    read: dict[str, Any] = piece.data
    return dict(read.get("traits") or read)


def _hand_over(args: argparse.Namespace, shown: Shown) -> None:
    body = shown.content.text if args.text else shown.content.html
    passing = Path(gettempdir()) / f"kweek-{args.mail}.{'txt' if args.text else 'html'}"
    file = args.out or (passing if args.open else None)
    if file:
        file.write_text(body, encoding="utf-8")
    if args.open and file:
        webbrowser.open(file.resolve().as_uri())
    if args.json:
        product(json.dumps(_as_json(shown), ensure_ascii=False, indent=2))
        return
    if not file:
        product(body.rstrip())
    _tell(shown)


def _as_json(shown: Shown) -> dict[str, Any]:
    return {
        "mail": shown.name,
        "journey": shown.journey,
        "subject": shown.content.subject,
        "preview": shown.content.preview,
        "html": shown.content.html,
        "text": shown.content.text,
        "bytes": shown.size,
        "links": [{"name": name, "url": url} for name, url in shown.links],
        "problems": [problem.as_json() for problem in shown.problems],
        "errors": len(errors(shown.problems)),
    }


def _tell(shown: Shown) -> None:
    content = shown.content
    aside(
        f"subject: {content.subject}\npreview: {content.preview}\nsize: {shown.size / 1024:.1f} KB"
    )
    for name, url in shown.links:
        aside(f"link: {url}" if name == url else f"link {name}: {url}")
    tell_problems(shown.problems)


def tell_problems(problems: Iterable[Problem]) -> None:
    """One a line, on stderr."""
    for problem in problems:
        aside(str(problem))


def _unwell(args: argparse.Namespace, unwell: Unwell) -> int:
    if args.json:
        problems = [problem.as_json() for problem in unwell.problems]
        found = {"mail": args.mail, "problems": problems, "errors": len(errors(unwell.problems))}
        product(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        tell_problems(unwell.problems)
    return WRONG
