"""The loaders of seeds/: rows as typed, frozen dataclasses, the county's own rows laid over the product's.

In: CSV files shipped as package data in `seeds/` and, where a workspace has them, files of the same name in `HOME/seeds/`.
Out: one module per kind of knowledge (`files` reads any of them; `units`, `indicators`, `lexicon`, `places` … type them).
"""
