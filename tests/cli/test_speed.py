import pytest

from kweek.cli.speed import describe, parse_speed


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("1d/s", 86_400),
        ("6h/s", 21_600),
        ("1d/m", 1_440),
        ("10m/s", 600),
        ("0.5d/s", 43_200),
        ("1h", 3_600),
        ("60", 60),
        ("60x", 60),
        ("1", 1),
    ],
)
def test_a_speed_is_a_whole_factor(text, factor):
    assert parse_speed(text) == factor


@pytest.mark.parametrize("text", ["", "fast", "1d/", "-60", "0", "1s/h", "1.5", "9w/s", "1y/s"])
def test_what_names_no_whole_factor_is_refused_with_the_text_in_the_sentence(text):
    with pytest.raises(ValueError, match=r"speed") as refused:
        parse_speed(text)

    assert repr(text) in str(refused.value)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1, "real time"),
        (86_400, "1 day a second"),
        (21_600, "6 hours a second"),
        (60, "1 minute a second"),
        (90, "90 times real time"),
    ],
)
def test_a_factor_is_told_in_words(factor, words):
    assert describe(factor) == words
