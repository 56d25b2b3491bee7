import pytest

from kweek.core.form_post import (
    ANONYMOUS_ID,
    CONSENT,
    LATEST,
    MOST_EXTRAS,
    RENDERED,
    SOONEST,
    TRAP,
    Post,
    accept,
    age_problem,
)
from kweek.core.form_values import LONGEST_LINE, LONGEST_TEXT, ticked, value
from kweek.core.incoming import Consent, Incoming
from kweek.core.post_body import MOST_FIELDS, posted
from kweek.core.times import Instant

NOW = Instant(1_795_255_200_000)
URLENCODED = "application/x-www-form-urlencoded"


def field(name, kind="text", *, required=False, options=()):
    return {
        "field": name,
        "label": name.capitalize(),
        "type": kind,
        "required": required,
        "options": list(options),
    }


FORM = {
    "fields": [field("email", "email", required=True), field("company")],
    "consent": {"topics": ["nurture"], "wording": "Yes, mail me.", "required": True},
    "properties": {"document": "The Quiet Factory"},
}


def post(form=FORM, /, request_id="r1", **fields):
    return Post("ebook", form, fields, request_id)


def test_a_post_becomes_traits_with_the_consent_and_the_words_it_was_given_to():
    fields = {"email": " Ada@EXAMPLE.com", "company": "Luwte", CONSENT: "yes"}

    message = accept(post(**fields, **{ANONYMOUS_ID: "ada"}), NOW)

    assert message == Incoming(
        id=message.id,
        type="form",
        event="Form Submitted",
        at=NOW,
        received_at=NOW,
        anonymous_id="ada",
        address="ada@example.com",
        properties={"document": "The Quiet Factory", "form": "ebook"},
        traits={"email": "ada@example.com", "company": "Luwte"},
        consent=Consent(("nurture",), "Yes, mail me.", "ebook"),
    )


def test_every_field_that_is_wrong_is_named_at_once():
    assert accept(post(email="ada", company="x" * 255), NOW) == {
        "email": "Email: this is no e-mail address; it needs a name, an @ and a domain.",
        "company": "Company: this may have 254 characters at most.",
        CONSENT: "Please tick the box: without it we may not mail you.",
    }


def test_a_box_that_was_not_ticked_gives_no_consent_and_does_no_harm_when_it_need_not():
    form = {**FORM, "consent": {**FORM["consent"], "required": False}}

    assert accept(post(form, email="ada@example.com"), NOW).consent is None
    assert accept(post(form, email="ada@example.com", **{CONSENT: "yes"}), NOW).consent


def test_a_form_without_a_box_gives_no_consent_whatever_is_posted():
    message = accept(post({**FORM, "consent": None}, email="a@example.com", **{CONSENT: "1"}), NOW)

    assert message.consent is None


def test_without_an_address_a_known_visitor_may_post_and_nobody_may_not():
    form = {"fields": [field("email", "email"), field("company")]}

    assert accept(post(form, company="Luwte"), NOW) == {"email": "please fill this in"}
    message = accept(post(form, company="Luwte", **{ANONYMOUS_ID: "ada"}), NOW)
    assert (message.address, message.anonymous_id) == (None, "ada")
    assert message.traits == {"company": "Luwte"}


def test_fields_that_the_form_does_not_have_are_properties_within_bounds():
    extras = {f"utm_{number}": "x" for number in range(2 * MOST_EXTRAS)}

    message = accept(
        post(
            email="ada@example.com",
            utm_source="news",
            form="another",
            document="another",
            long="y" * 1_000,
            _hidden="no",
            deep={"no": 1},
            **{CONSENT: "yes", "no spaces": "no"},
        ),
        NOW,
    )

    assert message.properties == {
        "utm_source": "news",
        "long": "y" * 500,
        "document": "The Quiet Factory",
        "form": "ebook",
    }
    many = accept(post(email="ada@example.com", **{CONSENT: "yes"}, **extras), NOW)
    assert len(many.properties) == MOST_EXTRAS + 2


def test_the_same_page_posted_twice_is_one_event_and_other_posts_are_their_own():
    fields = {"email": "ada@example.com", CONSENT: "yes"}

    def id_of(request_id, **more):
        return accept(post(request_id=request_id, **fields, **more), NOW).id

    page = {RENDERED: "token"}
    assert id_of("r1", **page) == id_of("r2", **page)
    assert id_of("r1", **page) != id_of("r1", **{RENDERED: "another"})
    assert id_of("r1", **page) != id_of("r1", company="Luwte", **page)
    assert id_of("r1") == id_of("r1")
    assert id_of("r1") != id_of("r2")


def test_what_fills_in_the_trap_is_no_person():
    assert post(**{TRAP: "https://spam.example"}).trapped
    assert not post(**{TRAP: ""}).trapped
    assert not post().trapped


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (None, "cannot be sent any more"),
        (["another", NOW - 10_000], "cannot be sent any more"),
        (["ebook", NOW - SOONEST + 1], "very quick"),
        (["ebook", NOW - SOONEST], None),
        (["ebook", NOW - LATEST], None),
        (["ebook", NOW - LATEST - 1], "more than a day"),
    ],
)
def test_a_page_may_be_posted_from_two_seconds_to_a_day_after_it_was_made(made, problem):
    said = age_problem("ebook", made, NOW)

    assert (said is None) if problem is None else (problem in said)


