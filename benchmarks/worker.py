"""One worker of the node over a replica that is there already: no database, no keeper. Run as a process of its own.

python -m benchmarks.worker FOLDER PORT [--pure]
"""

import asyncio
import gc
import signal
import sys
from pathlib import Path

from aiohttp import web

from benchmarks.hold import touch
from resolver.edge import cors
from resolver.edge.compiled import clerk_for
from resolver.edge.desk import DESK, Desk
from resolver.edge.digital_link import DigitalLinks
from resolver.edge.door import Door
from resolver.edge.handles import routes
from resolver.edge.serving import Serving, new_loop
from resolver.replica.level import Level
from resolver.replica.reader import Reader
from resolver.tally import Tally


async def work(folder: Path, port: int, pure: bool) -> None:
    """Answer until the process is told to stop."""
    tally = Tally(folder / "counters", "worker-1")

    async def heal(_key: bytes) -> bool:
        return False  # nobody is there who could

    reader = Reader(folder / "replica", Level.open(folder / "level"))
    desk = Desk(reader, tally, heal, base="https://id.park.example")
    app = web.Application()
    app[DESK] = desk
    app.add_routes(routes())
    app.add_routes(DigitalLinks(desk).routes())
    app.add_routes(Door(desk).routes())
    app.on_response_prepare.append(cors.permit)
    serving = Serving(app, clerk=clerk_for(desk, pure=True if pure else None), shutdown_timeout=1)
    await serving.setup()
    reader.refresh()
    touch(str(next((folder / "replica").glob("*/data.mdb"))))
    await serving.listen("127.0.0.1", port)
    gc.freeze()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    while not stop.is_set():
        tally.tick()
        try:
            await asyncio.wait_for(stop.wait(), 1)
        except TimeoutError:
            continue
    await serving.cleanup()
    tally.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(work(Path(sys.argv[1]), int(sys.argv[2]), "--pure" in sys.argv[3:]))
