"""Words for where a listing goes on: given back unchanged, or refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kweek.core.bookmarks import bookmark, opened
from kweek.core.refusals import AskedWrongly

PART = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=100)


@given(PART, PART)
def test_a_word_leads_back_to_its_key_and_fits_an_address(partition, sort):
    word = bookmark((partition, sort))

    assert opened(word) == (partition, sort)
    assert set(word) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def word(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "yesterday",
        "é",
        word("null"),
        word('["c#a"]'),
        word('["c#a", 1]'),
        word('["c#a", ""]'),
        word('{"a": 1, "b": 2}'),
        word(f'["c#a", "{"x" * 1_025}"]'),
    ],
)
def test_any_other_word_is_refused(wrong):
    with pytest.raises(AskedWrongly, match="next: give back the word of the page before"):
        opened(wrong)
