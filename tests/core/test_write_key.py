import base64

import pytest

from kweek.core.write_key import fits, given_in_body, given_in_header, given_in_query


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("header", "key"),
    [
        (basic("key:"), "key"),
        (basic("key:ignored"), "key"),
        (basic("key"), "key"),
        ("basic a2V5Og==", "key"),
        ("Basic ???", None),
        ("Basic /w==", None),
        ("Bearer key", None),
        ("", None),
    ],
)
def test_the_key_is_the_user_name_of_basic_auth(header, key):
    assert given_in_header(header) == key


def test_the_key_may_stand_in_the_body():
    assert given_in_body({"writeKey": "key"}) == "key"
    assert given_in_body({"writeKey": 5}) is None
    assert given_in_body({}) is None
    assert given_in_body([]) is None


def test_the_key_may_stand_in_the_query():
    assert given_in_query({"writeKey": "key"}) == "key"
    assert given_in_query({"writekey": "key"}) is None


def test_only_the_key_itself_fits():
    assert fits("key", "key")
    assert not fits("kez", "key")
    assert not fits("clé", "key")
    assert not fits("\ud800", "key")
    assert not fits("", "key")
    assert not fits(None, "key")
