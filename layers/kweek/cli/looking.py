"""Have a stack look at everybody again, page by page, and say how far it has come."""

from kweek.cli.admin_api import AdminApi
from kweek.cli.telling import aside


def look_at_everyone(api: AdminApi) -> int:
    """Queue a look at each contact; how many there are."""
    looked: int = 0
    word: str | None = None
    while True:
        page = api.post("looks", next=word)
        looked, word = looked + page["looked"], page["next"]
        aside(f"looked at {looked} contact{'' if looked == 1 else 's'}{' so far' if word else ''}")
        if word is None:
            return looked
