"""The oracle: holds every answer of a server against all that its document allows."""

from contract_tests.oracle.worlds import Judgement, Worlds

__all__ = ["Judgement", "Worlds"]
