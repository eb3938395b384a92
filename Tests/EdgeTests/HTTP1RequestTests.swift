import NIOCore
import Testing
import Wire

@testable import Edge

/// What RFC 9110 and RFC 9112 refuse over HTTP/1.1: one answer, and the connection ends with it.
@Suite struct HTTP1RequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String
        let status: Int
        var testDescription: String { name }

        init(_ name: String, _ request: String, _ status: Int) {
            self.name = name
            self.request = request
            self.status = status
        }

        static func host(_ value: String, _ status: Int = 400) -> Case {
            Case("Host: \(value)", "GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n", status)
        }

        static func post(_ name: String, _ fields: String, _ body: String, _ status: Int) -> Case {
            Case(name, "POST / HTTP/1.1\r\nHost: h\r\n\(fields)\r\n\r\n\(body)", status)
        }
    }

    static let hosts: [Case] = [
        Case("no Host (RFC 9112 §3.2)", "GET / HTTP/1.1\r\n\r\n", 400),
        Case("two Hosts", "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", 400),
        .host("a b"), .host("h/../x"), .host("a@b"), .host(""), .host("h:http"), .host("h:70000"), .host("[::1"),
        .host("[fe80::1%25eth0]"), .host("h%2"), .host("a,b c"),
    ]
    static let framing: [Case] = [
        .post("a coding that nobody knows", "Transfer-Encoding: xchunked", "5\r\nhello\r\n0\r\n\r\n", 400),
        .post("a coding before chunked", "Transfer-Encoding: gzip, chunked", "0\r\n\r\n", 400),
        .post("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n", 400),
        .post("identity", "Transfer-Encoding: identity", "", 400),
        .post("a length beside chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n", 400),
        .post("chunked beside a length", "Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n", 400),
        .post("two lengths", "Content-Length: 5\r\nContent-Length: 6", "hello!", 400),
        .post("a length that is none", "Content-Length: five", "hello", 400),
        .post("a negative length", "Content-Length: -1", "", 400),
        .post("a chunk size that is none", "Transfer-Encoding: chunked", "zz\r\nhello\r\n0\r\n\r\n", 400),
        .post("a chunk without its end", "Transfer-Encoding: chunked", "5\r\nhelloXX0\r\n\r\n", 400),
        Case(
            "chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ]
    static let others: [Case] = [
        Case("a method of nobody", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501),
        Case("a method that only the parser knows", "PURGE / HTTP/1.1\r\nHost: h\r\n\r\n", 501),
        Case("TRACE", "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 501),
        Case("CONNECT", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 501),
        Case("no path", "GET index HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        Case("another scheme", "GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        Case("a user in the absolute form", "GET http://a@b/ HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        Case("a fragment in the absolute form", "GET http://h/x#y HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        Case("an asterisk for GET", "GET * HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        Case("no HTTP at all", "\u{16}\u{3}\u{1}\u{2}\r\n\r\n", 400),
        .post("a length of a gigabyte", "Content-Length: 1073741824", "", 413),
        .post("another expectation", "Expect: tea\r\nContent-Length: 1", "x", 417),
        Case(
            "header fields of 80 KiB",
            "GET / HTTP/1.1\r\nHost: h\r\nCookie: \(String(repeating: "c", count: 81_920))\r\n\r\n", 431),
    ]

    @Test(arguments: hosts + framing + others)
    func `what is no request is answered once, and the connection ends`(refused: Case) throws {
        let peer = try HTTP1Peer()
        try? peer.send(refused.request)
        // A good request behind it is never heard.
        try? peer.send("GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n")
        let answer = try peer.read()
        #expect(answer.hasPrefix("HTTP/1.1 \(refused.status) "), "\(answer.prefix(60))")
        #expect(answer.matches(of: #/HTTP/1\.1/#).count == 1)
        #expect(answer.contains("Connection: close\r\n"))
        #expect(!peer.application.heads.contains { $0.hasSuffix("/smuggled") })
        // What the application may still write doesn't get out.
        peer.answer()
        #expect(try peer.read() == "")
        peer.wait(Deadlines.linger)
        #expect(!peer.isOpen)
    }

    private static let manyFields = (0..<260).map { "X-\($0): 1\r\n" }.joined()
    static let good: [Case] = [
        .host("sso.hue.gov.vn", 200), .host("h:8443", 200), .host("h:", 200), .host("[2001:db8::1]:443", 200),
        .host("192.0.2.1", 200), .host("xn--hu-yja.vn", 200), .host("a%20b", 200),
        Case("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 200),
        Case("the absolute form (RFC 9112 §3.2.2)", "GET http://h/x HTTP/1.1\r\nHost: h\r\n\r\n", 200),
        Case("an asterisk for OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 200),
        .post("CHUNKED in capitals", "Transfer-Encoding: CHUNKED", "5;a=b\r\nhello\r\n0\r\n\r\n", 200),
        Case(
            "260 header fields (PEERS-BUGS R21)",
            "GET / HTTP/1.1\r\nHost: h\r\n\(manyFields)\r\n", 200),
        Case(
            "18 cookies of 900 bytes (PEERS-BUGS R5)",
            "GET / HTTP/1.1\r\nHost: h\r\nCookie: \(String(repeating: "c", count: 18 * 908))\r\n\r\n", 200),
    ]

    @Test(arguments: good)
    func `what is a request gets through`(good: Case) throws {
        let peer = try HTTP1Peer()
        try peer.send(good.request)
        #expect(peer.application.heads.count == 1 && peer.application.ends == 1)
        peer.answer()
        #expect(try peer.statuses() == [200])
    }

    @Test(arguments: [
        ("/x?a=b", "/x?a=b"), ("http://h/x?a=b", "/x?a=b"), ("HTTPS://h:1/x%20y", "/x%20y"), ("http://h", "/"),
        ("http://h?a=b", "/?a=b"), ("http://h//x", "//x"), ("http://h/x://y", "/x://y"),
    ])
    func `either form of target goes on as its path and query`(target: String, path: String) throws {
        let peer = try HTTP1Peer()
        try peer.send("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(peer.application.heads == ["GET \(path)"])
    }

    @Test func `a body that is too large is refused as soon as that is known`() throws {
        let peer = try HTTP1Peer()
        try peer.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = String(repeating: "x", count: 65_536)
        for _ in 0..<4 { try peer.send("10000\r\n\(chunk)\r\n") }
        #expect(try peer.statuses() == [])
        try? peer.send("1\r\nx\r\n")
        #expect(try peer.statuses() == [413])
        // Who reads the body learns that it is none.
        #expect(peer.application.errors.contains { $0 as? EdgeRefusal == .bodyTooLarge })
        #expect(peer.application.ends == 0)
    }

    @Test func `a megabyte of chunk extensions isn't read (RFC 9112 §7.1.1)`() throws {
        let peer = try HTTP1Peer()
        try peer.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;")
        for _ in 0..<4 { try? peer.send(String(repeating: "e", count: 8_192)) }
        #expect(try peer.statuses() == [400])
    }

    @Test func `a long body in small chunks is no abuse`() throws {
        let peer = try HTTP1Peer()
        try peer.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<2_000 { try peer.send("8\r\n12345678\r\n") }
        try peer.send("0\r\n\r\n")
        #expect(peer.application.content.utf8.count == 16_000 && peer.application.ends == 1)
    }

    @Test(arguments: ["100-continue", "100-Continue"])
    func `who waits for 100 gets it at once (RFC 9110 §10.1.1)`(expectation: String) throws {
        let peer = try HTTP1Peer()
        try peer.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: \(expectation)\r\nContent-Length: 5\r\n\r\n")
        #expect(try peer.read() == "HTTP/1.1 100 Continue\r\n\r\n")
        try peer.send("hello")
        peer.answer()
        #expect(try peer.statuses() == [200])
        #expect(peer.application.content == "hello")
    }

    @Test func `who waits for 100 and would send too much gets the final answer at once`() throws {
        let peer = try HTTP1Peer()
        try peer.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n")
        #expect(try peer.statuses() == [413])
    }

    @Test(arguments: ["close", "Close", "keep-alive, close"])
    func `who says that it is the last request gets the last answer (RFC 9112 §9.6)`(option: String) throws {
        let peer = try HTTP1Peer()
        try peer.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: \(option)\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n")
        peer.answer()
        #expect(try peer.read().contains("connection: close"))
        #expect(peer.application.heads == ["GET /"])
        peer.wait(Deadlines.linger)
        #expect(!peer.isOpen)
    }

    @Test func `requests that come together are answered one after the other`() throws {
        let peer = try HTTP1Peer()
        try peer.send((1...3).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
        for number in 1...3 {
            #expect(peer.application.heads.count == number)
            peer.answer()
        }
        #expect(try peer.statuses() == [200, 200, 200])
        #expect(peer.isOpen)
    }

    @Test func `while a request is answered it's read on once, and no more until the answer is out`() throws {
        let (peer, reads) = (try HTTP1Peer(), ReadCounter())
        try peer.channel.pipeline.syncOperations.addHandler(reads, position: .first)
        try peer.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(reads.count == 1)
        try peer.send("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n")
        peer.channel.read()
        #expect(reads.count == 1)
        peer.answer()
        #expect(reads.count == 1)
        peer.answer()
        #expect(reads.count == 2)
    }

    @Test func `a bad request behind a good one is refused when the good one is answered`() throws {
        let peer = try HTTP1Peer()
        try? peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\nBREW / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try peer.statuses() == [])
        peer.answer()
        #expect(try peer.statuses() == [200, 501])
    }
}
