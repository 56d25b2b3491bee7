import base64

import pytest

from kweek.core.web import (
    Answer,
    Request,
    json_answer,
    not_allowed,
    page,
    pixel,
    preflight,
    redirect,
)


def event(**fields):
    return {"requestContext": {"requestId": "r1", "http": {"method": "post"}}, **fields}


def test_a_body_is_decoded_as_its_flag_says():
    text = base64.b64encode(b"a=b").decode()

    assert Request.read(event(body="a=b")).body == b"a=b"
    assert Request.read(event(body=text, isBase64Encoded=True)).body == b"a=b"
    assert Request.read(event(body=text, isBase64Encoded=False)).body == text.encode()
    assert Request.read(event(body="?", isBase64Encoded=True)).body == b""
    assert Request.read(event(body="half \ud800")).body == b"half ?"
    assert Request.read(event()).body == b""
    assert Request.read(event(body=None, headers=None, pathParameters=None)) == Request(
        "r1", "POST", {}, {}, b""
    )


def test_header_names_know_no_case_and_a_media_type_no_parameters():
    request = Request.read(event(headers={"Content-Type": "Text/HTML; charset=x"}))

    assert request.headers == {"content-type": "Text/HTML; charset=x"}
    assert request.media_type == "text/html"


def test_head_gets_the_headers_alone():
    request = Request("r1", "HEAD", {}, {}, b"")

    assert request.shows
    assert pixel().to(request) == {
        "statusCode": 200,
        "headers": dict(pixel().headers),
        "body": "",
        "isBase64Encoded": False,
    }


def test_bytes_travel_as_base64():
    result = pixel().to(Request("r1", "GET", {}, {}, b""))

    assert result["isBase64Encoded"]
    assert base64.b64decode(result["body"]).startswith(b"GIF89a")


@pytest.mark.parametrize(
    "answer", [page(200, "<p>", "x"), redirect(302, "https://x"), pixel(), json_answer(200, {})]
)
def test_nothing_is_cached_or_sniffed_or_told_to_the_next_site(answer):
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_page_says_what_a_browser_may_do_for_it():
    answer = page(404, "<p>", "default-src 'none'")

    assert (answer.status, answer.body) == (404, "<p>")
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_a_script_is_answered_in_json_and_a_browser_is_not():
    def wants(**headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Request("r1", "POST", {}, named, b"").wants_json

    assert wants(content_type="application/json; charset=utf-8")
    assert wants(accept="application/json, text/plain, */*")
    assert not wants(accept="text/html,application/xhtml+xml,application/json;q=0.9")
    assert not wants(content_type="text/plain", accept="*/*")


def test_any_site_may_send_and_read():
    assert preflight("POST") == Answer(
        204,
        "",
        {
            "access-control-allow-origin": "*",
            "access-control-allow-methods": "POST",
            "access-control-allow-headers": (
                "authorization, content-type, content-encoding, x-retry-count"
            ),
            "access-control-max-age": "7200",
        },
    )
    assert json_answer(200, {}).headers["access-control-allow-origin"] == "*"
    assert not_allowed("POST").headers["allow"] == "POST"


def test_what_a_person_s_browser_shows_is_never_guessed_at_kept_or_told_of():
    guarded = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }

    assert page(200, "<p>", "default-src 'none'").headers == {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'",
        **guarded,
    }
    assert redirect(302, "https://example.org/").headers == {
        "location": "https://example.org/",
        **guarded,
    }
    assert pixel().headers == {"content-type": "image/gif", **guarded}


def test_a_body_that_is_no_base64_though_it_says_so_is_empty():
    assert Request.read(event(body="abc", isBase64Encoded=True)).body == b""
