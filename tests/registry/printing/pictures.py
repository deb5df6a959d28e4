"""Pictures of the tests: PNG taken apart without any library of pictures, and read as a scanner would."""

import struct
import zlib

import msgspec
import zxingcpp


class Picture(msgspec.Struct, frozen=True):
    """Grey pixels, 0 black to 255 white."""

    width: int
    height: int
    pixels: bytes
    metre: int
    """Pixels in a metre."""

    def read(self) -> list[zxingcpp.Barcode]:
        """The codes in the picture."""
        return zxingcpp.read_barcodes(memoryview(self.pixels).cast("B", (self.height, self.width)))


def read_png(octets: bytes) -> Picture:
    """A PNG in black and white, one bit a pixel, without filters: what the node writes."""
    assert octets.startswith(b"\x89PNG\r\n\x1a\n")
    at, data, metre, head = 8, b"", 0, b""
    while at < len(octets):
        (length,) = struct.unpack_from(">I", octets, at)
        kind, chunk = octets[at + 4 : at + 8], octets[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", octets, at + 8 + length)[0] == zlib.crc32(kind + chunk)
        if kind == b"IHDR":
            head = chunk
        elif kind == b"IDAT":
            data += chunk
        elif kind == b"pHYs":
            metre = struct.unpack(">IIB", chunk)[0]
        at += 12 + length
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", head)
    assert (depth, colour, rest) == (1, 0, [0, 0, 0])
    stride = (width + 7) // 8 + 1
    lines = zlib.decompress(data)
    pixels = bytearray()
    for y in range(height):
        line = lines[y * stride : (y + 1) * stride]
        assert line[0] == 0
        bits = f"{int.from_bytes(line[1:]):0{(stride - 1) * 8}b}"[:width]
        pixels += bytes(255 if bit == "1" else 0 for bit in bits)
    return Picture(width, height, bytes(pixels), metre)
