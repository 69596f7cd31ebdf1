"""Arguments: what an examiner sends, mostly sensible and sometimes wrong on purpose."""

from contract_tests.arguments.arguments import Arguments
from contract_tests.arguments.pool import Pool, pool

__all__ = ["Arguments", "Pool", "pool"]
