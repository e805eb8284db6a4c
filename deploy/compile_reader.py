"""Compile the reader to machine code: python deploy/compile_reader.py. Takes half a minute; nothing is done where it is up to date.

In: transforms/read. Out: transforms/_compiled/HASH, where transforms/compiled.py finds it. Without a C compiler or Python's headers, or
where compiling fails, it says so and all goes on in Python, with the same results at two thirds of the speed.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import sysconfig
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ["XIANZHI_PURE"] = "1"

from transforms.compiled import FOLDER, LIBRARY, digest, modules  # noqa: E402


def what_is_missing() -> str:
    """What compiling needs and is not there; "" where nothing is missing."""
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    if not (shutil.which(compiler) or shutil.which("cc")):
        return f"没有 C 编译器 · no C compiler ({compiler})"
    if not Path(sysconfig.get_paths()["include"], "Python.h").is_file():
        return "没有 Python 头文件 · no Python headers (Debian: python3-dev)"
    return ""


def build(target: Path) -> None:
    """Compile into `target`, which appears only when it is complete."""
    from mypyc.build import mypycify
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    with tempfile.TemporaryDirectory() as scratch:
        sources = [str(path.relative_to(ROOT)) for path in modules()]
        extensions = mypycify(
            ["--config-file", "pyproject.toml", *sources], target_dir=scratch, opt_level="2", group_name=LIBRARY.removesuffix("__mypyc")
        )
        command = build_ext(Distribution({"name": "xianzhi", "ext_modules": extensions}))
        command.build_lib, command.build_temp = f"{scratch}/lib", f"{scratch}/temp"
        command.ensure_finalized()
        command.run()
        shutil.rmtree(FOLDER, ignore_errors=True)
        ready = FOLDER / "new"
        ready.mkdir(parents=True)
        for path in Path(scratch, "lib").rglob("*.so"):
            shutil.copy(path, ready)
        ready.rename(target)


def main() -> None:
    """Compile where it is possible and needed."""
    target = FOLDER / digest()
    if target.is_dir():
        return
    problem = what_is_missing()
    if not problem:
        os.chdir(ROOT)
        told = io.StringIO()
        try:
            with redirect_stdout(told), redirect_stderr(told):
                build(target)
        except (Exception, SystemExit) as error:
            problem = f"{told.getvalue()[-2000:]}\n{type(error).__name__}: {error}"
    if problem:
        words = "读数不编译，以 Python 运行，结果相同 · the reader is not compiled and runs as Python, with the same results"
        sys.stderr.write(f"{words}: {problem}\n")


if __name__ == "__main__":
    main()
