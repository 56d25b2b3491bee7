"""What Kweek brings besides its code: the example, and what a workspace begins with."""

from pathlib import Path

import kweek

_PACKAGE = Path(kweek.__file__).resolve().parent
WORKSPACE = Path(__file__).with_name("workspace")


def example() -> Path:
    """The campaigns that Kweek comes with: below the package in the wheel, or the repository's."""
    carried = _PACKAGE / "campaigns"
    return carried if carried.is_dir() else _PACKAGE.parents[1] / "campaigns"
