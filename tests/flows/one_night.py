"""One night as a process of its own, gates silent (see killed_night.py). Usage: python one_night.py HOME. Exit code as nightly's."""

from __future__ import annotations

import sys
from pathlib import Path

import killed_night

from flows.exit_codes import XianzhiError

if __name__ == "__main__":
    from flows.night import start_night
    from flows.river import flow_down

    try:
        sys.exit(flow_down(start_night(Path(sys.argv[1]), killed_night.DAY)).exit_code)
    except (XianzhiError, RuntimeError, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(getattr(error, "exit_code", 1))
