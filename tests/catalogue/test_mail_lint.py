"""What is told of a mail as it arrives; what only looks unusual is left alone."""

from dataclasses import replace

import pytest

from kweek.catalogue.mail_colours import colour_in, contrast
from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.mail_lint import MOST_BYTES, Arrived, lint
from kweek.catalogue.mail_reading import read_html

STOP = "https://api.example.com/u/token?a=1&b=2"
HTML = """\
<html><head><title>No words of it</title><style>
a { color: #0b6653; } .foot a { color: #33423d; } @media (max-width: 9px) { a { color: #fff; } }
</style></head><body style="background:#e8eeeb">
<div style="display:none;color:#ffffff">The preview</div>
<table bgcolor="#12312b"><tr><td style="font-size:0"><div style="font-size:16px;color:#fff">
<h1>Hello Anna,</h1><img src="https://example.com/a.png" alt="A leak">
</div></td></tr></table>
<p>Read <a href="https://example.com/more">more of it</a>.</p>
<p class="foot"><a href="https://api.example.com/u/token?a=1&amp;b=2">Stop</a></p>
</body></html>
"""
GOOD = Arrived(
    "A subject", "What it is about", HTML, f"Hello Anna,\nhttps://x.example {STOP}", STOP
)
BARE = replace(
    GOOD, html=HTML.replace("Hello Anna,", "Hello,"), text=GOOD.text.replace(" Anna", "")
)
READ = 'Read <a href="https://example.com/more">more of it</a>.'
NURTURE = MailFile.model_validate({"kind": "nurture", "subject": "A subject"})
SERVICE = MailFile.model_validate({"kind": "service", "subject": "A subject"})


def told(file=NURTURE, size=1000, full=GOOD, bare=BARE, **both):
    problems = lint("hello", file, replace(full, **both), replace(bare, **both), size)
    return [str(problem).removeprefix("mail/hello/") for problem in problems]


def bare_html(old, new):
    return replace(BARE, html=BARE.html.replace(old, new))


def test_a_sound_mail_is_left_alone():
    assert told() == []


@pytest.mark.parametrize(
    ("bare", "problem"),
    [
        (
            bare_html("Hello,", "Dear ,"),
            (
                "body.mjml:1: reads oddly for who told us nothing: 'Dear , Read more of it. Stop'; "
                "write {{ contact.x | default('…') }}, or {% if contact.x %}"
            ),
        ),
        (
            replace(BARE, text=f"{STOP}{30 * ' '}\nA word from () or ask us"),
            (
                "body.txt:1: reads oddly for who told us nothing: 'A word from () or ask us'; "
                "write {{ contact.x | default('…') }}, or {% if contact.x %}"
            ),
        ),
        (
            replace(BARE, subject="News for , and more"),
            (
                "mail.yaml:1: subject: reads oddly for who told us nothing: 'News for , and more'; "
                "write {{ contact.x | default('…') }}, or {% if contact.x %}"
            ),
        ),
        (
            replace(BARE, subject=" "),
            "mail.yaml:1: subject: is empty for who told us nothing; give it a fallback",
        ),
        (
            bare_html(READ, READ.replace("more of it", "").removeprefix("Read ").rstrip(".")),
            (
                "body.mjml:1: the link to 'https://example.com/more' says nothing; "
                "write in words where it leads"
            ),
        ),
        (
            bare_html("https://example.com/more", ""),
            (
                "body.mjml:1: the link 'more of it' leads nowhere for who told us nothing; "
                "name it under `links` in mail.yaml"
            ),
        ),
        (
            bare_html("https://api.example.com/u/", "https://api.example.com/p/"),
            (
                "body.mjml:1: does not show the unsubscribe link to who told us nothing; "
                "write {{ unsubscribe_url }} outside any {% if %}"
            ),
        ),
        (
            replace(BARE, text="Hello,\nhttps://x.example"),
            (
                "body.txt:1: does not show the unsubscribe link to who told us nothing; "
                "write {{ unsubscribe_url }} outside any {% if %}"
            ),
        ),
    ],
)
def test_what_is_amiss_for_somebody_unknown_is_told(bare, problem):
    assert told(bare=bare) == [problem]


