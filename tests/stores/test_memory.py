"""The store in memory keeps its contract."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mockserver.engine.state import State
from mockserver.stores import Memory


def counted(state: State) -> tuple[int, State]:
    return state.serial, replace(state, serial=state.serial + 1)


def test_transactions_happen_one_after_the_other() -> None:
    store = Memory()
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: store.transact(counted), range(500)))
    assert sorted(results) == list(range(500))
    assert store.read().serial == 500


def test_a_failed_transaction_changes_nothing() -> None:
    store = Memory()
    store.transact(counted)
    with pytest.raises(ZeroDivisionError):
        store.transact(lambda state: (1 // 0, replace(state, serial=99)))
    assert store.read().serial == 1
    assert store.transact(counted) == 1


def test_snapshot_restore_and_fork() -> None:
    store = Memory()
    store.transact(counted)
    snapshot = store.read()
    fork = Memory(snapshot)
    store.transact(counted)
    assert (store.read().serial, fork.read().serial) == (2, 1)
    store.replace(snapshot)
    assert store.read() is snapshot
