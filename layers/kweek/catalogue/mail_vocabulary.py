"""The merge fields that the bodies and subjects of mails may use."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.mail_uses import Uses
from kweek.catalogue.problems import did_you_mean

Fields: TypeAlias = Mapping[str, "Fields"] | None

#: Any field at all: traits and properties have no list of names.
ANY: Mapping[str, Fields] = {}
_TASK: Fields = {"title": None, "due": None}

_POLICY: Fields = {
    "sender": {"name": None, "address": None, "reply_to": None},
    "postal_address": None,
    "website": None,
}
_LEAD: Fields = dict.fromkeys(
    ("name", "email", "company", "stage", "score", "accept_url", "profile_url")
)
#: What can be gone through with `for`, and the fields of one of them.
LISTS: Mapping[tuple[str, ...], Fields] = {
    ("lead", "events"): {"event": None, "at": None, "detail": None},
    ("lead", "interests"): {"label": None, "count": None},
}
LOOP: Fields = {"first": None, "last": None, "index": None}

_COMMON: Mapping[str, Fields] = {
    "first_name": None,
    "contact": ANY,
    "entry": ANY,
    "values": ANY,
    "policy": _POLICY,
}
_NO_TRAITS = frozenset(dir(dict))  # `contact.items` would be Python's, not the contact's


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The fields of one mail; `traits` are the names in use elsewhere, to catch slips.

    Without `uses`, which a part has not, whatever journeys may say of themselves is allowed.
    """

    fields: Mapping[str, Fields]
    traits: Collection[str] = ()
    uses: Uses | None = None

    def wrong(self, path: tuple[str, ...], scope: Mapping[str, Fields]) -> tuple[str, str] | None:
        """What is wrong with a dotted name, and the remedy; None when it may be used."""
        known: Fields = {**self.fields, **scope}
        for index, part in enumerate(path):
            if known is ANY:
                return self._wrong_value(path) if path[0] == "values" else self._wrong_trait(path)
            if known is None or part not in known:
                return f"there is no {_said(path[: index + 1])}", _remedy(path, index, known)
            known = known[part]
        if known is None:
            return self.uses.wrong_task() if path[0] == "task" and self.uses else None
        return f"{_said(path)} is not one value", f"say which, as in {_said((*path, 'name'))}"

    def _wrong_value(self, path: tuple[str, ...]) -> tuple[str, str] | None:
        _, name, *more = path
        if more:
            return f"there is no {_said(path)}", "nothing comes after the dot here"
        return self.uses.wrong_value(name) if self.uses else None

    def _wrong_trait(self, path: tuple[str, ...]) -> tuple[str, str] | None:
        """A trait that nothing else names is allowed, unless it looks like a slip of the pen."""
        if path[1] in _NO_TRAITS:
            return f"{_said(path)} cannot be used", "give the trait another name"
        if path[0] != "contact" or path[1] in self.traits:
            return None
        near = did_you_mean(path[1], self.traits)
        return (f"there is no trait '{path[1]}'", near) if near else None


def of_contact_mail(file: MailFile, traits: Collection[str], uses: Uses) -> Vocabulary:
    """The fields of a mail to the contact."""
    more: Mapping[str, Fields] = {"unsubscribe_url": None, "link": _links(file)}
    return Vocabulary({**_COMMON, **more}, traits, uses)


def of_owner_mail(file: MailFile, traits: Collection[str], uses: Uses) -> Vocabulary:
    """The fields of a notice to whoever follows the contact up."""
    more: Mapping[str, Fields] = {"lead": _LEAD, "task": _TASK, "link": _links(file)}
    return Vocabulary({**_COMMON, **more}, traits, uses)


def of_part(traits: Collection[str]) -> Vocabulary:
    """The fields of a part, which must suit every mail that includes it."""
    return Vocabulary({**_COMMON, "unsubscribe_url": None}, traits)


def _links(file: MailFile) -> Fields:
    # One name that nobody can write keeps "no links" apart from ANY.
    return {**dict.fromkeys(file.links), "": None}


def _said(path: Iterable[str]) -> str:
    return f"'{'.'.join(path)}'"


def _remedy(path: tuple[str, ...], index: int, known: Fields) -> str:
    names = sorted(filter(None, known or ()))
    near = did_you_mean(path[index], names)
    if near:
        return near
    if path[0] == "link":
        return "name it under `links` in mail.yaml"
    if not names:
        return "nothing comes after the dot here"
    return f"use one of: {', '.join(names)}"