def test_service_mail_needs_no_way_out():
    assert told(SERVICE, bare=replace(BARE, unsubscribe_url="https://elsewhere.example")) == []


def test_what_an_author_writes_on_purpose_is_no_fallback_gone_wrong():
    french = HTML.replace("Hello Anna,", "Et alors ?")

    assert told(html=french) == []


def test_lengths_and_an_absent_preview_are_warned_of():
    assert told(subject="s" * 61, preview="p" * 111) == [
        "mail.yaml:1: preview: warning: has 111 characters; inboxes show about 110",
        "mail.yaml:1: subject: warning: has 61 characters; phones show about 60",
    ]
    assert told(preview="") == [
        "mail.yaml:1: preview: warning: is missing; say what the inbox shows after the subject"
    ]


def test_a_mail_that_gmail_cuts_off_is_wrong_and_one_byte_less_is_not():
    assert told(size=MOST_BYTES) == []
    assert told(size=MOST_BYTES + 1) == [
        (
            "body.mjml:1: is 102 KB as HTML: Gmail cuts off what is over 102 KB; "
            "leave something out, or link to it"
        )
    ]


def test_what_is_not_encrypted_is_warned_of_in_links_and_pictures():
    html = HTML.replace("https://example.com", "http://example.com")

    assert told(html=html) == [
        "body.mjml:1: warning: 'http://example.com/a.png' is not encrypted; write https://",
        "body.mjml:1: warning: 'http://example.com/more' is not encrypted; write https://",
    ]


def test_the_plain_text_must_be_there_and_lead_somewhere():
    assert told(SERVICE, text="") == ["body.txt:1: is empty; write the same in plain text"]
    assert told(SERVICE, text="Hello") == [
        "body.txt:1: warning: has no link, and the HTML does; write {{ link.name }} there too"
    ]


def test_words_that_cannot_be_read_are_told_with_what_is_behind_them():
    pale = HTML.replace("color:#fff", "color:#2b4a44").replace("#0b6653", "#6f9a90")

    assert told(html=pale) == [
        (
            "body.mjml:1: 'Hello Anna,' is hard to read: contrast 1.4, not 3; "
            "make it darker, or what is behind it"
        ),
        (
            "body.mjml:1: 'more of it' is hard to read: contrast 2.7, not 4.5; "
            "make it darker, or what is behind it"
        ),
    ]


def test_a_little_too_pale_is_a_warning():
    html = HTML.replace("color: #0b6653", "color: #5a7f76")

    [problem] = told(html=html)

    assert problem.startswith("body.mjml:1: warning: 'more of it' is hard to read: contrast 3.8")


def test_a_mail_is_read_as_its_reader_sees_it():
    found = read_html(HTML)

    assert found.text == "Hello Anna,\nRead more of it.\nStop"
    assert [(link.href, link.text) for link in found.links] == [
        ("https://example.com/more", "more of it"),
        (STOP, "Stop"),
    ]
    assert found.pictures == ["https://example.com/a.png"]
    assert [(words.text, words.look.colour, words.look.behind) for words in found.words] == [
        ("Hello Anna,", (255, 255, 255), (18, 49, 43)),
        ("Read", (0, 0, 0), (232, 238, 235)),
        ("more of it", (11, 102, 83), (232, 238, 235)),
        (".", (0, 0, 0), (232, 238, 235)),
        ("Stop", (51, 66, 61), (232, 238, 235)),
    ]


@pytest.mark.parametrize(
    ("said", "colour"),
    [
        ("#fff", (255, 255, 255)),
        ("#0b6653 url(x.png)", (11, 102, 83)),
        ("rgb(1, 2, 3)", (1, 2, 3)),
        ("rgba(1, 2, 3, 0.5)", None),
        ("url(x.png) navy", (0, 0, 128)),
        ("transparent", None),
        ("", None),
    ],
)
def test_a_colour_is_known_however_it_is_written(said, colour):
    assert colour_in(said) == colour


def test_contrast_is_that_of_wcag():
    assert round(contrast((255, 255, 255), (0, 0, 0)), 2) == 21
    assert round(contrast((119, 119, 119), (255, 255, 255)), 2) == 4.48
