import base64
import hmac
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


def forged(chance, valid):  # noqa: PLR0911 - one for each way to forge
    """A token that nobody signed: altered, cut, glued, spelled otherwise, or made up."""
    token = chance.choice(valid)
    fields = token.split(".")
    place = chance.randrange(len(token))
    match chance.randrange(8):
        case 0:  # one bit of one character
            return (
                token[:place]
                + chr(ord(token[place]) ^ 1 << chance.randrange(7))
                + token[place + 1 :]
            )
        case 1:
            return token[:place] + chance.choice(ALPHABET) + token[place + 1 :]
        case 2:  # what is said of one, with the proof of another
            return ".".join([*fields[:4], chance.choice(valid).rpartition(".")[2]])
        case 3:
            fields[chance.randrange(3)] = chance.choice(
                ("v1", "v2", "1", "0", "2", "c", "u", "h", "")
            )
            return ".".join(fields)
        case 4:
            return token[:place]
        case 5:
            return token + chance.choice(ALPHABET + "=\n\t ")
        case 6:
            return ".".join([*fields[:4], "".join(chance.choices(ALPHABET, k=22))])
        case _:
            return "".join(chance.choices(ALPHABET + ".", k=chance.randrange(120)))


ALPHABET = string.ascii_letters + string.digits + "-_"


MORE = [
    pytest.param(200_000, marks=pytest.mark.slow),
    pytest.param(1_000_000, marks=pytest.mark.night),
]


@pytest.mark.parametrize("tries", [5_000, *MORE])
def test_no_forged_token_is_accepted_for_any_purpose(tries, proven):
    chance = random.Random(tries)  # noqa: S311 - the same tokens each time
    purposes = "ocuphf"
    valid = [sign(KEY, "1", chance.choice(purposes), [f"c{n}", f"s{n}"]) for n in range(1_000)]
    sound, accepted = set(valid), []

    for _ in range(tries):
        token, purpose = forged(chance, valid), chance.choice(purposes)
        if verify(KEYS, purpose, token) is not None and token not in sound:
            accepted.append((purpose, token))

    assert accepted == []
    proven("forged and altered tokens", f"{tries:,} tokens (seed {tries}), none accepted")


def test_a_token_is_accepted_for_its_own_purpose_alone():
    accepted = {
        (mine, other)
        for mine in "ocuphf"
        for other in "ocuphf"
        if verify(KEYS, other, sign(KEY, "1", mine, ["c", "s"])) is not None
    }

    assert accepted == {(one, one) for one in "ocuphf"}


def signed_as(text, prefix=b"kweek token\0"):
    """A text with the signature that it would have, were it signed so."""
    mac = hmac.digest(KEY, prefix + text.encode(), "sha256")[:16]
    return f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def test_what_the_same_key_has_signed_in_another_form_or_for_another_use_is_no_token():
    text = TOKEN.rpartition(".")[0]

    assert verify(KEYS, "c", signed_as(text)) == ["contact", "send", "link"]
    assert verify(KEYS, "c", signed_as(text, prefix=b"")) is None
    assert verify(KEYS, "c", signed_as(text.replace("v1.", "v2."))) is None
    assert verify(KEYS, "c", signed_as(f"{text}.more")) is None


def test_a_token_longer_than_any_of_ours_is_not_even_looked_at():
    assert verify(KEYS, "f", sign(KEY, "1", "f", ["x" * 300])) == ["x" * 300]
    assert verify(KEYS, "f", sign(KEY, "1", "f", ["x" * LONGEST])) is None
