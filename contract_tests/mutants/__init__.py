"""Mutants: our own engine, broken in one way at a time, to see whether the examiner notices."""
