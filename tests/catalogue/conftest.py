"""Small campaigns folders, written for one test each."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest
from planting import AROUND, MJML, MJML_TO_OWNER, POLICY, TEXT, whole

from kweek.catalogue.build import check

Write = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a campaigns folder: a policy, what the test gives, and bodies for its mails.

    A mail is given by its mail.yaml; `mail/NAME` alone stands for a nurture mail.
    """

    def write(files: Mapping[str, str]) -> Path:
        root = tmp_path / "campaigns"
        for name, text in {"policy.yaml": POLICY, **files}.items():
            if name.startswith("mail/"):
                write_mail(root / name, dedent(text))
            else:
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(dedent(text), encoding="utf-8")
        return root

    return write


@pytest.fixture
def planted(write: Write) -> Callable[[str], list[str]]:
    """Tells what is wrong in a journey with a mistake in it."""

    def planted(journey: str) -> list[str]:
        root = write({**AROUND, "journeys/j.yaml": whole(journey)})
        return [str(problem).removeprefix("journeys/j.yaml:") for problem in check(root)]

    return planted


def write_mail(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    mail = text or f"kind: nurture\nsubject: About {folder.name}\n"
    (folder / "mail.yaml").write_text(mail, encoding="utf-8")
    links = mail.partition("links:")[2]
    if "to: owner" in mail:
        (folder / "body.mjml").write_text(MJML_TO_OWNER, encoding="utf-8")
        (folder / "body.txt").write_text("{{ lead.email }}\n", encoding="utf-8")
        return
    names = [line.split(":")[0].strip(" {") for line in links.splitlines() if ":" in line]
    used = [f"{{{{ link.{name} }}}}" for name in names]
    html = " ".join(f'<a href="{link}">x</a>' for link in used)
    (folder / "body.mjml").write_text(MJML.replace("LINKS", html), encoding="utf-8")
    (folder / "body.txt").write_text(TEXT.replace("LINKS", " ".join(used)), encoding="utf-8")
