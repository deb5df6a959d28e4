"""The types of the clerk in C."""

from resolver.edge.clerk import Clerk, Known, Memory
from resolver.edge.desk import Counting, Shelf

LAYOUT: int
FIXED_SIZE: int
LONGEST_PLAIN_HANDLE: int

def checksum(data: bytes) -> int: ...

class Answerer:
    def __init__(
        self,
        clerk: Clerk,
        raw: object,
        tally: Counting,
        reader: Shelf,
        until: dict[int, bytes],
        refusals: tuple[type[Exception], ...],
        weighty: tuple[str, ...],
        longest_head: int,
    ) -> None: ...
    def answer(self, data: bytes, known: Known, memory: Memory) -> bytes | None: ...
    def is_plain(self, data: bytes) -> bool: ...
    def heads(self, found: bytes, absent: bytes, moved: bytes) -> None: ...
    def bind(self, counts: memoryview, epoch: int, holdings_turn: int) -> None: ...
