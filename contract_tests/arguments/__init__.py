"""Arguments: what an examiner sends, mostly sensible and sometimes wrong on purpose."""

from contract_tests.arguments.arguments import Arguments

__all__ = ["Arguments"]
