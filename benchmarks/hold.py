"""Holding a file in memory while it is measured, as `vmtouch -l` does. Run as a process of its own.

    python -m benchmarks.hold FILE

Virtual machines that give memory back page out what nobody has touched for half a minute. At ten million identifiers
most pages are that old at any time, and the disk of such a machine would be measured. Prints one line when the file is
in memory, and holds it until its input ends.
"""

import ctypes
import mmap
import os
import sys
from pathlib import Path

_PAGE = 4096
_POPULATE_READ = 22  # MADV_POPULATE_READ, Linux 5.14


def hold(path: str) -> str:
    """Map and lock a file; how it went, as a word: held, or read where locking is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
    libc.mlock.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
    with Path(path).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        place = libc.mmap(None, size, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
        if place != ctypes.c_void_p(-1).value and libc.mlock(place, size) == 0:
            # The disk of a virtual machine fills pages from the host's side; the guest's processor meets each of them
            # for the first time when it looks, which costs it several µs. One octet of each, then, before it counts.
            memoryview((ctypes.c_char * size).from_address(place)).cast("B")[::_PAGE].tobytes()
            return "held"
        while file.read(1 << 20):  # at least it is in the page cache now
            pass
        return "read"


def touch(path: str) -> None:
    """Have this process's mapping of a file filled in, as hours of questions would: the kernel does the touching.

    A first touch costs some 10 µs here, once for every 64 KiB that a worker has mapped; it is no part of an answer.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for line in Path("/proc/self/maps").read_text().splitlines():
        if line.endswith(path):
            begin, end = (int(place, 16) for place in line.split(" ")[0].split("-"))
            size = min(end - begin, Path(path).stat().st_size)
            libc.madvise(begin, size, _POPULATE_READ)


if __name__ == "__main__":
    print(hold(sys.argv[1]), flush=True)
    sys.stdin.read()
