import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing
import Wire

@testable import Edge

/// The rules and deadlines of one request over HTTP/2, and our settings that hold from the first frame on.
@Suite struct HTTP2Tests {
    private let edge = Edge.forTests()
    private let channel = EmbeddedChannel()
    private let stream: HTTP2StreamGuard

    init() throws {
        channel.connect(to: try SocketAddress(ipAddress: "192.0.2.254", port: 443), promise: nil)
        let connection = try #require(
            edge.ledger.admit(channel, from: ClientAddress(address: "192.0.2.1", port: nil)))
        stream = HTTP2StreamGuard(connection, deadlines: Deadlines())
        try channel.pipeline.syncOperations.addHandler(stream)
    }

    private static func head(
        _ method: HTTPRequest.Method = .get, authority: String? = "h", path: String? = "/", _ fields: HTTPFields = [:]
    ) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "https", authority: authority, path: path, headerFields: fields)
    }

    private func statuses() throws -> [Int] {
        var statuses: [Int] = []
        while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
            if case .head(let head) = part { statuses.append(head.status.code) }
        }
        return statuses
    }

    private func send(_ part: HTTPRequestPart) { try? channel.writeInbound(part) }

    private static let brew = HTTPRequest.Method(String(repeating: "BREW", count: 2_500))

    private static let heads: [(HTTPRequest, Int)] = [
        (head(brew ?? .trace), 501), (head(.trace), 501), (head(.connect), 501), (head(authority: nil), 400),
        (head(authority: "a b"), 400), (head(authority: "a@b"), 400), (head(authority: "h", [.host: "other"]), 400),
        (head(path: "index"), 400), (head(path: nil), 400), (head(path: "*"), 400),
        (head(.post, [.contentLength: "99999999"]), 413), (head(.post, [.contentLength: "-1"]), 400),
        (head(.post, [.expect: "tea"]), 417), (head(.get, [.cookie: String(repeating: "c", count: 66_000)]), 431),
        (head(.get, [.cookie: String(repeating: "c", count: 18 * 908)]), 200),
        (head(authority: nil, [.host: "h"]), 200),
        (head(authority: "h", [.host: "H"]), 200), (head(.options, path: "*"), 200), (head(.delete), 200),
    ]

    @Test(arguments: heads)
    func `what RFC 9113 §8.3.1 refuses gets a status of its own`(head: HTTPRequest, status: Int) throws {
        send(.head(head))
        #expect(try statuses() == (status == 200 ? [] : [status]))
    }

    @Test func `who waits for 100 gets it`() throws {
        send(.head(Self.head(.post, [.expect: "100-continue"])))
        #expect(try statuses() == [100])
    }

    @Test func `a body that comes too slowly is 408, and one that is too large 413`() throws {
        send(.head(Self.head(.post)))
        send(.body(ByteBuffer(string: "x")))
        channel.embeddedEventLoop.advanceTime(by: .seconds(19))
        #expect(try statuses() == [])
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(try statuses() == [408])
    }

    @Test func `a body that is too large is 413`() throws {
        send(.head(Self.head(.post)))
        send(.body(ByteBuffer(repeating: 0, count: Limits.anyBodyBytes)))
        #expect(try statuses() == [])
        send(.body(ByteBuffer(string: "x")))
        #expect(try statuses() == [413])
    }

    @Test func `a stream that is refused ends two seconds later, whatever the peer still sends`() throws {
        send(.head(Self.head(.trace)))
        #expect(try statuses() == [501])
        // The application gives up.
        channel.close(promise: nil)
        send(.body(ByteBuffer(string: "x")))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: Deadlines.linger)
        #expect(!channel.isActive)
        #expect(try statuses() == [])
    }

    @Test func `an answer that takes too long is 503`() throws {
        send(.head(Self.head()))
        send(.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(30))
        #expect(try statuses() == [503])
    }

    @Test(arguments: [true, false])
    func `an answer gets out once, and none behind a refusal`(isRefused: Bool) throws {
        send(.head(Self.head(isRefused ? .trace : .get)))
        send(.end(nil))
        for _ in 1...2 {
            stream.write(.head(HTTPResponse(status: .noContent)))
            stream.write(.end(nil))
            stream.flush()
        }
        #expect(try statuses() == [isRefused ? 501 : 204])
    }

    // MARK: Settings

    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    private static let settings: [UInt8] = [0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100]
    private static let headers: [UInt8] = [0, 0, 2, 1, 5, 0, 0, 0, 1, 0x82, 0x84]
    private static let ack: [UInt8] = [0, 0, 0, 4, 1, 0, 0, 0, 0]

    @Test(arguments: [1, 3, 7, 1_000])
    func `our settings are acknowledged behind the client's, and the true acknowledgement is taken out`(
        piece: Int
    ) throws {
        let channel = EmbeddedChannel(handler: SettingsAtOnce())
        let sent = Self.preface + Self.settings + Self.headers + Self.ack + Self.headers + Self.ack
        for start in stride(from: 0, to: sent.count, by: piece) {
            try channel.writeInbound(ByteBuffer(bytes: sent[start..<min(start + piece, sent.count)]))
        }
        var got: [UInt8] = []
        while let bytes = try channel.readInbound(as: ByteBuffer.self) { got += Array(bytes.readableBytesView) }
        // A second acknowledgement is a fault of the client's, for the library to find.
        #expect(got == Self.preface + Self.settings + Self.ack + Self.headers + Self.headers + Self.ack)
    }
}
