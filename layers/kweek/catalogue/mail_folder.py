"""The folder of a mail: its two bodies, with the shared parts put in their places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.problems import Problem

#: Holds what mails share; it is no mail itself.
PARTS = "_parts"

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INCLUDE = re.compile(
    r"""<mj-include\s+path="(?P<mjml>[^"]*)"\s*/>|\{%-?\s*include\s+["'](?P<text>[^"']*)["']\s*-?%\}"""
)
_DEPTH = 5  # parts within parts; deeper is a part that includes itself


@dataclass(frozen=True, slots=True)
class MailSource:
    """A mail as it was written, with the parts in it."""

    name: str
    file: MailFile
    mjml: str
    text: str


def read_mail(campaigns: Path, name: str, file: MailFile) -> MailSource:
    """The mail with its parts put in and the author's comments left out."""
    folder = campaigns / "mail" / name
    return MailSource(name, file, with_parts(folder / "body.mjml"), with_parts(folder / "body.txt"))


def with_parts(file: Path, depth: int = 0) -> str:
    """The file's text, with included files in place.

    MJML's own include is not used: the converter then lays the included sections out
    over the full width of the window.
    """
    source = _COMMENT.sub("", file.read_text(encoding="utf-8"))
    if depth > _DEPTH:
        return source

    def included(found: re.Match[str]) -> str:
        part = file.parent / (found["mjml"] or found["text"])
        return with_parts(part, depth + 1).strip() if part.is_file() else ""

    return _INCLUDE.sub(included, source)


def wrong_files(campaigns: Path, name: str) -> Iterator[Problem]:
    """What is missing from the folder of a mail, and what this version has no use for."""
    folder = campaigns / "mail" / name
    for body in ("body.mjml", "body.txt"):
        if not (folder / body).is_file():
            text = f"{body} is missing"
            yield Problem(f"mail/{name}/mail.yaml", 1, "", text, "each mail has both bodies")
    for file in sorted(folder.iterdir()):
        if re.fullmatch(r"body\.[a-z]{2}(-[A-Z]{2})?\.(mjml|txt)", file.name):
            text = "not yet: a mail in several languages"
            yield Problem(_name(campaigns, file), 1, "", text, "this version does not send it")


def unreadable(campaigns: Path, file: Path) -> Iterator[Problem]:
    """Whether the file is text at all."""
    try:
        file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        yield Problem(_name(campaigns, file), 1, "", "is not text", "save it as UTF-8")


def wrong_includes(campaigns: Path, file: Path) -> Iterator[Problem]:
    """Parts that do not exist, or stand outside the folder of the mails."""
    mails = (campaigns / "mail").resolve()
    source = file.read_text(encoding="utf-8")
    for found in _INCLUDE.finditer(source):
        path = found["mjml"] or found["text"]
        part = (file.parent / path).resolve()
        if part.is_relative_to(mails) and part.is_file():
            continue
        line = source.count("\n", 0, found.start()) + 1
        remedy = f"write ../{PARTS}/NAME"
        yield Problem(_name(campaigns, file), line, "", f"there is no part '{path}'", remedy)


def _name(campaigns: Path, file: Path) -> str:
    return file.relative_to(campaigns).as_posix()
