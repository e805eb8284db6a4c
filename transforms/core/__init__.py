"""From what a text says to what we believe.

In: `read.claim` and `read.report` rows, seeds. Out: `core.observation` (canonical unit, place, period, as_of, what bars it from a cell) and
`core.candidate` (who could fill a cell, who won and why the others lost). Nothing here compares townships or years: that is metrics.
"""
