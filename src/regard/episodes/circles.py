"""Circles of what hangs together, each with the moment from which it is looked at again."""

from collections.abc import Hashable

NEVER = 2**63


class Circles:
    """Disjoint sets of customers, keys and matters; `since` of a circle is the earliest of its members'."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}
        self._since: dict[Hashable, int] = {}

    def root(self, member: Hashable) -> Hashable:
        """The member that stands for the whole circle."""
        parent = self._parent
        found = parent.setdefault(member, member)
        while parent[found] != found:
            parent[found] = found = parent[parent[found]]
        if parent[member] != found:
            parent[member] = found
        return found

    def join(self, one: Hashable, other: Hashable) -> None:
        """Two members are of one circle."""
        first, second = self.root(one), self.root(other)
        if first != second:
            self._parent[second] = first
            if second in self._since:
                self._since[first] = min(self._since.pop(second), self._since.get(first, NEVER))

    def touch(self, member: Hashable, at: int) -> None:
        """From this moment on the circle is looked at again."""
        root = self.root(member)
        self._since[root] = min(at, self._since.get(root, NEVER))

    def since(self, member: Hashable) -> int:
        """From when on the circle is looked at again; a moment that never comes if nobody touched it."""
        return self._since.get(self.root(member), NEVER)
