"""The texts that mails are written in: subjects, previews, bodies and the parts they share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.mail_folder import PARTS
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problem

BODIES = (".mjml", ".txt")


@dataclass(frozen=True, slots=True)
class Source:
    """One text of a mail, or of a part (then `mail` is empty); a subject stands in a `piece`."""

    mail: str
    file: str
    text: str
    piece: Piece | None = None

    def warning(self, code: str, text: str, remedy: str, line: int) -> Problem:
        """Something that is risky in it; lines count from 1 within the text."""
        if self.piece is not None:
            return self.piece.warning(code, text, remedy)
        return Problem(self.file, line, "", text, remedy, "warning", code)


def sources(
    root: Path, mails: Mapping[str, MailFile], headings: Mapping[str, Piece] | None = None
) -> Iterator[Source]:
    """Every text that can be read; `headings` are the mail.yaml files."""
    for name in mails:
        heading = (headings or {}).get(name)
        for key in ("subject", "preview"):
            said = heading.get(key) if heading else None
            if said is not None:
                yield Source(name, said.file, str(said.data), said)
        for suffix in BODIES:
            yield from _read(root, name, root / "mail" / name / f"body{suffix}")
    for file in sorted((root / "mail" / PARTS).glob("*")):
        if file.suffix in BODIES:
            yield from _read(root, "", file)


def _read(root: Path, name: str, file: Path) -> Iterator[Source]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # told by whoever checks the mail
        return
    yield Source(name, file.relative_to(root).as_posix(), text)
