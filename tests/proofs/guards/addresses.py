"""What lies on an address stays true, and whoever is listed is somebody."""

from tests.proofs.guards.guard import Guard

ADDRESSES = (
    Guard(
        "An address keeps the stronger of two reasons why it must not be mailed",
        "shell/address_writes.py",
        'f"attribute_not_exists(#block){among}"',
        'f"attribute_not_exists(#block) OR attribute_exists(#block){among}"',
        (
            "tests/testing/test_contract_table.py"
            "::test_a_weaker_reason_leaves_a_stronger_one[moto-reasons1-complained]"
        ),
    ),
    Guard(
        "A complaint replaces an opt-out, so that service mail ends too",
        "shell/address_writes.py",
        '_WEAKER.get(reason, ("unsubscribed", "bounced"))',
        "_WEAKER.get(reason, ())",
        (
            "tests/shell/test_address_items.py"
            "::test_g5_of_two_reasons_the_graver_stands[reasons0-complained]"
        ),
    ),
    Guard(
        "An address that is taken stays its owner's",
        "shell/address_writes.py",
        '        "ConditionExpression": "attribute_not_exists(contact)",\n',
        "",
        (
            "tests/testing/test_contract_table.py"
            "::test_g4_an_address_is_claimed_once_with_all_that_belongs_to_it_or_nothing[moto]"
        ),
    ),
    Guard(
        "An erasure gives free no address that another has claimed meanwhile",
        "shell/address_writes.py",
        '"attribute_not_exists(contact) OR contact = :contact"',
        ('"attribute_not_exists(contact) OR attribute_exists(contact) OR contact = :contact"'),
        (
            "tests/shell/test_address_items.py"
            "::test_g6_an_erasure_gives_free_no_address_that_another_has_claimed_meanwhile"
        ),
    ),
    Guard(
        "Erasing somebody lets no mail through to an address that was blocked",
        "shell/address_writes.py",
        ('"attribute_not_exists(#block) AND attribute_not_exists(contact) AND erased_at = :at"'),
        (
            '"(attribute_not_exists(#block) OR attribute_exists(#block)) AND '
            'attribute_not_exists(contact) AND erased_at = :at"'
        ),
        (
            "tests/testing/test_contract_table.py"
            "::test_g6_an_erased_address_is_free_again_and_stays_blocked[moto]"
        ),
    ),
    Guard(
        "The second sweep leaves an address to whoever has claimed it since",
        "shell/address_writes.py",
        ('"attribute_not_exists(#block) AND attribute_not_exists(contact) AND erased_at = :at"'),
        '"attribute_not_exists(#block) AND erased_at = :at"',
        (
            "tests/shell/test_address_items.py"
            "::test_g6_a_second_sweep_leaves_what_was_claimed_or_blocked_since[claimed]"
        ),
    ),
    Guard(
        "One erasure's second sweep leaves what a later erasure still needs",
        "shell/address_writes.py",
        'AND attribute_not_exists(contact) AND erased_at = :at"',
        'AND attribute_not_exists(contact) AND (erased_at = :at OR attribute_exists(pk))"',
        (
            "tests/shell/test_address_items.py"
            "::test_g6_a_second_sweep_forgets_an_address_that_is_free_and_no_other"
        ),
    ),
    Guard(
        "What blocked an address keeps its reason when its owner is erased",
        "shell/address_writes.py",
        "#block = if_not_exists(#block, :reason)",
        "#block = :reason",
        (
            "tests/shell/test_address_items.py"
            "::test_g6_what_blocked_an_address_keeps_its_reason_when_its_owner_is_erased"
        ),
    ),
    Guard(
        "Aliases are listed as nobody",
        "shell/everyone.py",
        '"sk = :contact AND attribute_exists(body) AND attribute_not_exists(erased_at)"',
        '"sk = :contact AND attribute_not_exists(erased_at)"',
        "tests/shell/test_everyone.py::test_aliases_and_who_was_erased_are_listed_as_nobody",
    ),
    Guard(
        "Nobody who was erased is listed",
        "shell/everyone.py",
        ' AND attribute_not_exists(erased_at)"',
        '"',
        "tests/functions/test_erasing.py::test_nobody_who_was_erased_is_shown_or_listed",
    ),
    Guard(
        "No contact of a later release is listed by guess",
        "shell/codec.py",
        ('    check(item)\n    contact_id = item["pk"]'),
        '    contact_id = item["pk"]',
        (
            "tests/functions/test_frozen.py"
            "::test_an_item_of_a_later_release_is_refused_wherever_it_is_read[1]"
        ),
    ),
)
