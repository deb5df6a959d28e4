"""Files that go out piece by piece: whoever reads none of one does not keep the turn of others."""

import asyncio

from aiohttp import web

from registry.web.v1.exports import passed_on


async def test_whoever_takes_nothing_of_a_file_is_left() -> None:
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await passed_on(request, response, bytes(1 << 16), seconds=0.2)
        except ConnectionError as error:
            ended.set_result(str(error))
        return response

    app = web.Application()
    app.add_routes([web.get("/", endless)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port, limit=1 << 12)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")

        assert await asyncio.wait_for(ended, 30) == "nobody has read a file for 0.2 seconds"
        writer.close()
    finally:
        await runner.cleanup()
