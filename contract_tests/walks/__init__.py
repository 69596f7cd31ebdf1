"""Walks: sequences of requests, each of which may depend on what the ones before were answered."""

from contract_tests.walks.apart import telling_apart
from contract_tests.walks.capacity import unfilled
from contract_tests.walks.concurrent import concurrent
from contract_tests.walks.directed import directed
from contract_tests.walks.examples import examples
from contract_tests.walks.explored import explored
from contract_tests.walks.generated import generated
from contract_tests.walks.walk import Asked, Burst, Said, Scene, Walk, made_in, next_of

__all__ = [
    "Asked",
    "Burst",
    "Said",
    "Scene",
    "Walk",
    "concurrent",
    "directed",
    "examples",
    "explored",
    "generated",
    "made_in",
    "next_of",
    "telling_apart",
    "unfilled",
]
