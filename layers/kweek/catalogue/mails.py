"""Checks the mails, and compiles them with the pages into templates that are ready to render."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mjml import mjml2html

from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.mail_folder import (
    PARTS,
    read_mail,
    unreadable,
    wrong_files,
    wrong_includes,
)
from kweek.catalogue.mail_language import Wrong, names_used, wrong_words
from kweek.catalogue.mail_links import IN_TEXT
from kweek.catalogue.mail_tags import wrong_tags
from kweek.catalogue.mail_templates import Templates
from kweek.catalogue.mail_urls import wrong_url
from kweek.catalogue.mail_uses import Uses
from kweek.catalogue.mail_vocabulary import (
    Vocabulary,
    of_contact_mail,
    of_owner_mail,
    of_part,
)
from kweek.catalogue.problems import Problem

NO_USES: Mapping[str, Uses] = MappingProxyType({})
_BODIES = (".mjml", ".txt")
_WAY_OUT = ("unsubscribe_url",)
_SENDER_IS = ("policy", "postal_address")


def check_mails(
    campaigns: Path,
    mails: Mapping[str, MailFile],
    traits: Collection[str] = (),
    uses: Mapping[str, Uses] = NO_USES,
) -> list[Problem]:
    """Everything that is wrong in the bodies, subjects and parts of these mails.

    `traits` are the names that forms, updates and conditions use: a merge field that
    looks like one of them, but is none, is taken for a slip. `uses` are what sends each mail.
    """
    parts = campaigns / "mail" / PARTS
    found = list(_check_parts(campaigns, parts, traits)) if parts.is_dir() else []
    for name, file in mails.items():
        of_mail = of_owner_mail if file.to == "owner" else of_contact_mail
        vocabulary = of_mail(file, traits, uses.get(name, Uses()))
        mine = list(_check_mail(campaigns, name, file, vocabulary))
        # A mail with a broken body would only repeat itself as a whole.
        found += mine or list(_check_whole(campaigns, name, file, vocabulary))
    return found


def compile_templates(
    campaigns: Path, mails: Mapping[str, MailFile], pages: Path, out: Path
) -> dict[str, dict[str, dict[str, Any]]]:
    """Writes the compiled templates of all mails and pages into `out`; needs a clean check.

    Returns the tracked links of each mail: `{mail: {link_id: {"url", "name", "file"?}}}`.
    """
    templates = Templates(out)
    for page in sorted(pages.glob("*.html")):
        templates.add_page(page.stem, page.read_text(encoding="utf-8"))
    return {
        name: templates.add_mail(read_mail(campaigns, name, file)) for name, file in mails.items()
    }


def _check_parts(campaigns: Path, parts: Path, traits: Collection[str]) -> Iterator[Problem]:
    for file in sorted(parts.iterdir()):
        if file.suffix in _BODIES:
            yield from _check_body(campaigns, file, of_part(traits))


def _check_mail(
    campaigns: Path, name: str, file: MailFile, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """What is wrong in the files of one mail, each by itself, so that lines are right."""
    yield from wrong_files(campaigns, name)
    yield from _check_heading(campaigns, name, file, vocabulary)
    for suffix in _BODIES:
        body = campaigns / "mail" / name / f"body{suffix}"
        if body.is_file():
            yield from _check_body(campaigns, body, vocabulary)


def _check_body(campaigns: Path, file: Path, vocabulary: Vocabulary) -> Iterator[Problem]:
    broken = list(unreadable(campaigns, file))
    if broken:
        yield from broken
        return
    yield from wrong_includes(campaigns, file)
    source = file.read_text(encoding="utf-8")
    wrong = wrong_words(source, vocabulary)
    wrong += wrong_tags(source) if file.suffix == ".mjml" else _wrong_text_links(source)
    name = file.relative_to(campaigns).as_posix()
    yield from (Problem(name, each.line, "", each.text, each.remedy) for each in wrong)


def _check_heading(
    campaigns: Path, name: str, file: MailFile, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """Subject, preview and links of mail.yaml."""
    path = f"mail/{name}/mail.yaml"
    source = (campaigns / path).read_text(encoding="utf-8")
    for key, text in (("subject", file.subject), ("preview", file.preview)):
        for wrong in wrong_words(text, vocabulary):
            yield Problem(path, _line_of(key, source), key, wrong.text, wrong.remedy)
    if "\n" in file.subject:
        yield Problem(path, _line_of("subject", source), "subject", "must be one line")
    for key, link in file.links.items():
        if said := wrong_url(link.url):
            yield Problem(path, _line_of(key, source), f"links.{key}", f"'{link.url}' {said}")


def _check_whole(
    campaigns: Path, name: str, file: MailFile, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """What only shows when the parts are in: duties, links that nobody uses, MJML itself."""
    source = read_mail(campaigns, name, file)
    for body, text in (("body.mjml", source.mjml), ("body.txt", source.text)):
        path, names = f"mail/{name}/{body}", names_used(text)
        for wrong in wrong_words(text, vocabulary):
            yield Problem(path, 1, "", f"{wrong.text} (in a part)", wrong.remedy)
        if file.kind != "service":
            yield from _missing_duties(path, names)
        for unused in sorted(
            set(file.links) - {path[1] for path in names if path[0] == "link" and path[1:]}
        ):
            said = f"the link '{unused}' of mail.yaml is not used"
            remedy = f"write {{{{ link.{unused} }}}}"
            yield Problem(path, 1, "", said, remedy, "warning", code="unused-link")
    try:
        mjml2html(source.mjml)
    except ValueError as error:
        yield Problem(f"mail/{name}/body.mjml", 1, "", f"MJML does not read it: {error}")


def _missing_duties(path: str, names: Collection[tuple[str, ...]]) -> Iterator[Problem]:
    if _WAY_OUT not in names:
        remedy = "write {{ unsubscribe_url }}, or include a footer that does"
        yield Problem(path, 1, "", "the unsubscribe link is missing", remedy)
    if _SENDER_IS not in names:
        remedy = "write {{ policy.postal_address }}, or include a footer that does"
        yield Problem(path, 1, "", "the postal address is missing", remedy)


def _wrong_text_links(source: str) -> Iterator[Wrong]:
    """URLs that are wrong, or that go on in a merge field, in a text body."""
    for found in IN_TEXT.finditer(source):
        line = source.count("\n", 0, found.start()) + 1
        if "{" in found[0] or source[found.end() :].startswith("{{"):
            remedy = "name it under `links` in mail.yaml"
            yield Wrong(line, "a link cannot be put together from pieces", remedy)
        elif said := wrong_url(found[0]):
            yield Wrong(line, f"the link '{found[0]}' {said}")


def _line_of(key: str, source: str) -> int:
    """The line where a key of a small YAML file stands."""
    lines: Iterable[str] = source.splitlines()
    pattern = re.compile(rf"\s*['\"]?{re.escape(key)}['\"]?\s*:")
    return next((n for n, line in enumerate(lines, 1) if pattern.match(line)), 1)
