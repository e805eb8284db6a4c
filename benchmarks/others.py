"""What JioNLP and recognizers-text find in the same texts: value and unit, which is what they do. Runs in a Python of their own.

In: a JSON list of texts on stdin. Out: on stdout one JSON object, tool → seconds and, per text, `[start, end, value, unit]` of each find.
Their pins differ from ours, so nothing of Xianzhi is imported here: `READING_OTHERS=/path/to/venv/bin/python python -m benchmarks reading`
runs it where `pip install jionlp recognizers-text-suite 'emoji<2'` was done.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

Find = tuple[int, int, str, str]


def jionlp() -> Callable[[str], list[Find]]:
    """JioNLP reads amounts of money."""
    import jionlp as jio

    def read(text: str) -> list[Find]:
        found = []
        for one in jio.ner.extract_money(text, with_parsing=True):
            value = one["detail"]["num"]
            low = value[0] if isinstance(value, list) else value
            found.append((*one["offset"], str(low), one["detail"]["case"]))
        return found

    return read


def recognizers_text() -> Callable[[str], list[Find]]:
    """recognizers-text reads numbers, percentages, currencies and dimensions; ends are inclusive there."""
    import recognizers_number as number
    import recognizers_number_with_unit as with_unit
    from recognizers_text import Culture

    models: list[Any] = [
        number.NumberRecognizer(Culture.Chinese).get_number_model(),
        number.NumberRecognizer(Culture.Chinese).get_percentage_model(),
        with_unit.NumberWithUnitRecognizer(Culture.Chinese).get_currency_model(),
        with_unit.NumberWithUnitRecognizer(Culture.Chinese).get_dimension_model(),
    ]

    def read(text: str) -> list[Find]:
        found = []
        for one in (one for model in models for one in model.parse(text)):
            resolution = one.resolution or {}
            value = str(resolution.get("value") or "")
            found.append((one.start, one.end + 1, value.rstrip("%"), "%" if value.endswith("%") else str(resolution.get("unit") or "")))
        return found

    return read


def main() -> None:
    """Command line."""
    texts = json.load(sys.stdin)
    results: dict[str, dict[str, Any]] = {}
    for name, load in (("JioNLP", jionlp), ("recognizers-text", recognizers_text)):
        try:
            read = load()
            read(texts[0])
        except Exception as error:  # whatever stops a tool is said in the table
            results[name] = {"problem": f"{type(error).__name__}: {error}"}
            continue
        start = time.process_time()
        finds = [read(text) for text in texts]
        results[name] = {"seconds": time.process_time() - start, "finds": finds}
    print(json.dumps(results, ensure_ascii=False))


if __name__ == "__main__":
    main()
