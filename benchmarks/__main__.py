"""Run the benchmarks and write docs/benchmarks.md, and docs/scale.md for whole nights.

python -m benchmarks              # all
python -m benchmarks formats      # one section
"""

from __future__ import annotations

import sys

from benchmarks.sections import FILE, load_benchmarks, write_section


def main() -> int:
    """Command line."""
    found = load_benchmarks()
    wanted = sys.argv[1:] or list(found)
    if unknown := [name for name in wanted if name not in found]:
        print(f"没有此项 · no such section: {', '.join(unknown)} ({', '.join(found)})", file=sys.stderr)
        return 2
    for name in wanted:
        body = found[name].measure()
        write_section(getattr(found[name], "FILE", FILE), name, found[name].TITLE, body)
        print(f"\n{found[name].TITLE}\n\n{body}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
