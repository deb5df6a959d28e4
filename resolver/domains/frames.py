"""Messages in a stream: each behind its length of two octets (RFC 1035 §4.2.2), in pieces of any size."""

from resolver.domains.codes import HEADER_SIZE, LONGEST_QUESTION


class Frames:
    """Takes octets as they come and gives back the messages that are whole."""

    def __init__(self) -> None:
        self._pending = b""
        self.broken = False
        """Whether a length came that no question has: nothing after it can be told apart any more."""

    def receive(self, data: bytes) -> list[bytes]:
        """The messages that these octets complete, in order."""
        messages: list[bytes] = []
        octets = self._pending + data
        at = 0
        while not self.broken and len(octets) - at >= 2:
            length = int.from_bytes(octets[at : at + 2], "big")
            if not HEADER_SIZE <= length <= LONGEST_QUESTION:
                self.broken = True
            elif len(octets) - at - 2 < length:
                break
            else:
                messages.append(octets[at + 2 : at + 2 + length])
                at += 2 + length
        self._pending = b"" if self.broken else octets[at:]
        return messages


def framed(message: bytes) -> bytes:
    """A message as it is put into a stream."""
    return len(message).to_bytes(2, "big") + message
