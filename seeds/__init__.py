"""What we know: data only, shipped as package data. Loaders live in transforms/seeds.py."""
