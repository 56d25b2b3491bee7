"""Every mail and page in a real browser, on a phone and on a desk."""

from collections import defaultdict

import pytest
from shipped import CAMPAIGNS, KNOWN, read

from kweek.console.mail_content import render_mail
from kweek.console.pages import (
    CONTENT_SECURITY_POLICY,
    accept_page,
    accepted_page,
    form_page,
    missing_page,
    thanks_page,
    tried_page,
    unsubscribe_page,
    unsubscribed_page,
)

pytestmark = pytest.mark.browser

WIDTHS = (375, 800)
MAILS = sorted(file.parent.name for file in (CAMPAIGNS / "mail").glob("*/mail.yaml"))
FORMS = {file.stem: read(file) for file in sorted((CAMPAIGNS / "forms").glob("*.yaml"))}
PAGES = {
    "thanks": lambda policy: thanks_page(FORMS["ebook"], policy),
    "unsubscribe": unsubscribe_page,
    "unsubscribed": unsubscribed_page,
    "accept": accept_page,
    "accepted": accepted_page,
    "missing": missing_page,
    "tried": tried_page,
    **{
        name: lambda policy, form=form: form_page(form, policy, rendered="t", anonymous_id="a")
        for name, form in FORMS.items()
    },
    "refused": lambda policy: form_page(
        FORMS["whitepaper"],
        policy,
        rendered="t",
        values={"email": "anna@", "role": "buyer"},
        errors={
            "email": "This is no e-mail address",
            "role": "Please choose",
            "_consent": "Please tick",
        },
    ),
}
ASKING = {"unsubscribe", "accept", "refused", *FORMS}

# The ratio of WCAG 2 between each text and whatever lies behind it.
CONTRASTS = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => {
      c /= 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parse(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    const style = getComputedStyle(element);
    if (!text || !element.checkVisibility() || style.fontSize === "0px") continue;
    const [a, b] = [light(parse(style.color)), light(behind(element))].sort((x, y) => y - x);
    found.push([text.slice(0, 40), (a + 0.05) / (b + 0.05)]);
  }
  return found;
}"""


class _Links(defaultdict):
    def __missing__(self, link):
        return f"https://api.example.com/c/{link}"


@pytest.fixture(params=WIDTHS)
def window(request, chromium):
    page = chromium.new_page(viewport={"width": request.param, "height": 700})
    yield page
    page.close()


def mail(name, policy, known):
    return render_mail(
        name,
        {
            **KNOWN[known],
            "link": _Links(),
            "open_url": "data:,",
            "unsubscribe_url": "https://api.example.com/u/token",
            "policy": policy,
        },
    ).html


def looks_right(window, html):
    window.set_content(html)
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
    contrasts = window.evaluate(CONTRASTS)
    assert contrasts
    assert [each for each in contrasts if each[1] < 4.5] == []
    assert window.locator("img:not([alt])").count() == 0
    assert window.locator("h1").count() == 1


def is_in_sight(element, window):
    """Big enough for a thumb, and inside the window's width."""
    box = element.bounding_box()
    assert element.is_visible()
    assert box["height"] >= 44
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= window.viewport_size["width"]


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("name", MAILS)
def test_a_mail_fits_is_readable_and_shows_one_thing_to_do(name, known, window, policy):
    looks_right(window, mail(name, policy, known))

    button = window.locator(".button a")
    assert button.count() == 1
    is_in_sight(button, window)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_is_readable(name, window, policy):
    looks_right(window, PAGES[name](policy))

    button = window.locator("button")
    assert button.count() == (1 if name in ASKING else 0)
    if name in ASKING:
        is_in_sight(button, window)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_the_same_under_its_content_security_policy(name, window, policy):
    def answer(route):
        route.fulfill(
            body=PAGES[name](policy),
            content_type="text/html; charset=utf-8",
            headers={"content-security-policy": CONTENT_SECURITY_POLICY},
        )

    complaints = []
    window.on("console", lambda message: complaints.append(message.text))
    window.route("**/*", answer)
    window.goto("http://kweek.test/page")

    assert complaints == []
    assert window.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(232, 238, 235)"
    )


def test_the_trap_of_a_form_can_neither_be_seen_nor_reached_by_keyboard(window, policy):
    window.set_content(PAGES["ebook"](policy))

    trap = window.locator("[name=_website]").bounding_box()
    reached = []
    for _ in range(12):
        window.keyboard.press("Tab")
        reached.append(window.evaluate("document.activeElement.name"))
    assert trap["x"] < 0
    assert "_website" not in reached
    assert "_consent" in reached
