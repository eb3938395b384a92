import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Wire

/// One connection of HTTP/1.1 behind its parser: gives each part of an exchange its time, refuses what RFC 9110 and 9112
/// refuse, and ends the connection where one of both sides has said that it is the last request. Within, messages are what
/// they are in any version of HTTP.
///
/// It stands behind `HTTPServerPipelineHandler`, so that it sees one request at a time, and its answer before the next.
final class HTTP1Guard: ChannelInboundHandler, MessageGuard {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        /// Nothing of a request has come.
        case waiting
        case head
        case body
        /// The request has come whole.
        case answering
        case over
    }

    private let connection: Connection
    private let wire: HTTP1Wire
    private let deadlines: Deadlines
    private let isSecure: Bool
    var receiver: (any RequestReceiver)?
    private var context: ChannelHandlerContext?
    private var phase = Phase.waiting
    private var isFirst = true
    /// Whether the parser has made anything of the bytes that came last.
    private var isRead = false
    private var exchange = Exchange()
    /// When the phase has to be over.
    private var deadline = NIODeadline.distantFuture
    /// Looks then whether it is.
    private var timer: (task: Scheduled<Void>, at: NIODeadline)?

    /// What is known of the request that is under way.
    private struct Exchange {
        var isChunked = false
        var isLast = false
        /// When the whole of it has to be done.
        var end = NIODeadline.distantFuture
        /// `wire.received` when its body began.
        var bodyStart = 0
        var content = 0
        var hasBegunAnswer = false
        var hasEndedAnswer = false
    }

    /// - Parameter isSecure: whether it is within TLS.
    init(_ connection: Connection, wire: HTTP1Wire, deadlines: Deadlines, isSecure: Bool) {
        self.connection = connection
        self.wire = wire
        self.deadlines = deadlines
        self.isSecure = isSecure
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        wire.afterRead = { [weak self] in self?.bytesCame() }
        expect(by: context.eventLoop.now + deadlines.head)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.task.cancel()
        self.context = nil
        receiver = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.task.cancel()
        if phase == .answering { connection.endedAnswer() }
        phase = .over
        context.fireChannelInactive()
    }

    // MARK: What comes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase != .over else { return }
        isRead = true
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            do throws(EdgeRefusal) {
                let request = try begin(head, context)
                receiver?.receive(.head(request))
            } catch { refuse(error) }
        case .body(let bytes):
            exchange.content += bytes.readableBytes
            guard exchange.content <= Limits.anyBodyBytes else { return refuse(.bodyTooLarge) }
            receiver?.receive(.body(bytes))
        case .end:
            requestEnded(context)
            // Nobody within asks for a request's trailers, and they may be dropped (RFC 9112 §7.1.2).
            receiver?.receive(.end(nil))
        }
    }

    private func begin(
        _ head: HTTPRequestHead, _ context: ChannelHandlerContext
    ) throws(EdgeRefusal) -> HTTPRequest {
        let framing = try RequestFraming(head, isSecure: isSecure)
        let now = context.eventLoop.now
        isFirst = false
        exchange = Exchange()
        exchange.isChunked = framing.isChunked
        // HTTP/1.0 keeps a connection only where both say so, and we don't.
        exchange.isLast = !head.isKeepAlive || head.version.minor < 1
        exchange.end = now + deadlines.request
        exchange.bodyStart = wire.received
        phase = .body
        expect(by: min(now + deadlines.body, exchange.end))
        if framing.awaitsContinue {
            let go = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(Self.wrapOutboundOut(.head(go)), promise: nil)
        }
        return framing.request
    }

    private func requestEnded(_ context: ChannelHandlerContext) {
        guard !exchange.hasEndedAnswer else { return awaitNext(context) }
        phase = .answering
        connection.beganAnswer()
        expect(by: exchange.end)
    }

    /// Bytes have come, and the parser has made of them what it could.
    private func bytesCame() {
        guard let context else { return }
        defer { isRead = false }
        switch phase {
        case .waiting where !isRead:
            phase = .head
            expect(by: context.eventLoop.now + deadlines.head)
        case .body where exchange.isChunked:
            // RFC 9112 §7.1.1: "A server ought to limit the total length of chunk extensions".
            let overhead = wire.received - exchange.bodyStart - 3 * exchange.content
            if overhead > Limits.chunkOverheadBytes { refuse(.chunkOverhead) }
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        // Who has gone in the midst of a request needs no answer.
        guard phase != .over, context.channel.isActive else { return }
        refuse(EdgeRefusal(error, in: wire.current))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        // The peer is done, and so are we.
        if phase == .waiting, case .inputClosed = event as? ChannelEvent { context.close(promise: nil) }
    }

    // MARK: What is answered

    func write(_ part: HTTPResponsePart) {
        guard phase != .over, let context else { return }
        switch part {
        case .head(let response):
            exchange.hasBegunAnswer = true
            var head = HTTPResponseHead(response)
            if exchange.isLast { head.headers.replaceOrAdd(name: "connection", value: "close") }
            context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        case .body(let bytes): context.write(Self.wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        case .end(let trailers): endAnswer(context, trailers.map(HTTPHeaders.init))
        }
    }

    func flush() { context?.flush() }

    private func endAnswer(_ context: ChannelHandlerContext, _ trailers: HTTPHeaders?) {
        exchange.hasEndedAnswer = true
        let isWhole = phase == .answering
        if isWhole { connection.endedAnswer() }
        guard exchange.isLast else {
            // Before the answer leaves: what is waiting behind it comes up while it does.
            if isWhole { awaitNext(context) }
            return context.write(Self.wrapOutboundOut(.end(trailers)), promise: nil)
        }
        phase = .over
        timer?.task.cancel()
        let left = context.eventLoop.makePromise(of: Void.self)
        context.write(Self.wrapOutboundOut(.end(trailers)), promise: left)
        wire.end(when: left.futureResult)
    }

    private func awaitNext(_ context: ChannelHandlerContext) {
        phase = .waiting
        wire.mayReadAhead = true
        expect(by: context.eventLoop.now + deadlines.idle)
    }

    // MARK: What ends it

    /// A timer that is set stays where it comes soon enough, and finds then that there is more time: requests that follow one
    /// another in time set none.
    private func expect(by deadline: NIODeadline) {
        self.deadline = deadline
        if let timer, timer.at <= deadline { return }
        timer?.task.cancel()
        guard let context else { return }
        let task: Scheduled<Void> = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            self?.look()
        }
        timer = (task, deadline)
    }

    private func look() {
        timer = nil
        guard let context else { return }
        if context.eventLoop.now < deadline { expect(by: deadline) } else { timeIsOver() }
    }

    private func timeIsOver() {
        switch phase {
        case .waiting:
            phase = .over
            connection.close(isFirst ? .silent : .idle)
        case .head: refuse(.slowHead)
        case .body where exchange.hasEndedAnswer: close(.idle)
        case .body: refuse(.slowBody)
        case .answering: refuse(.slowAnswer)
        case .over: break
        }
    }

    /// Answers once, and lets nothing else through in either direction.
    private func refuse(_ refusal: EdgeRefusal) {
        guard phase != .over else { return }
        guard !exchange.hasBegunAnswer || exchange.hasEndedAnswer && phase != .body else {
            return close(phase == .answering ? .slowReader : .connectionError)
        }
        connection.refused(refusal)
        if phase == .answering { connection.endedAnswer() }
        phase = .over
        timer?.task.cancel()
        wire.end(with: refusal.message)
        context?.fireErrorCaught(refusal)
    }

    private func close(_ closing: Closing) {
        if phase == .answering { connection.endedAnswer() }
        phase = .over
        connection.close(closing)
    }
}

extension EdgeRefusal {
    /// What the parser has found in these bytes. It calls anything that begins a message and is no method of its own a
    /// wrong method, also the beginning of a TLS handshake.
    init(_ error: HTTPParserError, in bytes: ByteBuffer) {
        self =
            switch error {
            case .headerOverflow: .headersTooLarge
            case .invalidMethod:
                bytes.readableBytesView.prefix(3).allSatisfy { $0 > 0x20 } ? .unknownMethod : .malformed
            case .invalidVersion: .version
            default: .malformed
            }
    }
}
