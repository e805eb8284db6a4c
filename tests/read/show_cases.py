"""Show which cases fail and how: `python tests/read/show_cases.py [--phenomenon X] [--ids] [--summary] [--kinds]`.

Prints, for every failing case, its id, its text and the differences; `--ids` only the ids (for known_failures.txt), `--summary` a table,
`--kinds` how often each field is wrong.
"""

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from case_check import Case, differences, load_cases


def main() -> int:
    """Read the arguments, print, and answer 1 where a case fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phenomenon", default="", help="one file of cases")
    parser.add_argument("--ids", action="store_true", help="only ids of failing cases")
    parser.add_argument("--summary", action="store_true", help="passes and cases per phenomenon")
    parser.add_argument("--kinds", action="store_true", help="how often each field is wrong")
    options = parser.parse_args()
    cases = load_cases(options.phenomenon)
    failing = [(case, wrong) for case in cases if (wrong := _differences(case))]
    if options.summary:
        _table(cases, {case.id for case, _ in failing})
    elif options.kinds:
        _kinds([line for _, wrong in failing for line in wrong])
    elif options.ids:
        print("\n".join(case.id for case, _ in failing))
    else:
        for case, wrong in failing:
            print(f"{case.id}  {case.text}", *(f"    {line}" for line in wrong), sep="\n")
    print(f"{len(failing)} of {len(cases)} cases fail", file=sys.stderr)
    return 1 if failing else 0


def _differences(case: Case) -> list[str]:
    try:
        return differences(case)
    # a crash is a failing case too
    except Exception as error:
        return [f"crashed: {error!r}"]


def _table(cases: list[Case], failing: set[str]) -> None:
    names = dict.fromkeys(case.phenomenon for case in cases)
    for name in names:
        ids = [case.id for case in cases if case.phenomenon == name]
        print(f"{name:<24}{sum(one not in failing for one in ids):>4} of {len(ids)}")


def _kinds(lines: list[str]) -> None:
    kinds = Counter(
        found[1] if (found := re.search(r"(?:^|: )(missed|false|unaccounted|[a-z]+(?= .*, want )|.*read as)", line)) else line
        for line in lines
    )
    for kind, count in kinds.most_common():
        print(f"{count:>5}  {'value' if 'read as' in kind else kind}")


if __name__ == "__main__":
    sys.exit(main())
