"""What stands for a value until it is asked: `$entry.x` and `$contact.x`.

Compiled, such an operand is `{"ref": ["entry", "cart_id"]}`. It may stand wherever a journey
compares, sets or sends a value; anything else is the value itself.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a contact's runs keep tallies, and those know references
    from kweek.core.contact import Contact


def is_reference(operand: Any) -> bool:
    """Whether an operand, or a moment, stands for something else."""
    if not isinstance(operand, dict):
        return False
    path = operand.get("ref")
    return isinstance(path, list | tuple) and len(path) > 1 and path[0] in ("entry", "contact")


def names_run(part: Any) -> bool:
    """Whether a compiled predicate, condition or operand has a reference in it."""
    if isinstance(part, dict):
        return is_reference(part) or any(names_run(one) for one in part.values())
    return isinstance(part, list | tuple) and any(names_run(one) for one in part)


def resolver(contact: "Contact", entry: Mapping[str, Any]) -> Callable[[Any], Any]:
    """Gives the value of an operand: a trait, a property of the entry, or the operand itself.

    None when there is no such value. Lists and maps are resolved inside.
    """

    def resolve(operand: Any) -> Any:
        if isinstance(operand, list | tuple):
            return [resolve(one) for one in operand]
        if not isinstance(operand, dict):
            return operand
        if not is_reference(operand):
            return {name: resolve(one) for name, one in operand.items()}
        source, first, *path = operand["ref"]
        if source == "contact":
            value = contact.address if first == "email" else contact.trait(first)
        else:
            value = entry.get(first)
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        return value

    return resolve
