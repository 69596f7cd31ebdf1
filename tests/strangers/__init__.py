"""Servers that share no code with the project, with planted faults, to test an examiner against.

Small servers, each in the style of a vendor and written from their documentation, are right by
default. `python -m tests.strangers.closient --port 8090` serves one; `--fault NAME` breaks it in
one way, `--variant NAME` makes it answer otherwise but legally, `--list` tells all of both, and
`--fixtures` what exists, in the form of `understudy fixtures`. `INFERRED` in each names the faults
that break no documented promise. `*_asks.py` has the requests that show each fault and variant.
"""
