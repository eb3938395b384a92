"""Stands before a slapd and answers as Active Directory does where slapd can't ([MS-ADTS]), or as no good server does.

  rewriter.py SERVER RULE…

SERVER is a port of loopback, or the path of a socket: then it listens at that path with `.rewriter` behind it.
  parts:N      an attribute with more than N values comes in parts (MaxValRange, §3.1.1.3.1.3.3)
  no-next      … and only the first part of it ever comes
  page:N       no page has more than N entries (MaxPageSize)
  usn:FILE:DN  the root says highestCommittedUSN, which stands in FILE, and that DN is its dsServiceName
  miss:FILE    entries whose DN begins with a line of FILE come to who asks by key alone: a paged reading is no snapshot
  live:CODE    after a refresh, the first word of an entry ends the search with CODE instead; once
  live:rubbish … is information that can't be read instead (RFC 4533 §2.5)
  unbind:DN    the password of every bind but that of DN is taken out: an unauthenticated bind (RFC 4513 §5.1.2)
  end:N:CODE   a search ends with CODE after N entries
Its own port, or path, is the first line that it prints.
"""
import asyncio
import sys

target = sys.argv[1]
rules = dict(rule.partition(":")[::2] for rule in sys.argv[2:])
BIND, SEARCH, ENTRY, DONE, INFO, CONTROLS = 0x60, 0x63, 0x64, 0x65, 0x79, 0xA0
PAGED = b"1.2.840.113556.1.4.319"
SYNC_INFO = b"1.3.6.1.4.1.4203.1.9.1.4"


# --- BER, as LDAP has it (RFC 4511 §5.1)

def length(data, at):
    """The length that is written at a place, and where what it is of begins; None before all of it is there."""
    if at >= len(data): return None
    first = data[at]
    if first < 0x80: return first, at + 1
    end = at + 1 + (first & 0x7F)
    return (int.from_bytes(data[at + 1:end], "big"), end) if end <= len(data) else None


def children(data):
    at, found = 0, []
    while at < len(data):
        size, begin = length(data, at + 1)
        found.append((data[at], data[begin:begin + size]))
        at = begin + size
    return found


def element(tag, content):
    size = len(content)
    if size < 0x80: return bytes([tag, size]) + content
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(digits)]) + digits + content


def joined(parts): return b"".join(element(tag, content) for tag, content in parts)


def number(value): return value.to_bytes(value.bit_length() // 8 + 1, "big")


async def messages(reader):
    data = b""
    while more := await reader.read(65536):
        data += more
        while (size := length(data, 1)) and len(data) >= size[0] + size[1]:
            end = size[0] + size[1]
            yield children(data[size[1]:end])
            data = data[end:]


# --- What is changed

class Connection:
    def __init__(self):
        self.searches = {}
        self.entries = 0
        self.by_key = set()
        self.followed = set()

    def request(self, parts):
        tag, content = parts[1]
        if tag == BIND and "unbind" in rules:
            version, name, password = children(content)
            if name[1] != rules["unbind"].encode(): password = (password[0], b"")
            parts[1] = (tag, joined([version, name, password]))
        if tag == SEARCH: parts[1] = (tag, self.search(parts[0][1], children(content)))
        if "page" in rules and len(parts) > 2: parts[2] = (CONTROLS, joined(map(self.control, children(parts[2][1]))))
        return parts

    def search(self, id, fields):
        asked, begins = [], {}
        for tag, name in children(fields[7][1]):
            plain, _, part = name.partition(b";range=")
            if part: begins[plain.lower()] = int(part.split(b"-")[0])
            asked.append((tag, plain))
        self.searches[id] = (fields[0][1] == b"" and fields[1][1] == b"\0", begins)
        if b"entryUUID" in fields[6][1]: self.by_key.add(id)
        return joined(fields[:7] + [(fields[7][0], joined(asked))])

    def control(self, control):
        parts = children(control[1])
        if parts[0][1] != PAGED: return control
        (tag, size), cookie = children(children(parts[-1][1])[0][1])
        size = number(min(int.from_bytes(size, "big"), int(rules["page"])))
        return (control[0], joined(parts[:-1] + [(4, element(0x30, joined([(tag, size), cookie])))]))

    def answer(self, parts):
        """None for what is kept back."""
        tag, content = parts[1]
        is_root, begins = self.searches.get(parts[0][1], (False, {}))
        if tag == INFO and children(children(content)[1][1])[0][0] in (0xA1, 0xA2): self.followed.add(parts[0][1])
        if tag == ENTRY and parts[0][1] in self.followed and "live" in rules: return self.instead(parts[0])
        if tag == ENTRY:
            name, attributes = children(content)
            if "miss" in rules and parts[0][1] not in self.by_key and name[1].startswith(missing()): return None
            kept = [part for one in children(attributes[1]) for part in self.attribute(children(one[1]), begins)]
            if is_root and "usn" in rules: kept += self.root()
            parts[1] = (tag, joined([name, (attributes[0], joined((0x30, joined(one)) for one in kept))]))
            if "end" in rules and not is_root:
                self.entries += 1
                if self.entries > int(rules["end"].split(":")[0]): return None
        if tag == DONE and "end" in rules and self.entries > int(rules["end"].split(":")[0]):
            return [parts[0], (tag, joined([(0x0A, number(int(rules["end"].split(":")[1]))), (4, b""), (4, b"")]))]
        return parts

    def instead(self, id):
        said = rules.pop("live")
        if said == "rubbish": return [id, (INFO, joined([(0x80, SYNC_INFO), (0x81, b"\xA4\0")]))]
        return [id, (DONE, joined([(0x0A, number(int(said))), (4, b""), (4, b"")]))]

    def attribute(self, parts, begins):
        (_, name), (_, values) = parts
        values, begin, most = children(values), begins.get(name.lower()), int(rules.get("parts", 1 << 30))
        if begin is None and len(values) <= most: return [parts]
        if begin is not None and "no-next" in rules: return []
        first = begin or 0
        part = values[first:first + most]
        last = b"*" if first + len(part) >= len(values) else b"%d" % (first + len(part) - 1)
        ranged = [(4, name + b";range=%d-" % first + last), (0x31, joined(part))]
        return [[(4, name), (0x31, b"")], ranged] if begin is None else [ranged]

    def root(self):
        path, _, service = rules["usn"].partition(":")
        with open(path) as file: count = file.read().strip().encode()
        said = [(b"highestCommittedUSN", count), (b"dsServiceName", service.encode())]
        return [[(4, name), (0x31, element(4, value))] for name, value in said]


def missing():
    with open(rules["miss"], "rb") as file: return tuple(file.read().splitlines())


# --- Passing on

async def forward(reader, writer, change):
    async for parts in messages(reader):
        parts = change(parts)
        if parts is not None: writer.write(element(0x30, joined(parts)))
        await writer.drain()
    writer.close()


async def serve(reader, writer):
    if target.startswith("/"): server = await asyncio.open_unix_connection(target)
    else: server = await asyncio.open_connection("127.0.0.1", int(target))
    connection = Connection()
    await asyncio.gather(
        quietly(forward(reader, server[1], connection.request)), quietly(forward(server[0], writer, connection.answer)))


async def quietly(work):
    try:
        await work
    except OSError:
        pass


async def main():
    if target.startswith("/"):
        server = await asyncio.start_unix_server(serve, target + ".rewriter")
        print(target + ".rewriter", flush=True)
    else:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
