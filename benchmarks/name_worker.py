"""One name server over a thousand mapped OIDs, without database and keeper. Run as a process of its own.

python -m benchmarks.name_worker FOLDER PORT
"""

import asyncio
import signal
import socket
import sys
from pathlib import Path

from resolver.edge.nameserver import NameServing
from resolver.edge.serving import new_loop
from tests.resolver.domains.paper import ARC, NameShelf, maps, serving, url

NAMES = 1_000
# So many that nothing is left out here, and the allowance is reckoned all the same.
ALLOWANCE = 1_000_000


async def _heal(_key: bytes) -> bool:
    return False  # nobody is there who could


async def work(folder: Path, port: int) -> None:
    """Answer until the process is told to stop."""
    shelf = NameShelf()
    shelf.grant("88.1000.1")
    for number in range(NAMES):
        shelf.put(f"88.1000.1/N{number}", url(f"https://a.example/{number}"), maps(f"{ARC}.{number}"))
    stream, datagrams = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
    for held in (stream, datagrams):
        held.bind(("127.0.0.1", port))
        held.setblocking(False)
    edge = NameServing(serving(folder, shelf, per_second=ALLOWANCE), _heal, datagrams, stream)
    await edge.open()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await edge.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(work(Path(sys.argv[1]), int(sys.argv[2])))
