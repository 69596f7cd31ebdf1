"""Hooks for Schemathesis: `SCHEMATHESIS_HOOKS=contract_tests.hooks st run openapi.yaml --url ...`.

What is sent (`cases`), the rules of the document as a check (`rules`), and what else may be refused
(`refusals`).
"""

from contract_tests.hooks import cases, refusals, rules

__all__ = ["cases", "refusals", "rules"]
