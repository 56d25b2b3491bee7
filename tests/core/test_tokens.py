import base64
import random
import string

import pytest

from kweek.core.secrets import derive
from kweek.core.tokens import LONGEST, sign, verify

KEY = derive("a root").signing
KEYS = {"1": KEY}
TOKEN = sign(KEY, "1", "c", ["contact", "send", "link"])


def test_a_signed_token_gives_its_parts_back():
    assert verify(KEYS, "c", TOKEN) == ["contact", "send", "link"]
    assert verify(KEYS, "f", sign(KEY, "1", "f", ["ebook", 1795266000000])) == [
        "ebook",
        1795266000000,
    ]


def test_a_token_is_fit_for_a_url_and_short_enough_for_a_mail():
    token = sign(KEY, "1", "c", ["x" * 20, "y" * 20, "z" * 12])

    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")
    assert len(token) < 120


@pytest.mark.parametrize("purpose", ["o", "u", "p", "h", "f"])
def test_a_token_for_a_click_serves_no_other_purpose(purpose):
    renamed = TOKEN.replace(".c.", f".{purpose}.")

    assert verify(KEYS, purpose, TOKEN) is None
    assert verify(KEYS, purpose, renamed) is None


def test_every_change_of_one_character_is_refused():
    alphabet = string.ascii_letters + string.digits + "-_.=+/ é"

    accepted = [
        (place, other)
        for place in range(len(TOKEN))
        for other in alphabet
        if other != TOKEN[place]
        and verify(KEYS, "c", TOKEN[:place] + other + TOKEN[place + 1 :]) is not None
    ]

    assert accepted == []


def test_another_spelling_of_the_same_bytes_is_refused():
    version, kid, purpose, payload, mac = TOKEN.split(".")
    spare_bits = mac[:-1] + chr(ord(mac[-1]) + 1)
    assert base64.urlsafe_b64decode(spare_bits + "==") == base64.urlsafe_b64decode(mac + "==")

    assert verify(KEYS, "c", f"{version}.{kid}.{purpose}.{payload}.{spare_bits}") is None
    assert verify(KEYS, "c", TOKEN + "=") is None
    assert verify(KEYS, "c", f"{version}.{kid}.{purpose}.{payload}=.{mac}") is None


def test_an_unknown_key_and_a_foreign_key_are_refused():
    assert verify({"2": KEY}, "c", TOKEN) is None
    assert verify({"1": derive("another root").signing}, "c", TOKEN) is None
    assert verify({}, "c", TOKEN) is None


def test_an_older_key_still_verifies_beside_the_new_one():
    newer = derive("another root").signing

    assert verify({"1": KEY, "2": newer}, "c", TOKEN) == ["contact", "send", "link"]


def test_random_texts_and_endless_ones_are_refused():
    chance = random.Random(1)  # noqa: S311 - the same texts each time
    texts = ["".join(chance.choices(string.printable, k=40)) for _ in range(5_000)]

    assert [text for text in texts if verify(KEYS, "c", text) is not None] == []
    assert verify(KEYS, "c", "") is None
    assert verify(KEYS, "c", "v1.1.c." + "A" * LONGEST + ".A") is None
    assert verify(KEYS, "c", "\ud800" + TOKEN) is None
    assert verify(KEYS, "c", TOKEN.replace("v1", "v2")) is None
