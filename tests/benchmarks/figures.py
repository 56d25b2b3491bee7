"""What the benchmarks have found, in one table beside the budgets of the design."""

from dataclasses import dataclass, field


@dataclass
class Figures:
    """Rows by the part they belong to; printed in the order of parts, whatever ran first."""

    rows: list = field(default_factory=list)

    def add(self, part, what, found, budget=""):
        self.rows.append((part, len(self.rows), what, str(found), str(budget)))

    def table(self):
        rows = [row[2:] for row in sorted(self.rows)]
        heads = ("what", "found", "budget")
        widths = [max(len(row[n]) for row in [heads, *rows]) for n in range(3)]
        lines = [_line(heads, widths), _line(["-" * width for width in widths], widths)]
        part = None
        for row in sorted(self.rows):
            if part not in (None, row[0]):
                lines.append("")
            part = row[0]
            lines.append(_line(row[2:], widths))
        return "\n".join(lines)


def _line(cells, widths):
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
