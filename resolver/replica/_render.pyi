"""The types of rendering in C."""

from collections.abc import Callable

from msgspec import Raw

LAYOUT: int
FIXED_SIZE: int

class Renderer:
    def __init__(
        self,
        head_of: Callable[[bytes], tuple[bytes, bool] | None],
        tail_of: Callable[[bytes], tuple[bytes, int] | None],
        location_of: Callable[[str], str | None],
        longest_stay: int,
    ) -> None: ...
    def octets(
        self, key: bytes, packed: Raw, version: int, serial: int, registered_at: int, changed_at: int
    ) -> bytes | None: ...
