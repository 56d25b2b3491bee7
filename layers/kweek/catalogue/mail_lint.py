"""What may be wrong with a mail as it arrives, beyond what `kweek check` sees in its files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kweek.catalogue.mail_colours import contrast
from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.mail_reading import Look, Reading, read_html
from kweek.catalogue.problems import Level, Problem

#: Gmail cuts off what is longer, and with it the way to unsubscribe.
MOST_BYTES = 102 * 1024
MOST_OF_SUBJECT, MOST_OF_PREVIEW = 60, 110
READABLE, READABLE_LARGE = 4.5, 3.0
_LARGE, _LARGE_BOLD = 24.0, 18.66

_ODD = re.compile(
    r"\w[ \u00a0]+[,;.!?](?=\s|$)"  # Dear ,
    r"|\b(?:Dear|Geachte|Beste)[ \u00a0]*,"
    r"|\(\s*\)|“\s*”|\"\s*\"|‘\s*’"
    r"|\bNone\b|\{\{|\}\}"
)
_AROUND = 24


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail as somebody gets it: its words, and where its way out leads."""

    subject: str
    preview: str
    html: str
    text: str
    unsubscribe_url: str


def lint(name: str, file: MailFile, full: Arrived, bare: Arrived, size: int) -> list[Problem]:
    """Everything that is wrong, or only risky.

    `full` is the mail to somebody whom we know, `bare` the same to somebody of whom we know
    nothing; `size` is the HTML's in bytes when it is sent, with its own links.
    """
    reading, unknown = read_html(full.html), read_html(bare.html)
    problems = [
        *_heading(name, full, bare),
        *_links(name, reading, unknown),
        *_odd(name, "body.mjml", reading.text, unknown.text),
        *_odd(name, "body.txt", full.text, bare.text),
        *_odd(name, "mail.yaml", full.subject, bare.subject, "subject"),
        *_text(name, full, reading),
        *_size(name, size),
        *_contrasts(name, reading),
    ]
    if file.kind != "service" and file.to == "contact":
        problems += _way_out(name, bare)
    return sorted(set(problems))


def _told(
    name: str, file: str, text: str, remedy: str = "", level: Level = "error", field: str = ""
) -> Problem:
    return Problem(f"mail/{name}/{file}", 1, field, text, remedy, level)


def _heading(name: str, full: Arrived, bare: Arrived) -> Iterator[Problem]:
    def told(field: str, text: str, remedy: str, level: Level = "warning") -> Problem:
        return _told(name, "mail.yaml", text, remedy, level, field)

    if not bare.subject.strip():
        yield told("subject", "is empty for who told us nothing", "give it a fallback", "error")
    if len(full.subject) > MOST_OF_SUBJECT:
        text = f"has {len(full.subject)} characters"
        yield told("subject", text, f"phones show about {MOST_OF_SUBJECT}")
    if not full.preview.strip():
        yield told("preview", "is missing", "say what the inbox shows after the subject")
    elif len(full.preview) > MOST_OF_PREVIEW:
        text = f"has {len(full.preview)} characters"
        yield told("preview", text, f"inboxes show about {MOST_OF_PREVIEW}")


def _links(name: str, reading: Reading, unknown: Reading) -> Iterator[Problem]:
    for address in (*(link.href for link in reading.links), *reading.pictures):
        if address.startswith("http://"):
            text = f"'{address}' is not encrypted"
            yield _told(name, "body.mjml", text, "write https://", "warning")
    for link in unknown.links:
        if not link.text.strip():
            text = f"the link to '{link.href}' says nothing"
            yield _told(name, "body.mjml", text, "write in words where it leads")
        if not link.href.strip():
            text = f"the link '{link.text.strip()}' leads nowhere for who told us nothing"
            yield _told(name, "body.mjml", text, "name it under `links` in mail.yaml")


def _odd(name: str, file: str, full: str, bare: str, field: str = "") -> Iterator[Problem]:
    """What looks odd only because a merge field is empty: the author did not write it so."""
    meant = {found[0] for found in _ODD.finditer(full)}
    for found in _ODD.finditer(bare):
        if found[0] not in meant:
            begin = max(0, found.start() - _AROUND)
            shown = " ".join(bare[begin : found.end() + _AROUND].split())
            text = f"reads oddly for who told us nothing: '{shown}'"
            remedy = "write {{ contact.x | default('…') }}, or {% if contact.x %}"
            yield _told(name, file, text, remedy, field=field)


def _text(name: str, full: Arrived, reading: Reading) -> Iterator[Problem]:
    if not full.text.strip():
        yield _told(name, "body.txt", "is empty", "write the same in plain text")
    elif reading.links and "://" not in full.text:
        text = "has no link, and the HTML does"
        yield _told(name, "body.txt", text, "write {{ link.name }} there too", "warning")


def _size(name: str, size: int) -> Iterator[Problem]:
    if size > MOST_BYTES:
        text = f"is {size / 1024:.0f} KB as HTML: Gmail cuts off what is over 102 KB"
        yield _told(name, "body.mjml", text, "leave something out, or link to it")


def _contrasts(name: str, reading: Reading) -> Iterator[Problem]:
    for words in reading.words:
        look = words.look
        ratio, least = contrast(look.colour, look.behind), _least(look)
        if ratio < least and any(letter.isalnum() for letter in words.text):
            text = f"'{words.text[:40]}' is hard to read: contrast {ratio:.1f}, not {least:g}"
            level: Level = "error" if ratio < READABLE_LARGE else "warning"
            yield _told(name, "body.mjml", text, "make it darker, or what is behind it", level)


def _least(look: Look) -> float:
    large = look.size >= (_LARGE_BOLD if look.bold else _LARGE)
    return READABLE_LARGE if large else READABLE


def _way_out(name: str, bare: Arrived) -> Iterator[Problem]:
    html = bare.html.replace("&amp;", "&")
    for file, said in (("body.mjml", html), ("body.txt", bare.text)):
        if bare.unsubscribe_url not in said:
            text = "does not show the unsubscribe link to who told us nothing"
            yield _told(name, file, text, "write {{ unsubscribe_url }} outside any {% if %}")
