"""One suite per layer: its rules in order.

In: a layer's name. Out: `Rule`s. Example: `[rule.check_id for rule in load_suite("core")]`.
"""

from __future__ import annotations

from importlib import import_module

from expectations.model import Rule

LAYERS = ("raw", "read", "core", "metrics", "publish")


def load_suite(layer: str) -> tuple[Rule, ...]:
    """The rules of one layer. Raises KeyError for another name."""
    if layer not in LAYERS:
        raise KeyError(f"{layer}: 没有这个检查集 · suites are {', '.join(LAYERS)}")
    rules: tuple[Rule, ...] = import_module(f"expectations.suites.{layer}").RULES
    return rules


def all_rules() -> tuple[Rule, ...]:
    """Every rule of every suite, in the layers' order."""
    return tuple(rule for layer in LAYERS for rule in load_suite(layer))
