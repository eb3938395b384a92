import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Edge

/// What comes of requests, and what the one who answers gets of it.
struct ExchangeHandlerTests {
    /// Lets everything out, and keeps what was sent.
    private final class OpenGuard: MessageGuard {
        weak var receiver: (any RequestReceiver)?
        private var written: [HTTPResponsePart] = []
        private(set) var sent: [HTTPResponsePart] = []

        func write(_ part: HTTPResponsePart) { written.append(part) }

        func flush() {
            sent += written
            written = []
        }
    }

    /// A channel and its innermost handler, on an event loop of their own.
    private final class Peer: Sendable {
        let channel = NIOAsyncTestingChannel()
        private let handlers: NIOLoopBound<(handler: ExchangeHandler, reads: ReadCounter, guardian: OpenGuard)>

        init() async throws {
            handlers = try await channel.testingEventLoop.executeInContext { [channel] in
                let (guardian, reads) = (OpenGuard(), ReadCounter())
                let handler = ExchangeHandler(behind: guardian)
                try channel.pipeline.syncOperations.addHandlers([reads, handler])
                return NIOLoopBound((handler, reads, guardian), eventLoop: channel.eventLoop)
            }
        }

        /// Does something on the event loop.
        func act<Result: Sendable>(
            _ body: @escaping @Sendable (ExchangeHandler, ChannelPipeline) throws -> Result
        ) async throws -> Result {
            try await channel.testingEventLoop.executeInContext { [channel, handlers] in
                try body(handlers.value.handler, channel.pipeline)
            }
        }

        func come(_ parts: HTTPRequestPart...) async throws {
            try await act { handler, pipeline in
                for part in parts { handler.receive(part) }
                pipeline.fireChannelReadComplete()
            }
        }

        /// Asks for more, and says how often the socket has been asked so far.
        func read() async throws -> Int {
            channel.read()
            return try await channel.testingEventLoop.executeInContext { [handlers] in handlers.value.reads.count }
        }

        func sent() async throws -> [HTTPResponsePart] {
            try await channel.testingEventLoop.executeInContext { [handlers] in handlers.value.guardian.sent }
        }

        /// Asks for the next request, and then does something.
        func next(_ act: @escaping @Sendable (ChannelPipeline) -> Void = { _ in }) async -> Request? {
            await withUnsafeContinuation { [channel, handlers] taker in
                channel.eventLoop.execute {
                    handlers.value.handler.take(taker)
                    act(channel.pipeline)
                }
            }
        }
    }

    private func head(_ path: String) -> HTTPRequestPart {
        .head(HTTPRequest(method: .post, scheme: "https", authority: "sso.hue.test", path: path))
    }

    private func body(_ text: String) -> HTTPRequestPart { .body(ByteBuffer(string: text)) }

    private func large() -> HTTPRequestPart { .body(ByteBuffer(repeating: 0x61, count: 65_536)) }

    private func collect(_ request: Request) async throws -> String {
        String(buffer: try await request.body.collect(upTo: .max))
    }

    @Test func `a request that has come whole is handed over in one piece`() async throws {
        let peer = try await Peer()
        try await peer.come(head("/token"), body("a="), body("b"), .end(nil))
        let request = try #require(await peer.next())
        #expect(request.uri.path == "/token")
        #expect(try await collect(request) == "a=b")
    }

    @Test func `a request whose body still comes is handed over with its head`() async throws {
        let peer = try await Peer()
        try await peer.come(head("/token"), body("a="))
        let request = try #require(await peer.next())
        #expect(request.uri.path == "/token")
        try await peer.come(body("b"))
        try await peer.come(body("c"), .end(nil))
        #expect(try await collect(request) == "a=bc")
    }

    @Test func `who doesn't read a body lets the peer wait, and who takes it lets more come`() async throws {
        let peer = try await Peer()
        try await peer.come(head("/token"), large())
        let request = try #require(await peer.next())
        let before = try await peer.read()
        #expect(try await peer.read() == before)
        try await peer.come(.end(nil))
        #expect(try await collect(request).utf8.count == 65_536)
        #expect(try await peer.read() == before + 2)
    }

    @Test func `what is left of a body when it's answered is passed over, and the next request comes`() async throws {
        let peer = try await Peer()
        try await peer.come(head("/first"), large())
        let first = try #require(await peer.next())
        try await peer.act { handler, _ in
            handler.write(.head(HTTPResponse(status: .ok)))
            handler.endAnswer(nil)
        }
        try await peer.come(body("more"), .end(nil), head("/second"), .end(nil))
        await #expect(throws: CancellationError.self) { _ = try await collect(first) }
        #expect(await peer.next()?.uri.path == "/second")
    }

    @Test func `an answer is sent whole when it's ended`() async throws {
        let peer = try await Peer()
        let answer: [HTTPResponsePart] = [
            .head(HTTPResponse(status: .ok)), .body(ByteBuffer(string: "a")), .body(ByteBuffer(string: "b")),
        ]
        try await peer.act { handler, _ in answer.forEach(handler.write) }
        #expect(try await peer.sent() == [])
        try await peer.act { handler, _ in handler.endAnswer(nil) }
        #expect(try await peer.sent() == answer + [.end(nil)])
    }

    @Test(arguments: [true, false])
    func `who doesn't read answers gets no further one made`(reads: Bool) async throws {
        let peer = try await Peer()
        peer.channel.isWritable = false
        try await peer.come(head("/"), .end(nil))
        let request = await peer.next { [channel = peer.channel] pipeline in
            channel.isWritable = reads
            if reads { pipeline.fireChannelWritabilityChanged() } else { pipeline.fireChannelInactive() }
        }
        #expect(request?.uri.path == (reads ? "/" : nil))
    }

    @Test func `a peer that says no more still gets its answer, and is asked for nothing else`() async throws {
        let peer = try await Peer()
        try await peer.come(head("/"), .end(nil))
        try await peer.act { $1.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        #expect(await peer.next()?.uri.path == "/")
        #expect(await peer.next() == nil)
    }

    @Test func `a body that breaks off fails, and so does one that is refused`() async throws {
        let peer = try await Peer()
        try await peer.come(head("/token"), body("a="))
        let request = try #require(await peer.next())
        try await peer.act { $1.fireErrorCaught(EdgeRefusal.slowBody) }
        await #expect(throws: EdgeRefusal.slowBody) { _ = try await collect(request) }
        #expect(await peer.next() == nil)
    }

    @Test func `a connection that has gone has no request`() async throws {
        let peer = try await Peer()
        try await peer.come(head("/"), .end(nil))
        try await peer.act { $1.fireChannelInactive() }
        #expect(await peer.next() == nil)
    }
}
