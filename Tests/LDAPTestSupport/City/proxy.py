"""Stands between a client and a server of this machine, and fails as told.

  proxy.py PORT MODE…

The first connection fails by the first mode, the second by the second, and all that come later by the last:
  pass       not at all
  cut:N      is closed after N bytes of the server's have passed
  stall:N    stays open, and nothing more passes after N bytes of the server's
  mute       is accepted, and that is all
Its own port is the first line that it prints.
"""
import asyncio
import sys

target, modes = int(sys.argv[1]), sys.argv[2:]
count = 0


async def forward(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def serve(reader, writer):
    global count
    mode, _, limit = modes[min(count, len(modes) - 1)].partition(":")
    count += 1
    if mode == "mute":
        return await reader.read(-1)
    try:
        their_reader, their_writer = await asyncio.open_connection("127.0.0.1", target)
    except OSError:
        return writer.close()
    asyncio.ensure_future(quietly(forward(reader, their_writer)))
    left = int(limit) if limit else None
    while data := await their_reader.read(65536):
        if left is not None and len(data) >= left:
            writer.write(data[:left])
            await writer.drain()
            if mode == "stall":
                return await reader.read(-1)
            break
        if left is not None:
            left -= len(data)
        writer.write(data)
        await writer.drain()
    their_writer.close()
    writer.close()


async def quietly(work):
    try:
        await work
    except OSError:
        pass


async def main():
    server = await asyncio.start_server(lambda r, w: quietly(serve(r, w)), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
