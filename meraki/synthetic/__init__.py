"""Synthetic data in the shape of the real extract: 24 files, any size, seeded, with known truth."""

from meraki.synthetic.generator import generate
from meraki.synthetic.truth import TableTruth, Truth

__all__ = ["TableTruth", "Truth", "generate"]
