"""The README shows what is: its journey is the shipped one, and its drawing is that journey's."""

import re
import shlex
import shutil
from pathlib import Path

from kweek.catalogue.build import build
from kweek.cli.main import main, parser

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "layers/kweek/console/pages"
README = (ROOT / "README.md").read_text()


def block(language, beginning=""):
    return re.search(rf"```{language}\n({beginning}.*?)```", README, re.DOTALL)[1]


def test_the_readmes_journey_is_the_shipped_one(tmp_path):
    campaigns = tmp_path / "campaigns"
    shutil.copytree(ROOT / "campaigns", campaigns)
    journey = block("yaml", "# campaigns/journeys/ebook-drip.yaml")
    (campaigns / "journeys/ebook-drip.yaml").write_text(journey)

    shown = build(campaigns, PAGES, tmp_path / "shown").machines
    shipped = build(ROOT / "campaigns", PAGES, tmp_path / "shipped").machines

    assert shown == shipped


def test_the_readmes_drawing_is_what_graph_prints(capsys):
    code = main(["graph", "ebook-drip", "--campaigns", str(ROOT / "campaigns")])

    assert (code, capsys.readouterr().out) == (0, block("mermaid"))


def test_the_readmes_slip_is_told_as_it_says(tmp_path, capsys):
    campaigns = tmp_path / "campaigns"
    shutil.copytree(ROOT / "campaigns", campaigns)
    file = campaigns / "journeys/ebook-drip.yaml"
    file.write_text(file.read_text().replace("otherwise: remind }", "otherwise: remnid }"))

    code = main(["check", "--campaigns", str(campaigns)])

    [told] = [line for line in README.splitlines() if "remnid" in line]
    assert code == 1
    assert told in capsys.readouterr().err.splitlines()


def test_every_command_that_the_readme_gives_is_one_that_can_be_called_so():
    commands = re.findall(r"^kweek (.*?)(?: +#.*)?$", README, re.MULTILINE)

    asked = [parser().parse_args(shlex.split(command)) for command in commands]

    assert len(asked) > 4
    assert all(callable(one.run) for one in asked)
