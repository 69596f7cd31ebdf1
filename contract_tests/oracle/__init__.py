"""The oracle: holds every answer of a server against all that its document allows."""

from contract_tests.oracle.judgement import Judgement
from contract_tests.oracle.worlds import Worlds

__all__ = ["Judgement", "Worlds"]
