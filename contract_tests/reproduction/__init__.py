"""What a reader can run to see a finding: shell lines, a test file, and a case to replay."""

from contract_tests.reproduction.case import Case, from_yaml, to_yaml
from contract_tests.reproduction.python import pytest_file
from contract_tests.reproduction.shell import curl

__all__ = ["Case", "curl", "from_yaml", "pytest_file", "to_yaml"]
