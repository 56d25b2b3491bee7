"""Every kind of bad token gets one and the same answer, and none of them costs a call to AWS."""

import itertools

import pytest

import links
from kweek.core.secrets import derive
from kweek.core.tokens import LONGEST, sign
from kweek.shell import signed_call

PLACES = {"o": ["ada", "s"], "c": ["ada", "s", "link-1"], "u": ["ada", "s"], "h": ["ada", "r", "s"]}


def bad_tokens(key, place, parts):
    """One token of each kind, by what is wrong with it."""
    token = sign(key, "1", place, parts)
    head, _, mac = token.rpartition(".")
    told_of_another = sign(key, "1", place, ["bea", *parts[1:]]).rpartition(".")[0]
    other = next(one for one in PLACES if one != place)
    return {
        "of another key": sign(derive("another root").signing, "1", place, parts),
        "of an unknown key id": sign(key, "9", place, parts),
        "for another purpose": sign(key, "1", other, PLACES[other]),
        "with its purpose renamed": sign(key, "1", other, parts).replace(
            f".{other}.", f".{place}."
        ),
        "about somebody else": f"{told_of_another}.{mac}",
        "cut": token[:-1],
        "lengthened": f"{token}A",
        "spelled otherwise": f"{token}=",
        "in capitals": token.upper(),
        "of a later version": token.replace("v1.", "v2."),
        "without a proof": f"{head}.",
        "without a payload": f"v1.1.{place}..{mac}",
        "no token": "x",
        "nothing": "",
        "not ASCII": f"{token[:-1]}é",
        "half a character": "\ud800",
        "endless": "A" * (LONGEST + 1),
        "of dots": "." * 4,
    }


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.usefixtures("edge")
def test_all_bad_tokens_are_answered_alike(ask, keys, environment, place):
    calls, real = [], signed_call.transmit
    environment.setattr(signed_call, "transmit", lambda asked: calls.append(asked) or real(asked))
    answers = {}
    bad = bad_tokens(keys.signing, place, PLACES[place])
    for (what, token), method in itertools.product(bad.items(), ("GET", "POST", "PATCH")):
        path = f"/{place}/{token}"
        answer = ask(links.handler, method, path, parameters={"token": token})
        answers[what, method] = (answer.status, tuple(answer.headers.items()), answer.text)

    assert len(answers) == 3 * len(bad)
    assert len(set(answers.values())) == 1
    assert {status for status, _, _ in answers.values()} == {404}
    # The secret, once: what follows a bad token takes as long whatever is wrong with it.
    assert [call.headers["X-Amz-Target"] for call in calls] == ["secretsmanager.GetSecretValue"]


@pytest.mark.usefixtures("edge")
def test_a_token_of_somebody_who_is_not_there_tells_no_more_than_one_of_somebody_who_is(ask, keys):
    for place, parts in PLACES.items():
        token = sign(keys.signing, "1", place, parts)
        answer = ask(links.handler, "GET", f"/{place}/{token}", parameters={"token": token})
        assert answer.status in (200, 302)
