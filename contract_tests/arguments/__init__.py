"""Arguments: what an examiner sends, mostly sensible and sometimes wrong on purpose."""

from contract_tests.arguments.arguments import Arguments
from contract_tests.arguments.wishes import ANY_BODY, Wish

__all__ = ["ANY_BODY", "Arguments", "Wish"]
