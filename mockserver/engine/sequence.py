"""A sorted sequence that never changes: every addition and removal makes a new version.

A B+ tree of plain tuples. A leaf is a tuple of items; a branch is the triple
(lows, children, sizes), where every item of children[i + 1] is at least lows[i] and every
item of children[i] is below it. Versions share every node off the changed path.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, pairwise
from operator import eq
from typing import Any, Generic, Self, TypeAlias, TypeVar, cast

Item = TypeVar("Item", bound=tuple[Any, ...])

# A leaf or a branch. A node does not say which: whoever descends counts the height down to 0.
Node: TypeAlias = Any
# Nodes that take the place of others, behind the lows between them.
Heirs: TypeAlias = tuple[tuple[Any, ...], tuple[Node, ...]]

_WIDEST = 64  # items in a leaf, children of a branch
_NARROWEST = 20  # well below half of _WIDEST, so that a split is not undone by the next removal


class Sequence(Generic[Item]):
    """Unique tuples in ascending order, with their positions; immutable, safe to share.

    Items must be comparable with each other. `add`, `remove`, `rank`, `bisect` and indexing
    take O(log n).
    """

    __slots__ = ("_height", "_length", "_root")

    _root: Node
    _height: int
    _length: int

    def __init__(self) -> None:
        self._root = ()
        self._height = 0
        self._length = 0

    @classmethod
    def from_sorted(cls, items: Iterable[Item]) -> Self:
        """The sequence of items that already ascend, in O(n); ValueError if they do not."""
        ordered = tuple(items)
        if any(low >= high for low, high in pairwise(ordered)):
            raise ValueError("items must be unique and in ascending order")
        root, height = _built(ordered)
        return cls._version(root, height, len(ordered))

    @classmethod
    def _version(cls, root: Node, height: int, length: int) -> Self:
        version = cls.__new__(cls)
        version._root = root
        version._height = height
        version._length = length
        return version

    def add(self, item: Item) -> Self:
        """The sequence with the item in its place; the same sequence if it holds it already."""
        height = self._height
        root = _added(self._root, height, item)
        if root is self._root:
            return self
        if len(root[1] if height else root) > _WIDEST:
            height += 1
            root = _branch(*_split(root, height - 1), height)
        return self._version(root, height, self._length + 1)

    def remove(self, item: Item) -> Self:
        """The sequence without the item; KeyError if it does not hold it."""
        height = self._height
        root = _removed(self._root, height, item)
        while height and len(root[1]) == 1:
            root = root[1][0]
            height -= 1
        return self._version(root, height, self._length - 1)

    def bisect(self, item: Item) -> int:
        """How many items are smaller than this one, held or not."""
        return self._found(item)[0]

    def rank(self, item: Item) -> int:
        """The index of the item; KeyError if the sequence does not hold it."""
        before, held = self._found(item)
        if not held:
            raise KeyError(item)
        return before

    def slice(self, start: int, stop: int) -> tuple[Item, ...]:
        """The items from index start to before stop, as `tuple(...)[start:stop]` would give."""
        start, stop, _ = slice(start, stop).indices(self._length)
        leaves: list[tuple[Item, ...]] = []
        if start < stop:
            _collect(self._root, self._height, start, stop, leaves)
        return tuple(chain.from_iterable(leaves))

    def first(self) -> Item:
        """The smallest item; IndexError if there is none."""
        return self[0]

    def last(self) -> Item:
        """The largest item; IndexError if there is none."""
        node = self._root
        for _ in range(self._height):
            node = node[1][-1]
        return cast(Item, node[-1])

    def __getitem__(self, index: int) -> Item:
        left = index + self._length if index < 0 else index
        if not 0 <= left < self._length:
            raise IndexError(index)
        node = self._root
        for _ in range(self._height):
            _, children, sizes = node
            ends = list(accumulate(sizes))
            place = bisect_right(ends, left)
            left -= ends[place] - sizes[place]
            node = children[place]
        return cast(Item, node[left])

    def __contains__(self, item: object) -> bool:
        return self._found(item)[1]

    def _found(self, item: object) -> tuple[int, bool]:
        """How many items are smaller, and whether the item is held."""
        node = self._root
        before = 0
        for _ in range(self._height):
            lows, children, sizes = node
            place = bisect_right(lows, item)
            before += sum(sizes[:place])
            node = children[place]
        place = bisect_left(node, item)
        return before + place, place < len(node) and bool(node[place] == item)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Item]:
        return chain.from_iterable(_leaves(self._root, self._height))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        if self._root is other._root:
            return True
        return self._length == other._length and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Sequence.from_sorted({list(self)!r})"


EMPTY: Sequence[Any] = Sequence()
"""The sequence of no items."""


def _width(node: Node, height: int) -> int:
    return len(node[1] if height else node)


def _size(node: Node, height: int) -> int:
    return sum(node[2]) if height else len(node)


def _branch(lows: tuple[Any, ...], children: tuple[Node, ...], height: int) -> Node:
    """The branch of these children, each of which has the height below."""
    return lows, children, tuple(_size(child, height - 1) for child in children)


def _added(node: Node, height: int, item: Any) -> Node:
    """The node with the item, perhaps one too wide; the same node if it holds the item."""
    if not height:
        place = bisect_left(node, item)
        if place < len(node) and node[place] == item:
            return node
        return (*node[:place], item, *node[place:])
    lows, children, sizes = node
    place = bisect_right(lows, item)
    old = children[place]
    new = _added(old, height - 1, item)
    if new is old:
        return node
    if len(new[1] if height > 1 else new) > _WIDEST:
        return _replaced(node, height, place, place + 1, _split(new, height - 1))
    return (
        lows,
        (*children[:place], new, *children[place + 1 :]),
        (*sizes[:place], sizes[place] + 1, *sizes[place + 1 :]),
    )


def _removed(node: Node, height: int, item: Any) -> Node:
    """The node without the item, perhaps too narrow; KeyError if it does not hold the item."""
    if not height:
        place = bisect_left(node, item)
        if place == len(node) or node[place] != item:
            raise KeyError(item)
        return node[:place] + node[place + 1 :]
    lows, children, sizes = node
    place = bisect_right(lows, item)
    new = _removed(children[place], height - 1, item)
    if _width(new, height - 1) < _NARROWEST and lows:
        return _with_neighbour(node, height, place, new)
    return (
        lows,
        (*children[:place], new, *children[place + 1 :]),
        (*sizes[:place], sizes[place] - 1, *sizes[place + 1 :]),
    )


def _with_neighbour(node: Node, height: int, place: int, new: Node) -> Node:
    """The branch whose child at place is the new one, merged with the child beside it."""
    lows, children, _ = node
    start = max(place - 1, 0)
    left, right = (children[start], new) if place else (new, children[1])
    merged = _joined(left, lows[start], right, height - 1)
    if _width(merged, height - 1) <= _WIDEST:
        return _replaced(node, height, start, start + 2, ((), (merged,)))
    return _replaced(node, height, start, start + 2, _split(merged, height - 1))


def _replaced(node: Node, height: int, start: int, stop: int, heirs: Heirs) -> Node:
    """The branch with heirs in the place of children[start:stop]."""
    lows, children, sizes = node
    inner_lows, nodes = heirs
    return (
        lows[:start] + inner_lows + lows[stop - 1 :],
        children[:start] + nodes + children[stop:],
        sizes[:start] + tuple(_size(heir, height - 1) for heir in nodes) + sizes[stop:],
    )


def _joined(left: Node, low: Any, right: Node, height: int) -> Node:
    """One node of what two neighbours hold, where low divides them."""
    if not height:
        return left + right
    return (*left[0], low, *right[0]), left[1] + right[1], left[2] + right[2]


def _split(node: Node, height: int) -> Heirs:
    """The low that divides the two halves of a node, and the halves."""
    middle = _width(node, height) // 2
    if not height:
        return (node[middle],), (node[:middle], node[middle:])
    lows, children, sizes = node
    left = lows[: middle - 1], children[:middle], sizes[:middle]
    right = lows[middle:], children[middle:], sizes[middle:]
    return (lows[middle - 1],), (left, right)


def _built(items: tuple[Any, ...]) -> tuple[Node, int]:
    """A root over ascending items, and its height."""
    if not items:
        return (), 0
    nodes: tuple[Node, ...] = _chunks(items)
    lows = tuple(leaf[0] for leaf in nodes)
    height = 0
    while len(nodes) > 1:
        height += 1
        # A branch keeps the lows between its children; the first of them divides it from others.
        groups = zip(_chunks(lows), _chunks(nodes), strict=True)
        nodes = tuple(_branch(group[1:], children, height) for group, children in groups)
        lows = tuple(group[0] for group in _chunks(lows))
    return nodes[0], height


def _chunks(items: tuple[Any, ...]) -> tuple[tuple[Any, ...], ...]:
    """The items in runs of about equal length, three quarters of the widest node at most."""
    runs = -(-len(items) // (_WIDEST * 3 // 4))
    ends = [run * len(items) // runs for run in range(runs + 1)]
    return tuple(items[start:stop] for start, stop in pairwise(ends))


def _collect(node: Node, height: int, start: int, stop: int, leaves: list[tuple[Any, ...]]) -> None:
    """Append the parts of the leaves that lie between index start and before stop."""
    if not height:
        leaves.append(node[start:stop])
        return
    _, children, sizes = node
    ends = list(accumulate(sizes))
    for place in range(bisect_right(ends, start), bisect_left(ends, stop) + 1):
        before = ends[place] - sizes[place]
        until = min(stop - before, sizes[place])
        _collect(children[place], height - 1, max(start - before, 0), until, leaves)


def _leaves(node: Node, height: int) -> Iterator[Any]:
    if not height:
        yield node
    else:
        for child in node[1]:
            yield from _leaves(child, height - 1)
