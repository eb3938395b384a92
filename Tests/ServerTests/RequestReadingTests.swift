import Accounts
import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import Wire

@testable import Server

/// What is read of a request before anything looks at what it means.
@Suite struct RequestReadingTests {
    private func request(body pieces: [String]) -> Request {
        let (stream, feed) = AsyncStream.makeStream(of: ByteBuffer.self)
        for piece in pieces { feed.yield(ByteBuffer(string: piece)) }
        feed.finish()
        let head = HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/")
        return Request(head: head, body: RequestBody(asyncSequence: stream))
    }

    @Test(arguments: [[], [""], ["abcdef"], ["abc", "def"], ["", "abc", "", "def", ""]])
    func `a body is read to its end, in however many pieces it comes`(pieces: [String]) async throws {
        #expect(String(buffer: try await request(body: pieces).wholeBody(atMost: 6)) == pieces.joined())
    }

    @Test(arguments: [["abcdefg"], ["abc", "defg"], ["abcdef", "g"]])
    func `a body of a byte too much is refused`(pieces: [String]) async throws {
        await #expect(throws: NIOTooManyBytesError.self) { try await request(body: pieces).wholeBody(atMost: 6) }
    }

    private static let value = Base64URL.encode([UInt8](repeating: 7, count: 32))
    private static let name = SessionCookie.cookieName

    @Test(arguments: [
        ["\(name)=\(value)"], ["a=1; \(name)=\(value); b=2"], [";;  \(name)=\(value);"], ["a; b=;\(name)=\(value)"],
        ["a=1", "\(name)=\(value)"], ["\(name)=\(value); \(name)=other"], ["x\(name)=other; \(name)=\(value)"],
        ["\(name.dropLast())=other; \(name)=\(value)"],
    ])
    func `a cookie is found among others`(fields: [String]) {
        #expect(cookie(fields) == Self.value)
    }

    @Test(arguments: [
        [], [""], [";"], [name], ["\(name)="], ["\(name)=\(value)x"], ["\(name) =\(value)"], ["x\(name)=\(value)"],
        ["a=\(name)=\(value)"], ["\(name.uppercased())=\(value)"], ["\(name)=other; \(name)=\(value)"],
        ["\(name)=\(value) ; b=2"],
    ])
    func `what isn't the cookie is none`(fields: [String]) {
        #expect(cookie(fields) == nil)
    }

    private func cookie(_ fields: [String]) -> String? {
        var head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
        for field in fields { head.headerFields.append(HTTPField(name: .cookie, value: field)) }
        return Request(head: head, body: RequestBody(buffer: ByteBuffer())).cookie(SessionCookie.self)?.text
    }
}
