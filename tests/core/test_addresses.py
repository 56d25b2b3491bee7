import pytest

from kweek.core.addresses import normal


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ada@example.com", "ada@example.com"),
        ("  Ada.Lovelace+kweek@EXAMPLE.Com\n", "ada.lovelace+kweek@example.com"),
        ("o'neil@sub.example.co.uk", "o'neil@sub.example.co.uk"),
        ("ada@münchen.de", "ada@xn--mnchen-3ya.de"),
        ("success@simulator.amazonses.com", "success@simulator.amazonses.com"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_address_has_one_spelling(written, kept):
    assert normal(written) == kept
    assert normal(kept) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@localhost",
        "ada@example",
        "ada@[127.0.0.1]",
        "ada@127.0.0.1",
        "ada@-example.com",
        "ada@exa mple.com",
        "ada@example..com",
        "ada lovelace@example.com",
        "ada..x@example.com",
        ".ada@example.com",
        '"ada"@example.com',
        "ada@bob@example.com",
        "ada@example.com\r\nBcc: bob@example.com",
        "ada\x00@example.com",
        "a" * 65 + "@example.com",
        "ada@" + "a." * 130 + "com",
        "ada@" + "é" * 100 + ".com",
    ],
)
def test_what_no_mail_can_be_sent_to_is_refused(written):
    with pytest.raises(ValueError, match=r"^(this|the) "):
        normal(written)


def test_a_local_part_beyond_ascii_is_refused_because_ses_does_not_take_it():
    with pytest.raises(ValueError, match="may only have plain letters"):
        normal("zoë@example.com")
