"""What can be wrong with a request to the admin API, in words for who made it.

ValueError
|- AskedWrongly    a field of it is wrong, and how to mend it
LookupError
'- NotKnown        what its address names is not there
"""


class AskedWrongly(ValueError):
    """Nothing was done; says which field is wrong, and what to write."""


class NotKnown(LookupError):
    """There is no such contact, journey or segment."""
