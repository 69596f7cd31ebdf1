"""Stores: where the state is kept, behind one small interface."""

from mockserver.stores.memory import Memory
from mockserver.stores.store import Store

__all__ = ["Memory", "Store"]
