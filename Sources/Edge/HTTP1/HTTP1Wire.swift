import NIOCore

/// The bytes of a connection that speaks HTTP/1.1, below its parser: counts what comes, and says the last word.
///
/// The last word is written here because it may answer what the parser has no request for. After it nothing is read into
/// the parser any more, and nothing that is written gets out: one answer, whatever else was on its way.
final class HTTP1Wire: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let connection: Connection
    private var context: ChannelHandlerContext?
    private var isOver = false
    private var timer: Scheduled<Void>?
    /// Bytes that have come so far.
    private(set) var received = 0
    /// What the parser looks at.
    private(set) var current = ByteBuffer()
    /// Whether what comes is read once more although a request is being answered, for which the handlers above stop reading:
    /// for each request, to stop and to begin again would be two calls of the kernel. `HTTP1Guard` allows it once a request.
    var mayReadAhead = true
    /// Called after the parser has seen what came.
    var afterRead: () -> Void = {}

    init(_ connection: Connection) {
        self.connection = connection
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        afterRead = {}
        timer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        current = Self.unwrapInboundIn(data)
        received += current.readableBytes
        context.fireChannelRead(data)
        current = ByteBuffer()
        afterRead()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Who would ask for more is told nothing any more.
        if isOver || mayReadAhead { context.read() }
        mayReadAhead = false
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isOver else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        context.write(data, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isOver, case .inputClosed = event as? ChannelEvent {
            connection.cut()
            return
        }
        context.fireUserInboundEventTriggered(event)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        // Who gives up within can't hurry what is on its way out.
        guard isOver else { return context.close(mode: mode, promise: promise) }
        if mode == .all { context.channel.closeFuture.cascade(to: promise) } else { promise?.succeed() }
    }

    /// Answers with these bytes, and ends the connection when they have left.
    func end(with answer: String) {
        guard let context, !isOver else { return }
        let left = context.eventLoop.makePromise(of: Void.self)
        context.write(Self.wrapOutboundOut(.byteBuffer(ByteBuffer(string: answer))), promise: left)
        end(when: left.futureResult)
    }

    /// Ends the connection when an answer that has been written before has left.
    func end(when left: EventLoopFuture<Void>) {
        guard let context, !isOver else { return }
        isOver = true
        let bound = context.loopBound
        left.assumeIsolated().whenComplete { _ in
            // RFC 9112 §9.6: the sending side is closed first, so that the answer arrives before anything else does.
            bound.value.close(mode: .output, promise: nil)
        }
        context.flush()
        context.read()
        timer = context.eventLoop.scheduleTask(in: Deadlines.linger) { [connection] in connection.cut() }
    }
}
