"""Templates compiled from sources that a test writes, and the pages as they are shipped."""

from pathlib import Path

import pytest

from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.mails import compile_templates
from kweek.console import mail_content, pages, templates

PAGES = Path(pages.__file__).parent / "pages"


@pytest.fixture
def compiled(tmp_path, monkeypatch):
    """Compiles one mail called `hello` (with the pages) as it would be deployed."""

    def compile_it(mjml="", text="", **file):
        mail = MailFile.model_validate({"kind": "nurture", "subject": "Hello", **file})
        folder = tmp_path / "campaigns" / "mail" / "hello"
        folder.mkdir(parents=True)
        body = f"<mj-section><mj-column><mj-text>{mjml}</mj-text></mj-column></mj-section>"
        (folder / "body.mjml").write_text(f"<mjml><mj-body>{body}</mj-body></mjml>", "utf-8")
        (folder / "body.txt").write_text(text, encoding="utf-8")
        out = tmp_path / "content"
        links = compile_templates(tmp_path / "campaigns", {"hello": mail}, PAGES, out)
        found = templates.environment_in(out)
        monkeypatch.setattr(mail_content, "environment", lambda: found)
        monkeypatch.setattr(pages, "environment", lambda: found)
        return links["hello"]

    return compile_it
