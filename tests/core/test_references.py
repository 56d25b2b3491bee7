"""What stands for a value: `$entry.x` and `$contact.x`, and what is only written alike."""

import pytest

from kweek.core.contact import Contact, Trait
from kweek.core.references import is_reference, names_run, resolver

CART = {"ref": ["entry", "cart_id"]}
PLAN = {"ref": ["contact", "plan"]}
ADA = Contact(
    "ada",
    address="ada@example.org",
    traits={
        "plan": Trait("pro", 1),
        "email": Trait("old@example.org", 1),
        "seats": Trait(0, 1),
        "home": Trait({"city": "Gent", "street": {"number": 5}}, 1),
    },
)
ENTRY = {"cart_id": 7, "lines": [{"sku": "a"}], "order": {"total": 12.5}, "gone": None}


def resolved(operand, contact=ADA, entry=ENTRY):
    return resolver(contact, entry)(operand)


@pytest.mark.parametrize(
    ("operand", "value"),
    [
        (CART, 7),
        (PLAN, "pro"),
        ({"ref": ["contact", "seats"]}, 0),
        ({"ref": ["entry", "lines"]}, [{"sku": "a"}]),
        ({"ref": ["entry", "order", "total"]}, 12.5),
        ({"ref": ["contact", "home", "street", "number"]}, 5),
        ({"ref": ("entry", "cart_id")}, 7),
    ],
)
def test_a_reference_gives_what_it_stands_for(operand, value):
    assert resolved(operand) == value


def test_the_contact_s_email_is_its_address_whatever_a_trait_says():
    assert resolved({"ref": ["contact", "email"]}) == "ada@example.org"
    assert resolved({"ref": ["contact", "email"]}, Contact("ada")) is None


@pytest.mark.parametrize(
    "path",
    [
        ["entry", "unknown"],
        ["entry", "gone"],
        ["contact", "unknown"],
        ["contact", "plan", "name"],
        ["contact", "home", "city", "name"],
        ["entry", "lines", "sku"],
        ["entry", "unknown", "deeper"],
    ],
)
def test_what_nobody_brought_is_none(path):
    assert resolved({"ref": path}) is None


@pytest.mark.parametrize(
    "literal", ["NL", 5, 2.5, True, None, "$entry.cart_id", [], {}, ["a", 1], {"a": {"b": [1]}}]
)
def test_anything_else_is_the_value_itself(literal):
    assert resolved(literal) == literal


def test_lists_and_maps_are_resolved_inside():
    assert resolved({"cart": CART, "all": [PLAN, "free", [CART]]}) == {
        "cart": 7,
        "all": ["pro", "free", [7]],
    }


@pytest.mark.parametrize(
    "alike",
    [
        {"ref": "abc"},
        {"ref": None},
        {"ref": []},
        {"ref": ["entry"]},
        {"ref": ["newsletter", "may"]},
        {"ref": {"entry": "x"}},
        {"reference": ["entry", "x"]},
    ],
)
def test_a_map_that_happens_to_say_ref_is_a_map(alike):
    assert not is_reference(alike)
    assert not names_run(alike)
    assert resolved({"send": alike}) == {"send": alike}


def test_a_property_called_ref_makes_no_reference():
    where = {"ref": [["is", ["entry", "x"]]]}

    assert not names_run({"events": ["Page Viewed"], "where": where, "keep": 1})


@pytest.mark.parametrize(
    "part",
    [
        CART,
        {"ref": ["entry", "starts"], "plus": -5, "at": "08:00"},
        ["free", CART],
        [["is", ["free", PLAN]]],
        {"events": ["Order Completed"], "where": {"cart_id": [["is", [CART]]]}, "keep": 1},
        {"all": [{"stage": ["lead"]}, {"none": [{"trait": "plan", "ops": [["is", [PLAN]]]}]}]},
    ],
)
def test_a_part_with_a_reference_anywhere_in_it_names_the_run(part):
    assert names_run(part)


def test_a_part_without_one_does_not():
    assert not names_run({"all": [{"trait": "plan", "ops": [["is", ["pro", "missing"]]]}]})
    assert not names_run("opened")
    assert not names_run(None)
