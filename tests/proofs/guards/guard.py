"""What a guard is: a few words of the product without which something goes wrong, and a test sees.

The lists stand beside this file, one for each part of the product.
"""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Guard:
    """One guard: what it keeps from happening, where it stands, and the test that misses it.

    `text` stands exactly once in the file, which is named from `layers/kweek`, or from the root
    where it is another room's; `without` is what stands there when it is taken away.
    """

    keeps: str
    file: str
    text: str
    without: str
    test: str

    @property
    def path(self) -> Path:
        """The file in which it stands."""
        inside = ROOT / "layers" / "kweek" / self.file
        return inside if inside.exists() else ROOT / self.file

    @property
    def source(self) -> str:
        """The whole file without this guard."""
        return self.path.read_text().replace(self.text, self.without, 1)
