"""Zips whose contents follow from their sources alone, with bytecode beside every source file.

Lambda's file system is read-only: a module without its `.pyc` is compiled anew at every cold start,
which costs three times as much as all the rest of it. The `.pyc` are of the unchecked kind, since
the time stamps in a zip say nothing.
"""

import hashlib
import importlib.util
import marshal
import os
import shutil
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"

_UNCHECKED_HASH = (1).to_bytes(4, "little")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


@dataclass(frozen=True)
class Bundle:
    """A zip, and the hash of what went into it."""

    zip: Path
    hash: str


def read(directory: Path, prefix: str = "", suffix: str = "") -> dict[str, bytes]:
    """The files below a directory by their place in the zip, without bytecode."""
    return {
        prefix + path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob(f"*{suffix}"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def fingerprint(*parts: bytes | str) -> str:
    """A short hash of the parts and where each ends."""
    told = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        told.update(len(data).to_bytes(8, "big") + data)
    return told.hexdigest()[:32]


def bundle(files: Mapping[str, bytes], out: Path, mounted: str) -> Bundle:
    """Zip the files with their bytecode; one made before from the same files is taken again."""
    parts = [part for name, data in sorted(files.items()) for part in (name, data)]
    key = fingerprint(sys.version, mounted, *parts)
    target = out / f"{key}.zip"
    if not target.exists():
        write({**files, **bytecode(files, mounted)}, target)
    return Bundle(target, key)


def forget_old(cache: Path, keep: int) -> None:
    """Leave the newest few of the zips that were made before."""
    made = sorted(cache.glob("*.zip"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in made[keep:]:
        old.unlink(missing_ok=True)


def bytecode(files: Mapping[str, bytes], mounted: str) -> dict[str, bytes]:
    """The `.pyc` of each source file, as if it stood where Lambda will find it."""
    made = {}
    for name, source in files.items():
        if name.endswith(".py"):
            code = compile(source, f"{mounted}/{name}", "exec", dont_inherit=True)
            made[_beside(name)] = (
                importlib.util.MAGIC_NUMBER
                + _UNCHECKED_HASH
                + importlib.util.source_hash(source)
                + marshal.dumps(code)
            )
    return made


def write(files: Mapping[str, bytes], target: Path, onto: Path | None = None) -> None:
    """Zip the files in order, all of one age, onto a copy of another zip if there is one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    if onto is not None:
        shutil.copyfile(onto, unfinished)
    with zipfile.ZipFile(unfinished, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.external_attr = _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, data)
    unfinished.replace(target)


def _beside(name: str) -> str:
    path = PurePosixPath(name)
    return str(path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc")
