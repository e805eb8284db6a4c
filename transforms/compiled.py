"""The reader in machine code, where it was compiled from exactly these sources; elsewhere the same sources run as Python.

In: the sources of transforms/read and of what they import from transforms. Out: the folder with their compiled form, found by the hash of
the sources: an edited source has another hash, so machine code that no longer matches is never loaded. `deploy/compile_reader.py` builds
it (`make compiled`); XIANZHI_PURE=1 leaves it aside. Why: docs/decisions/0013-compiled.md.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

ROOM = Path(__file__).parent
FOLDER = ROOM / "_compiled"
LIBRARY = "xianzhi_read__mypyc"
"""The extension module that holds the code of all modules of the reader; theirs only hand it on."""
NOT_COMPILED = frozenset({"__init__", "explain", "knowledge", "page"})
"""Modules of transforms/read that only show what was read."""
SUFFIX = EXTENSION_SUFFIXES[0]


def modules() -> list[Path]:
    """The modules of the reader that are compiled."""
    return [path for path in sorted((ROOM / "read").glob("*.py")) if path.stem not in NOT_COMPILED]


def digest() -> str:
    """Hash of all that the machine code is made from, and of the kind of machine."""
    found = sha256(SUFFIX.encode())
    for path in (ROOM / "model.py", *sorted((ROOM / "seeds").glob("*.py")), *modules()):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def search_path() -> list[str]:
    """The folder where compiled modules of the reader are to be looked for before their sources; empty where there are none."""
    if os.environ.get("XIANZHI_PURE"):
        return []
    folder = FOLDER / digest()
    spec = spec_from_file_location(LIBRARY, folder / (LIBRARY + SUFFIX)) if folder.is_dir() else None
    if spec is None or spec.loader is None:
        return []
    library = sys.modules[LIBRARY] = module_from_spec(spec)
    spec.loader.exec_module(library)
    return [str(folder)]


def is_active() -> bool:
    """Does this process read with machine code?"""
    return LIBRARY in sys.modules
