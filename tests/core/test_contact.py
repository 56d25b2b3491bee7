import dataclasses

import pytest

from kweek.core.contact import Contact

ADA = Contact("ada", version=3, address="ada@example.org", lists=("friends",))


def test_a_changed_contact_is_what_replacing_its_fields_makes_of_it():
    changed = ADA.changed(version=4, stage="mql")

    assert changed == dataclasses.replace(ADA, version=4, stage="mql")
    assert (ADA.version, ADA.stage) == (3, "lead")


def test_a_field_that_no_contact_has_is_refused():
    with pytest.raises(TypeError, match="no Contact has colour, stages"):
        ADA.changed(stages="mql", colour="green")
