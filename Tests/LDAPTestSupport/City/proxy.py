"""Stands between a client and a server of this machine, and fails as told.

  proxy.py SERVER MODE…

SERVER is a port of loopback, or the path of a socket: then it listens at that path with `.proxy` behind it.
The first connection fails by the first mode, the second by the second, and all that come later by the last:
  pass       not at all
  cut:N      is closed after N bytes of the server's have passed
  sweep:N    is closed after as many times N bytes as connections have come before it
  stall:N    stays open, and nothing more passes after N bytes of the server's; `stalled` is printed then
  mute       is accepted, and that is all
Its own port, or path, is the first line that it prints.
"""
import asyncio
import sys

target, modes = sys.argv[1], sys.argv[2:]
count = 0


async def forward(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


def connect():
    if target.startswith("/"): return asyncio.open_unix_connection(target)
    return asyncio.open_connection("127.0.0.1", int(target))


async def serve(reader, writer):
    global count
    mode, _, limit = modes[min(count, len(modes) - 1)].partition(":")
    if mode == "sweep": limit = str(count * int(limit))
    count += 1
    if mode == "mute":
        return await reader.read(-1)
    try:
        their_reader, their_writer = await connect()
    except OSError:
        return writer.close()
    asyncio.ensure_future(quietly(forward(reader, their_writer)))
    left = int(limit) if limit else None
    while data := await their_reader.read(65536):
        if left is not None and len(data) >= left:
            writer.write(data[:left])
            await writer.drain()
            if mode == "stall":
                print("stalled", flush=True)
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
    client = lambda reader, writer: quietly(serve(reader, writer))
    if target.startswith("/"):
        server = await asyncio.start_unix_server(client, target + ".proxy")
        print(target + ".proxy", flush=True)
    else:
        server = await asyncio.start_server(client, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
