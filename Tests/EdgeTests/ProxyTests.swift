import HTTPTypes
import NIOCore
import NIOEmbedded
import Testing
import Wire

@testable import Edge

/// Whom proxies speak for: believed where they are ours, and never where they aren't.
@Suite struct ProxyTests {
    private static let proxies = ["10.0.0.0/8", "2001:db8:1::/48"].compactMap { IPNetwork($0) }
    private static let proxy = ClientAddress(address: "10.0.0.1", port: 5_000)

    private static func client(
        _ peer: ClientAddress = proxy, forwardedFor values: [String]
    ) -> String {
        var fields = HTTPFields()
        for value in values { fields.append(HTTPField(name: .xForwardedFor, value: value)) }
        fields.append(HTTPField(name: .forwarded, value: "for=203.0.113.99"))
        return peer.forwarded(by: fields, .xForwardedFor, trusting: proxies).address
    }

    private static let chains: [([String], String)] = [
        (["203.0.113.7"], "203.0.113.7"), (["203.0.113.7, 10.1.2.3"], "203.0.113.7"),
        // Whoever isn't ours wrote what stands before it.
        (["198.51.100.1, 203.0.113.7"], "203.0.113.7"), (["198.51.100.1", "203.0.113.7,10.9.9.9"], "203.0.113.7"),
        (["10.0.0.5"], "10.0.0.5"), (["2001:DB8::7"], "2001:db8::7"), (["[2001:db8::7]:443"], "2001:db8::7"),
        (["203.0.113.7:4711"], "203.0.113.7"), (["::ffff:203.0.113.7"], "203.0.113.7"),
        // Nothing that can be read: as far as can be known it is the proxy.
        ([], "10.0.0.1"), ([""], "10.0.0.1"), (["unknown"], "10.0.0.1"), (["203.0.113.7, unknown"], "10.0.0.1"),
        (["203.0.113.7, x, 10.3.3.3"], "10.3.3.3"), (["localhost"], "10.0.0.1"), (["203.0.113.7.1"], "10.0.0.1"),
        // However much a stranger has put before it.
        ([Array(repeating: "10.1.1.1", count: 40).joined(separator: ",")], "10.1.1.1"),
        ([String(repeating: "1, ", count: 5_000) + "203.0.113.7"], "203.0.113.7"),
    ]

    @Test(arguments: chains)
    func `X-Forwarded-For is read from its end, as far as proxies of ours have written it`(
        values: [String], client: String
    ) {
        #expect(Self.client(forwardedFor: values) == client)
    }

    @Test(arguments: ["203.0.113.1", "2001:db8:2::1", "unknown", "11.0.0.1"])
    func `who isn't a proxy of ours speaks for nobody`(peer: String) {
        let stranger = ClientAddress(address: peer, port: 1)
        #expect(Self.client(stranger, forwardedFor: ["198.51.100.1"]) == peer)
    }

    private static let forwarded: [(String, String, Int?)] = [
        ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60", nil),
        ("for=192.0.2.43, for=198.51.100.17", "198.51.100.17", nil),
        ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17", 4711),
        ("proto=https ; FOR=\"192.0.2.60:80\" ; host=\"a;for=1.1.1.1,b\"", "192.0.2.60", 80),
        ("for=192.0.2.60, for=10.3.3.3", "192.0.2.60", nil), ("for=\"_hidden\"", "10.0.0.1", 5_000),
        ("for=unknown", "10.0.0.1", 5_000), ("by=192.0.2.60", "10.0.0.1", 5_000),
        ("for=\"1.1.1.1, for=192.0.2.60", "192.0.2.60", nil), ("a=\", for=\"192.0.2.60:80\"", "192.0.2.60", 80),
        ("for=192.0.2.60;for=192.0.2.61", "10.0.0.1", 5_000), ("for=\"192.0.2.60", "10.0.0.1", 5_000),
        ("for=[2001:db8::1", "10.0.0.1", 5_000), ("192.0.2.60", "10.0.0.1", 5_000),
    ]

