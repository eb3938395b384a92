import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2
import Wire

/// One request over HTTP/2: the same rules and deadlines as over HTTP/1.1, in the terms of RFC 9113. What is refused ends
/// its stream and no other.
final class HTTP2StreamGuard: ChannelDuplexHandler, MessageGuard {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPResponsePart

    private enum Phase {
        case head
        case body
        case answering
        case over
    }

    private let connection: Connection
    private let deadlines: Deadlines
    var receiver: (any RequestReceiver)?
    private var context: ChannelHandlerContext?
    private var phase = Phase.head
    private var content = 0
    private var end = NIODeadline.distantFuture
    private var hasBegunAnswer = false
    /// The answer is out, and the rest of the request may still come.
    private var isLingering = false
    private var timer: Scheduled<Void>?

    init(_ connection: Connection, deadlines: Deadlines) {
        self.connection = connection
        self.deadlines = deadlines
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        end = context.eventLoop.now + deadlines.request
        expect(by: min(context.eventLoop.now + deadlines.body, end))
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
        receiver = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase != .over else { return }
        let part = Self.unwrapInboundIn(data)
        switch part {
        case .head(let head):
            do throws(EdgeRefusal) { try Self.check(head) } catch { return refuse(error) }
            phase = .body
            // RFC 9110 §10.1.1 holds here too (RFC 9113 §8.1).
            if head.headerFields[.expect] != nil {
                let go = HTTPResponsePart.head(HTTPResponse(status: .continue))
                context.writeAndFlush(Self.wrapOutboundOut(go), promise: nil)
            }
        case .body(let bytes):
            content += bytes.readableBytes
            guard content <= Limits.anyBodyBytes else { return refuse(.bodyTooLarge) }
        case .end:
            phase = .answering
            connection.beganAnswer()
            expect(by: end)
        }
        receiver?.receive(part)
    }

    /// RFC 9113 §8.3.1, RFC 9110 §9.1, RFC 6585 §5.
    static func check(_ head: HTTPRequest) throws(EdgeRefusal) {
        let listBytes = head.headerFields.reduce((head.path ?? "").utf8.count + head.method.rawValue.utf8.count) {
            $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 32
        }
        guard listBytes <= Limits.headerListBytes, head.headerFields.count <= Limits.headerFields else {
            throw .headersTooLarge
        }
        guard KnownMethods.contains(head.method.rawValue) else { throw .unknownMethod }
        let hosts = head.headerFields[values: .host]
        guard let authority = head.authority ?? hosts.first, HostText.isValid(authority), hosts.count <= 1,
            hosts.allSatisfy({ $0.lowercased() == authority.lowercased() })
        else { throw .host }
        guard let path = head.path, path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            path.hasPrefix("/") || path == "*" && head.method == .options
        else { throw .target }
        if let length = head.headerFields[.contentLength] {
            guard let length = Int(length), length >= 0 else { throw .malformed }
            guard length <= Limits.anyBodyBytes else { throw .bodyTooLarge }
        }
        if let expectation = head.headerFields[.expect], expectation.lowercased() != "100-continue" {
            throw .expectation
        }
    }

    func write(_ part: HTTPResponsePart) {
        guard phase != .over, let context else { return }
        switch part {
        case .head: hasBegunAnswer = true
        case .body: break
        case .end: if phase == .answering { finish() }
        }
        context.write(Self.wrapOutboundOut(part), promise: nil)
    }

    func flush() { context?.flush() }

    /// What can't be read as a request (RFC 9113 §8.1.1). What the connection says is passed on.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard phase == .head else { return context.fireErrorCaught(error) }
        refuse(.malformed)
    }

    private func expect(by deadline: NIODeadline) {
        timer?.cancel()
        guard let context else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            guard let self else { return }
            refuse(phase == .answering ? .slowAnswer : .slowBody)
        }
    }

    /// Answers. What the peer still sends of the request is dropped for a while, as clients lose an answer to a reset
    /// that comes right behind it; then it is told to send no more (RFC 9113 §8.1).
    private func refuse(_ refusal: EdgeRefusal) {
        guard phase != .over, let context else { return }
        finish()
        guard !hasBegunAnswer else {
            connection.noted(.slowReader)
            return reset(.cancel, context)
        }
        connection.refused(refusal)
        let head = HTTPResponse(status: refusal.status, headerFields: refusal.fields)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(Self.wrapOutboundOut(.body(ByteBuffer(string: refusal.text))), promise: nil)
        context.write(Self.wrapOutboundOut(.end(nil)), promise: nil)
        context.flush()
        isLingering = true
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Deadlines.linger) { [weak self] in
            self?.reset(.noError, context)
        }
        context.fireErrorCaught(refusal)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        // Who gives up within can't hurry what is on its way out.
        guard isLingering else { return context.close(mode: mode, promise: promise) }
        if mode == .all { context.channel.closeFuture.cascade(to: promise) } else { promise?.succeed() }
    }

    private func reset(_ code: NIOHTTP2.HTTP2ErrorCode, _ context: ChannelHandlerContext) {
        isLingering = false
        let event = NIOHTTP2FramePayloadToHTTPEvent.reset(code: code)
        context.triggerUserOutboundEvent(event, promise: nil)
        context.close(promise: nil)
    }

    private func finish() {
        timer?.cancel()
        if phase == .answering { connection.endedAnswer() }
        phase = .over
    }
}

extension HTTPField.Name {
    // The names are constants of ours that satisfy RFC 9110 §5.1.
    static let host = HTTPField.Name("Host")!
}
