import NIOCore
import Testing

@testable import Edge

/// What takes too long over HTTP/1.1 (RFC 9112 §9.5): every part of an exchange has a deadline that bytes one by one don't
/// prolong.
@Suite struct HTTP1DeadlineTests {
    private let peer: HTTP1Peer
    private let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n"

    init() throws { peer = try HTTP1Peer() }

    @Test func `a connection on which nothing comes is closed without a word`() throws {
        peer.wait(.seconds(9))
        #expect(peer.isOpen)
        peer.wait(.seconds(1))
        #expect(!peer.isOpen)
        #expect(try peer.read() == "")
    }

    @Test func `header fields that come byte by byte have ten seconds`() throws {
        peer.wait(.seconds(5))
        try peer.send("G")
        for byte in "ET / HTT" {
            peer.wait(.seconds(1))
            try peer.send(String(byte))
        }
        #expect(try peer.read() == "")
        peer.wait(.seconds(2))
        #expect(try peer.statuses() == [408])
        peer.wait(Deadlines.linger)
        #expect(!peer.isOpen)
    }

    @Test func `a body that comes byte by byte has twenty seconds`() throws {
        try peer.send(head)
        for byte in "hell" {
            peer.wait(.seconds(4))
            try peer.send(String(byte))
        }
        #expect(try peer.read() == "")
        peer.wait(.seconds(4))
        #expect(try peer.statuses() == [408])
        #expect(peer.application.ends == 0)
        #expect(peer.application.errors.contains { $0 as? EdgeRefusal == .slowBody })
    }

    @Test func `an answer that takes too long is 503 with a time to come again`() throws {
        try peer.send(head + "hello")
        peer.wait(.seconds(29))
        #expect(try peer.read() == "")
        peer.wait(.seconds(1))
        let answer = try peer.read()
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.contains("Retry-After: 5\r\n"))
    }

    @Test func `an answer that has begun isn't answered again`() throws {
        try peer.send(head + "hello")
        peer.answer(isWhole: false)
        _ = try peer.read()
        peer.wait(.seconds(30))
        #expect(try peer.read() == "")
        #expect(!peer.isOpen)
    }

    @Test func `between two requests there is a minute, and after the first byte ten seconds`() throws {
        try peer.send(head + "hello")
        peer.answer()
        peer.wait(.seconds(55))
        try peer.send("GET / HTTP/1.1\r\n")
        peer.wait(.seconds(9))
        #expect(try peer.statuses() == [200])
        try peer.send("Host: h\r\n\r\n")
        peer.answer()
        #expect(try peer.statuses() == [200])
        peer.wait(.seconds(60))
        #expect(!peer.isOpen)
        #expect(try peer.read() == "")
    }

    @Test func `a request that is answered before its body has come still has to send it in time`() throws {
        try peer.send(head)
        peer.answer(.unauthorized)
        #expect(try peer.statuses() == [401])
        peer.wait(.seconds(20))
        #expect(try peer.read() == "")
        #expect(!peer.isOpen)
    }

    @Test func `after the last answer what still comes is dropped for two seconds (RFC 9112 §9.6)`() throws {
        try peer.send("GET / HTTP/1.1\r\n\r\n")
        #expect(try peer.statuses() == [400])
        for _ in 0..<3 { try peer.send(String(repeating: "x", count: 100_000)) }
        #expect(peer.isOpen)
        peer.wait(.seconds(2))
        #expect(!peer.isOpen)
        #expect(peer.application.heads.isEmpty)
    }

    @Test func `a peer that leaves in the midst of a request isn't answered`() throws {
        try peer.send(head + "he")
        _ = try? peer.channel.finish()
        #expect(try peer.read() == "")
        #expect(peer.edge.ledger.count == 0)
    }
}