@pytest.mark.parametrize(
    ("kind", "written", "trait"),
    [
        ("text", "  Ada \t Lovelace\r\nBcc: x\x00 ", "Ada Lovelace Bcc: x"),
        ("text", 5, "5"),
        ("text", "", None),
        ("text", None, None),
        ("text", " ", None),
        ("textarea", "one\r\ntwo\x07", "one\ntwo"),
        ("number", "12", 12),
        ("number", 2.5, 2.5),
        ("date", "2026-11-21", "2026-11-21"),
        ("url", "https://example.com/x?y", "https://example.com/x?y"),
        ("select", "The rest", "The  rest"),
        ("radio", "NL", "NL"),
        ("checkbox", "yes", True),
        ("checkbox", True, True),
        ("checkbox", None, False),
        ("email", "b@Example.com", "b@example.com"),
    ],
)
def test_a_field_becomes_a_trait_of_its_type(kind, written, trait):
    options = ("NL", "The  rest") if kind in ("select", "radio") else ()

    assert value(field("x", kind, options=options), written) == trait


@pytest.mark.parametrize(
    ("kind", "written", "problem"),
    [
        ("text", "x" * (LONGEST_LINE + 1), "254 characters"),
        ("text", ["x"], "write a text"),
        ("textarea", "x" * (LONGEST_TEXT + 1), "4000 characters"),
        ("number", "many", "write a number"),
        ("number", "nan", "write a number"),
        ("number", "1e999", "write a number"),
        ("date", "21-11-2026", "write a date"),
        ("url", "javascript:alert(1)", "begins with https"),
        ("url", "example.com", "begins with https"),
        ("select", "FR", "choose one"),
        ("email", "b", "no e-mail address"),
    ],
)
def test_a_field_says_what_is_wrong_with_it(kind, written, problem):
    with pytest.raises(ValueError, match=problem):
        value(field("x", kind, options=["NL"] if kind == "select" else ()), written)


def test_a_required_field_must_be_filled_in_and_a_required_box_ticked():
    with pytest.raises(ValueError, match="fill this in"):
        value(field("x", required=True), " ")
    with pytest.raises(ValueError, match="tick this box"):
        value(field("x", "checkbox", required=True), "no")


def test_a_field_called_email_is_an_address_whatever_its_type():
    with pytest.raises(ValueError, match="no e-mail address"):
        value(field("email"), "ada")


def test_a_box_is_ticked_by_what_browsers_and_scripts_send():
    assert [ticked(sent) for sent in ("yes", "on", True, "1", 1, "TRUE")] == [True] * 6
    assert [ticked(sent) for sent in ("", "no", "false", None, False, 0, {})] == [False] * 7


def multipart(*parts, boundary="b-1"):
    lines = [f"--{boundary}\r\n{head}\r\n\r\n{text}\r\n" for head, text in parts]
    return "".join([*lines, f"--{boundary}--\r\n"]).encode()


def test_the_three_encodings_say_the_same():
    body = multipart(
        ('Content-Disposition: form-data; name="email"', "ada@example.com"),
        ('content-disposition: form-data; charset=utf-8; name="first_name"', "Zoë"),
        ('Content-Disposition: form-data; name="cv"; filename="cv.pdf"', "%PDF"),
        ("Content-Type: text/plain", "nameless"),
    )
    fields = {"email": "ada@example.com", "first_name": "Zoë"}

    assert posted("multipart/form-data; boundary=b-1", body) == fields
    assert posted('Multipart/Form-Data; charset=x; Boundary="b-1"', body) == fields
    assert posted(URLENCODED, b"email=ada%40example.com&first_name=Zo%C3%AB") == fields
    assert posted("application/json; charset=utf-8", b'{"email": "ada@example.com"}') == {
        "email": "ada@example.com"
    }


def test_line_breaks_within_a_part_are_kept():
    body = multipart(('Content-Disposition: form-data; name="note"', "one\r\ntwo\r\n--b"))

    assert posted("multipart/form-data; boundary=b-1", body) == {"note": "one\r\ntwo\r\n--b"}


def test_of_two_fields_with_one_name_the_first_counts():
    assert posted(URLENCODED, b"a=1&a=2") == {"a": "1"}


@pytest.mark.parametrize(
    ("content_type", "body", "problem"),
    [
        (URLENCODED, b"a=1&" * (MOST_FIELDS + 1), "fields"),
        ("multipart/form-data", b"--b", "needs its boundary"),
        (
            "multipart/form-data; boundary=b",
            b"--b\r\n\r\n" * (MOST_FIELDS + 3),
            "too many fields",
        ),
        ("application/json", b"[]", "must be a JSON object"),
        ("application/json", b"{", "no JSON"),
        ("text/plain", b"a=1", "send urlencoded, multipart/form-data or application/json"),
        ("", b"a=1", "send urlencoded"),
    ],
)
def test_a_body_that_is_no_post_says_why(content_type, body, problem):
    with pytest.raises(ValueError, match=problem):
        posted(content_type, body)


def test_broken_multipart_bodies_are_read_as_far_as_they_go():
    assert posted("multipart/form-data; boundary=b", b"") == {}
    assert posted("multipart/form-data; boundary=b", b"--b\r\n\xff\xff\r\n--b--") == {}
    assert posted("multipart/form-data; boundary=b", b"--b--" * 5_000) == {}
