import pytest

from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.mail_links import (
    accepted,
    clicked,
    fetched_by_machine,
    opened,
    safe_destination,
    unsubscribed,
)
from kweek.core.times import Instant

NOW = Instant(1_795_255_200_000)


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0",
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
        "Mozilla/5.0 (compatible; Googlebot/2.1)",
        "curl/8.1",
        "python-requests/2.32",
    ],
)
def test_a_picture_fetched_by_a_machine_is_known_as_such(agent):
    assert fetched_by_machine(agent)


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
        "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0; Pro)",
    ],
)
def test_a_mail_client_is_a_person(agent):
    assert not fetched_by_machine(agent)
    assert fetched_by_machine(agent, "prefetch;prerender")


@pytest.mark.parametrize(
    "url",
    ["https://www.example.com/cases?x=1#top", "http://example.com", "https://example.com:8443/"],
)
def test_a_click_may_lead_to_a_web_address(url):
    assert safe_destination(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/cases",
        "//example.com",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com",
        "https://",
        "https://user@example.com",
        "https://example.com\\@evil.example",
        "https://example.com/\r\nSet-Cookie: x=1",
        "https://exa mple.com",
        "https://[broken",
    ],
)
def test_a_click_may_lead_nowhere_else(url):
    assert not safe_destination(url)


def test_each_open_and_each_click_is_an_event_of_its_own():
    assert opened("token", ["ada", "send"], "r1", proxy=True, now=NOW) == Incoming(
        id=digest("o", "token", "r1"),
        type="open",
        event="Email Opened",
        at=NOW,
        received_at=NOW,
        contact="ada",
        properties={"send": "send", "proxy": True},
    )
    assert clicked("token", ["ada", "send", "link"], "r1", now=NOW) == Incoming(
        id=digest("c", "token", "r1"),
        type="click",
        event="Email Link Clicked",
        at=NOW,
        received_at=NOW,
        contact="ada",
        properties={"send": "send", "link": "link"},
    )


def test_opting_out_and_accepting_happen_once_per_mail():
    assert unsubscribed("token", ["ada", "send"], now=NOW) == Incoming(
        id=digest("u", "token"),
        type="unsubscribe",
        event="Unsubscribed",
        at=NOW,
        received_at=NOW,
        contact="ada",
        properties={"send": "send"},
    )
    assert accepted("token", ["ada", "run", "send"], now=NOW) == Incoming(
        id=digest("h", "token"),
        type="handoff",
        event="Handoff Accepted",
        at=NOW,
        received_at=NOW,
        contact="ada",
        properties={"run": "run", "send": "send"},
    )
