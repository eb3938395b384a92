import NIOCore
import NIOHTTP2

/// One connection of HTTP/2: ends it when no stream has been open for too long, and when it is to end, says up to which
/// stream it has been heard (RFC 9113 §6.8), so that a client can send the rest again elsewhere.
final class HTTP2ConnectionGuard: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let connection: Connection
    private let deadlines: Deadlines
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?
    private var open = 0
    private var last = HTTP2StreamID.rootStream
    private var isEnding = false
    private var hasFailed = false

    init(_ connection: Connection, deadlines: Deadlines) {
        self.connection = connection
        self.deadlines = deadlines
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        expect(in: deadlines.head, .silent)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: end()
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Where a connection can't go on, the library has sent GOAWAY (RFC 9113 §5.4.1).
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What still comes of a flood is a fault each; the connection has ended once.
        guard !hasFailed else { return }
        hasFailed = true
        if error is NIOHTTP2Errors.ExcessivelyLargeHeaderBlock || error is NIOHTTP2Errors.ExcessiveContinuationFrames {
            connection.refused(.headersTooLarge)
        } else if context.channel.isActive {
            connection.noted(.connectionError)
        }
        context.close(promise: nil)
    }

    // MARK: Streams

    /// What the multiplexer tells us; always on the connection's event loop.
    struct Streams: NIOHTTP2StreamDelegate {
        let bound: NIOLoopBound<HTTP2ConnectionGuard>

        func streamCreated(_ id: HTTP2StreamID, channel: any Channel) { bound.value.opened(id) }
        func streamClosed(_ id: HTTP2StreamID, channel: any Channel) { bound.value.closed() }
    }

    private func opened(_ id: HTTP2StreamID) {
        open += 1
        last = max(last, id)
        timer?.cancel()
    }

    private func closed() {
        open -= 1
        guard open == 0, let context else { return }
        guard isEnding else { return expect(in: deadlines.idle, .idle) }
        // The end of the last answer is written, but not flushed yet.
        context.eventLoop.assumeIsolated().execute { context.close(promise: nil) }
    }

    // MARK: Its end

    private func expect(in time: TimeAmount, _ closing: Closing) {
        timer?.cancel()
        guard let context else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
            guard let self else { return }
            connection.noted(closing)
            end()
        }
    }

    private func end() {
        guard let context, !isEnding else { return }
        isEnding = true
        timer?.cancel()
        let farewell = HTTP2Frame(
            streamID: .rootStream, payload: .goAway(lastStreamID: last, errorCode: .noError, opaqueData: nil))
        context.writeAndFlush(Self.wrapOutboundOut(farewell), promise: nil)
        if open == 0 { context.close(promise: nil) }
    }
}