    @Test(arguments: forwarded)
    func `Forwarded is read as RFC 7239 §4 writes it`(value: String, address: String, port: Int?) {
        var fields = HTTPFields()
        fields[.forwarded] = value
        fields[.xForwardedFor] = "198.51.100.99"
        let client = Self.proxy.forwarded(by: fields, .forwarded, trusting: Self.proxies)
        #expect(client == ClientAddress(address: address, port: port))
    }

    // MARK: PROXY protocol

    private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]

    private static func header(
        _ addresses: [UInt8], command: UInt8 = 0x21, family: UInt8 = 0x11, length: Int? = nil
    ) -> [UInt8] {
        let length = length ?? addresses.count
        return signature + [command, family, UInt8(length >> 8), UInt8(length & 0xFF)] + addresses
    }

    private static let ipv4: [UInt8] = [203, 0, 113, 7, 10, 0, 0, 1, 0x9C, 0x40, 0x01, 0xBB]
    private static let ipv6: [UInt8] =
        [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [7] + Array(repeating: 1, count: 16)
        + [0x9C, 0x40, 0x01, 0xBB]

    @Test func `the header of the PROXY protocol names the client, byte by byte or at once`() throws {
        let headers: [([UInt8], String)] = [
            (Self.header(Self.ipv4), "203.0.113.7"), (Self.header(Self.ipv6, family: 0x21), "2001:db8::7"),
            // What stands behind the addresses (TLVs) is passed over.
            (Self.header(Self.ipv4 + [3, 0, 4, 1, 2, 3, 4]), "203.0.113.7"),
        ]
        for (bytes, address) in headers {
            for count in 0..<bytes.count { #expect(try ProxyHeader.read(Array(bytes.prefix(count))) == nil) }
            let expected = ProxyHeader(client: ClientAddress(address: address, port: 40_000), length: bytes.count)
            #expect(try ProxyHeader.read(bytes + [1, 2, 3]) == expected)
        }
    }

    @Test func `a proxy that speaks for itself names nobody`() throws {
        let local = Self.header([], command: 0x20, family: 0)
        #expect(try ProxyHeader.read(local) == ProxyHeader(client: nil, length: 16))
        let unix = Self.header(Array(repeating: 0, count: 216), family: 0x31)
        #expect(try ProxyHeader.read(unix) == ProxyHeader(client: nil, length: 232))
    }

    private static let malformed: [[UInt8]] = [
        Array("GET / HTTP/1.1\r\n".utf8), Array("PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n".utf8), [13, 10, 13, 11],
        header(ipv4, command: 0x11), header(ipv4, command: 0x22), header(ipv4, family: 0x41), header([1, 2, 3]),
        header(ipv4, family: 0x21), header(ipv4, length: 60_000),
    ]

    @Test(arguments: malformed)
    func `what is no header of the PROXY protocol is refused by its first bytes`(bytes: [UInt8]) {
        #expect(throws: ProxyHeader.Malformed.self) { try ProxyHeader.read(bytes) }
    }

    @Test func `a connection takes the address of the header, and what comes behind it goes on`() throws {
        let edge = Edge.forTests()
        let channel = EmbeddedChannel()
        let connection = try #require(edge.ledger.admit(channel, from: Self.proxy))
        try channel.pipeline.syncOperations.addHandler(ConnectionGate(connection))
        try channel.pipeline.syncOperations.addHandler(ProxyHeaderHandler(connection))
        for byte in Self.header(Self.ipv4) { try channel.writeInbound(ByteBuffer(bytes: [byte])) }
        #expect(connection.client == ClientAddress(address: "203.0.113.7", port: 40_000))
        try channel.writeInbound(ByteBuffer(string: "GET"))
        #expect(try channel.readInbound(as: ByteBuffer.self).map { String(buffer: $0) } == "GET")
    }

    @Test func `a connection without the header is ended`() throws {
        let edge = Edge.forTests()
        let channel = EmbeddedChannel()
        let connection = try #require(edge.ledger.admit(channel, from: Self.proxy))
        try channel.pipeline.syncOperations.addHandler(ConnectionGate(connection))
        try channel.pipeline.syncOperations.addHandler(ProxyHeaderHandler(connection))
        try channel.writeInbound(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"))
        channel.embeddedEventLoop.run()
        #expect(try channel.readInbound(as: ByteBuffer.self) == nil)
        #expect(edge.ledger.count == 0)
    }
}
