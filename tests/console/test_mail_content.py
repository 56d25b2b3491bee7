"""What people get to read, whatever their traits hold."""

import pytest

from kweek.console.mail_content import first_name, one_line, render_mail


@pytest.mark.parametrize(
    ("said", "greeted"),
    [
        ("Anna", "Anna"),
        ("  Jan-Willem  ", "Jan-Willem"),
        ("José María", "José María"),
        ("O’Neill", "O’Neill"),
        ("J.P.", "J.P."),
        ("李", "李"),
        ("anna@example.com", ""),
        ("evil.example", ""),
        ("http://evil.example", ""),
        ("Win 1000 euro", ""),
        ("you have won a prize", ""),
        ("<b>Anna</b>", ""),
        ("{{ 7 * 7 }}", ""),
        ("a" * 41, ""),
        ("a" * 39 + "!", ""),
        ("", ""),
        (None, ""),
        (42, ""),
        ({"nested": "map"}, ""),
    ],
)
def test_only_what_looks_like_a_name_is_used_to_greet_somebody(said, greeted):
    assert first_name({"first_name": said}) == greeted


def test_the_first_name_that_segment_libraries_send_is_known_too():
    assert first_name({"firstName": "Anna"}) == "Anna"
    assert first_name({}) == ""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Hello Anna", "Hello Anna"),
        ("Hello\r\nBcc: everyone@example.com", "Hello Bcc: everyone@example.com"),
        ("a\u2028b\u0085c\u2029d\x00e\x1bf", "a b c d e f"),
        ("ab\u202edc", "ab dc"),
        ("half \ud800 a character", "half a character"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_a_subject_is_one_line_without_control_characters(text, line):
    assert one_line(text) == line


def test_contact_data_is_shown_and_never_run(compiled):
    compiled(
        mjml="Hello {{ contact.company }}",
        text="Hello {{ contact.company }}",
        subject="For {{ contact.company }}",
    )
    hostile = "{{ 7 * 7 }}{% for x in y %}<script>alert('x')</script>\n"

    content = render_mail("hello", {"contact": {"company": hostile}})

    assert content.text == f"Hello {hostile}"
    assert content.subject == "For {{ 7 * 7 }}{% for x in y %}<script>alert('x')</script>"
    assert "<script" not in content.html
    assert "{{ 7 * 7 }}{% for x in y %}&lt;script&gt;alert(&#39;x&#39;)" in content.html


def test_a_trait_of_any_type_or_none_at_all_leaves_the_mail_standing(compiled):
    body = (
        "{{ contact.company.name.first }}|{{ contact.age|upper }}"
        "|{{ 'yes' if contact.tags == 'x' else 'no' }}|{{ entry.plan|default('none') }}"
    )
    compiled(mjml=body, text=body)

    content = render_mail("hello", {"contact": {"age": 42, "tags": ["x"]}, "entry": {}})

    assert content.text == "|42|no|none"


def test_half_a_character_in_a_trait_does_not_stop_a_mail(compiled):
    compiled(mjml="{{ contact.company }}", text="{{ contact.company }}")

    content = render_mail("hello", {"contact": {"company": "a\ud800b"}})

    assert content.text == "a?b"
    assert ">a?b<" in content.html


def test_every_link_goes_through_the_address_that_the_mailer_gives(compiled):
    links = compiled(
        mjml='<a href="{{ link.guide }}">a</a> <a href="https://www.example.com/?a=1&amp;b=2">b</a>',
        text="{{ link.guide }} and https://www.example.com/?a=1&b=2.",
        links={"guide": {"url": "https://www.example.com/guide", "file": "guide.pdf"}},
    )
    by_name = {link["name"]: key for key, link in links.items()}
    guide, other = by_name["guide"], by_name["https://www.example.com/?a=1&b=2"]
    tracked = {guide: "https://k.example/c/1", other: "https://k.example/c/2"}

    content = render_mail("hello", {"link": tracked})

    assert links == {
        guide: {"url": "https://www.example.com/guide", "name": "guide", "file": "guide.pdf"},
        other: {
            "url": "https://www.example.com/?a=1&b=2",
            "name": "https://www.example.com/?a=1&b=2",
        },
    }
    assert content.text == "https://k.example/c/1 and https://k.example/c/2."
    assert '<a href="https://k.example/c/1">a</a>' in content.html
    assert '<a href="https://k.example/c/2">b</a>' in content.html
    assert "www.example.com" not in content.html


def test_the_way_out_is_not_tracked(compiled):
    links = compiled(mjml='<a href="{{ unsubscribe_url }}">out</a>', text="{{ unsubscribe_url }}")

    content = render_mail("hello", {"unsubscribe_url": "https://k.example/u/t"})

    assert links == {}
    assert content.text == "https://k.example/u/t"
    assert '<a href="https://k.example/u/t">out</a>' in content.html


def test_the_open_pixel_ends_the_body_and_is_left_out_without_its_address(compiled):
    compiled()

    with_pixel = render_mail("hello", {"open_url": "https://k.example/o/t"}).html
    without = render_mail("hello", {}).html

    assert with_pixel.endswith(
        '<img src="https://k.example/o/t" alt="" width="1" height="1"'
        ' style="display:block;border:0"></body></html>'
    )
    assert "<img" not in without


def test_a_notice_to_an_owner_has_plain_links_and_no_pixel(compiled):
    links = compiled(
        mjml='<a href="{{ link.guide }}">a</a>',
        text="{{ link.guide }}",
        kind="service",
        to="owner",
        links={"guide": "https://www.example.com/guide"},
    )

    content = render_mail("hello", {"open_url": "https://k.example/o/t"})

    assert links == {}
    assert content.text == "https://www.example.com/guide"
    assert '<a href="https://www.example.com/guide">a</a>' in content.html
    assert "<img" not in content.html


def test_the_preview_text_comes_first_in_the_body_and_the_subject_is_the_title(compiled):
    compiled(mjml="Body", subject="For {{ first_name }}", preview="Dear {{ contact.company }}")

    html = render_mail("hello", {"contact": {"first_name": "Anna", "company": "A&B"}}).html

    assert "<title>For Anna</title>" in html
    assert "Dear A&amp;B" in html[html.index("<body") : html.index("Body")]


def test_a_mail_says_dates_in_the_firms_zone_and_nothing_for_what_is_none(compiled):
    said = "{{ entry.at | day }}, {{ entry.at | time }}"
    compiled(mjml=said, text=said, subject=f"On {said}")
    firm = {"policy": {"time_zone": "Europe/Amsterdam"}}

    known = render_mail("hello", {**firm, "entry": {"at": "2027-02-11T14:00:00Z"}})
    absent = render_mail("hello", {**firm, "entry": {}})

    assert known.subject == "On Thursday 11 February 2027, 15:00"
    assert known.text == "Thursday 11 February 2027, 15:00"
    assert "Thursday 11 February 2027, 15:00" in known.html
    assert (absent.subject, absent.text) == ("On ,", ", ")


def test_a_date_that_is_missing_leaves_room_for_other_words(compiled):
    compiled(text="It comes {{ (entry.at | day) or 'soon' }}.")

    assert render_mail("hello", {"entry": {}}).text == "It comes soon."
    assert render_mail("hello", {"entry": {"at": "2027-02-11"}}).text == (
        "It comes Thursday 11 February 2027."
    )
