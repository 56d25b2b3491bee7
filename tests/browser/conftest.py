"""Compiles the shipped mails and pages, and starts one Chromium for all who look at them."""

from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import sync_playwright
from shipped import CAMPAIGNS, read

from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.mails import compile_templates
from kweek.console import mail_content, pages, templates


@pytest.fixture(scope="session")
def policy():
    return read(CAMPAIGNS / "policy.yaml")


@pytest.fixture(scope="session", autouse=True)
def _compiled(tmp_path_factory):
    """Mails and pages as they are deployed."""
    mails = {
        file.parent.name: MailFile.model_validate(read(file))
        for file in (CAMPAIGNS / "mail").glob("*/mail.yaml")
    }
    out = tmp_path_factory.mktemp("content")
    compile_templates(CAMPAIGNS, mails, Path(pages.__file__).parent / "pages", out)
    compiled = templates.environment_in(out)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail_content, "environment", lambda: compiled)
        patch.setattr(pages, "environment", lambda: compiled)
        yield


@pytest.fixture(scope="session")
def chromium():
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()
