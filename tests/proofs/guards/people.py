"""What a public write key can join, and what it cannot."""

from tests.proofs.guards.guard import Guard

PEOPLE = (
    Guard(
        "A write key joins an anonymous past only, never two known people",
        "core/identity.py",
        "if sender.id != subject.id and sender.anonymous and worth else None",
        "if sender.id != subject.id and worth else None",
        "tests/core/test_identity.py::test_two_known_people_are_never_merged",
    ),
    Guard(
        "An address that is taken stays its owner's, whoever identifies with it",
        "core/identity.py",
        "address is not None and known.owner is None and subject.address is None",
        "address is not None and subject.address is None",
        (
            "tests/core/test_identity.py"
            "::test_an_address_that_is_taken_is_only_a_trait_for_who_identifies_with_it"
        ),
    ),
    Guard(
        "A contact who has an address keeps it, whatever identify says",
        "core/identity.py",
        "address is not None and known.owner is None and subject.address is None",
        "address is not None and known.owner is None",
        (
            "tests/core/test_identity.py"
            "::test_a_contact_with_an_address_does_not_change_it_by_identify"
        ),
    ),
    Guard(
        "Whoever identifies as another than they were is another",
        "core/identity.py",
        (
            "return known.sender if has is None or has == names else "
            "Contact(known.home(kind, names))"
        ),
        "return known.sender",
        (
            "tests/core/test_identity.py"
            "::test_another_user_at_the_same_browser_is_a_contact_of_their_own"
        ),
    ),
    Guard(
        "A client that makes up visitors does not make a record grow for ever",
        "core/identity.py",
        "worth = sender.version > 0 or len(subject.aliases) < MOST_EMPTY_ALIASES",
        "worth = True",
        (
            "tests/core/test_identity.py"
            "::test_a_client_that_makes_up_visitors_does_not_make_the_record_grow_for_ever"
        ),
    ),
    Guard(
        "An opt-out outlasts a join",
        "core/identity.py",
        "opted_out=subject.opted_out or past.opted_out,",
        "opted_out=subject.opted_out,",
        ("tests/core/test_identity.py::test_everything_of_an_anonymous_past_becomes_the_subject_s"),
    ),
    Guard(
        "What a joined past had ordered is still done",
        "core/identity.py",
        "outbox={**past.outbox, **subject.outbox},",
        "outbox=subject.outbox,",
        ("tests/core/test_identity.py::test_everything_of_an_anonymous_past_becomes_the_subject_s"),
    ),
    Guard(
        "A joined contact is due when either was",
        "core/identity.py",
        "min((at for at in (subject.due_at, past.due_at) if at is not None), default=None)",
        "subject.due_at",
        ("tests/core/test_identity.py::test_everything_of_an_anonymous_past_becomes_the_subject_s"),
    ),
)
