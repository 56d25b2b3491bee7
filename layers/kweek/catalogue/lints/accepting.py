"""`accept: { CODE: why }`: warnings that are as they should be, and those that are gone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kweek.catalogue.folder import Folder
from kweek.catalogue.lints.codes import CODES, STALE
from kweek.catalogue.mail_folder import PARTS
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problem, did_you_mean

#: Where what is told of the parts that mails share can be accepted.
_OF_PARTS = f"mail/{PARTS}/"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One line of an `accept`: a code, and what it covers."""

    code: str
    said: Piece
    files: tuple[str, ...]
    around: Piece

    def covers(self, problem: Problem) -> bool:
        """Whether the problem lies in what this is said of."""
        path = self.around.path
        return (
            problem.code == self.code
            and problem.file.startswith(self.files)
            and problem.path[: len(path)] == path
        )


def acceptances(folder: Folder) -> list[Acceptance]:
    """All that is accepted, what is said of the smallest thing first."""
    found = [each for around, files in _places(folder) for each in _of(around, files)]
    return sorted(found, key=lambda one: -len(one.around.path))


def unknown_codes(found: Iterable[Acceptance]) -> Iterator[Problem]:
    """Codes of no warning; without a reason the file itself is wrong."""
    for one in found:
        if one.code not in CODES:
            text = f"no warning is called '{one.code}'"
            remedy = did_you_mean(one.code, CODES) or "copy the word in brackets from the warning"
            yield one.said.problem(text, remedy)
        elif not isinstance(one.said.data, str) or not one.said.data.strip():
            yield one.said.problem("does not say why", f"write {one.code}: the reason")


def accept(problems: Iterable[Problem], found: Iterable[Acceptance]) -> list[Problem]:
    """The problems, those that are accepted with the reason; and what was accepted in vain."""
    found, used = list(found), set[int]()
    told = []
    for problem in problems:
        index = next((n for n, one in enumerate(found) if one.covers(problem)), None)
        if index is None:
            told.append(problem)
        else:
            used.add(index)
            told.append(replace(problem, accepted=str(found[index].said.data)))
    stale = (one for n, one in enumerate(found) if n not in used and one.code in CODES)
    return [*told, *map(_stale, stale)]


def _stale(one: Acceptance) -> Problem:
    text = "accepts a warning that is not given any more"
    return one.said.warning(STALE, text, "take this line out")


def _of(around: Piece, files: tuple[str, ...]) -> Iterator[Acceptance]:
    accepted = around.get("accept")
    for code, said in accepted.items() if accepted else ():
        yield Acceptance(code, said, files, around)


def _named(step: Piece) -> Piece:
    name = step.data.get("step") if isinstance(step.data, dict) else None
    return step.named(name) if isinstance(name, str) else step


def _places(folder: Folder) -> Iterator[tuple[Piece, tuple[str, ...]]]:
    """The maps in which `accept` may stand, with the files that each speaks of."""
    for journey in folder.journeys.values():
        yield journey, (journey.file,)
        steps = journey.get("steps")
        yield from ((_named(step), (journey.file,)) for step in (steps.list() if steps else ()))
    for form in folder.forms.values():
        yield form, (form.file,)
    for name, mail in folder.mails.items():
        yield mail, (f"mail/{name}/",)
    yield folder.policy, (folder.policy.file, _OF_PARTS)
    for sets in (folder.segments, folder.stages):
        yield from ((one, (sets.file,)) for _, one in sets.items())
    for key in ("scores", "interests"):
        many = folder.scoring.get(key)
        yield from ((one, (one.file,)) for _, one in (many.items() if many else ()))
