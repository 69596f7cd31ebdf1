"""Servers that share no code with the project, with planted faults, to test an examiner against."""
