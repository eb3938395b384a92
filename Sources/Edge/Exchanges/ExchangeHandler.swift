import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// The innermost handler of a connection of HTTP/1.1, or of a stream of HTTP/2: puts together what comes of a request, hands
/// it to the task that serves the connection (`Exchanges`), and writes that task's answer.
///
/// A request that comes whole in one read is handed over in one piece, as nearly all are. Any other is handed over with its
/// head, and its body as it is asked for; meanwhile little of it is held, and the peer waits.
final class ExchangeHandler: ChannelDuplexHandler, RequestReceiver {
    typealias InboundIn = Never
    typealias OutboundIn = Never

    private let guardian: any MessageGuard
    private var context: ChannelHandlerContext?
    /// The head of a request that isn't handed over yet, and what has come of its body.
    private var head: HTTPRequest?
    private var content = ByteBuffer()
    /// The body of the request that is being answered, where it hasn't come whole.
    private var body: IncomingBody?
    /// A request that nobody has taken yet; there is one at most, as HTTP/1.1 lets none pass before the last one's answer.
    private var ready: Request?
    private var taker: UnsafeContinuation<Request?, Never>?
    /// Whether no further request can come.
    private var isOver = false
    private var isReadHeld = false

    /// - Parameter guardian: what stands before it in the pipeline.
    init(behind guardian: any MessageGuard) { self.guardian = guardian }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        guardian.receiver = self
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    // MARK: What comes

    func receive(_ part: HTTPRequestPart) {
        switch part {
        case .head(let head): self.head = head
        case .body(var bytes):
            if let body {
                body.append(&bytes)
            } else if head != nil {
                if content.readableBytes == 0 { content = bytes } else { content.writeBuffer(&bytes) }
            }
        case .end:
            body?.end()
            body = nil
            guard let head else { return }
            offer(Request(head: head, body: RequestBody(buffer: content)))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if let head {
            let body = IncomingBody(content) { [weak self] in self?.readOn() }
            self.body = body
            let streamed = StreamedBody(body, on: context.eventLoop)
            offer(Request(head: head, body: RequestBody(asyncSequence: streamed)))
        }
        context.fireChannelReadComplete()
    }

    private func offer(_ request: Request) {
        head = nil
        content = ByteBuffer()
        ready = request
        handOver()
    }

    /// Whoever doesn't read answers gets no further one made.
    private func handOver() {
        guard let taker, let context else { return }
        if let ready {
            guard context.channel.isWritable else { return }
            self.taker = nil
            self.ready = nil
            taker.resume(returning: ready)
        } else if isOver {
            self.taker = nil
            taker.resume(returning: nil)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        handOver()
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        if let body, body.isFull { isReadHeld = true } else { context.read() }
    }

    private func readOn() {
        guard isReadHeld else { return }
        isReadHeld = false
        context?.read()
    }

    // MARK: What is answered

    /// The next request; `nil` when no further one can come. One task asks, and for one at a time.
    func take(_ taker: UnsafeContinuation<Request?, Never>) {
        guard context != nil else { return taker.resume(returning: nil) }
        self.taker = taker
        handOver()
    }

    func write(_ part: HTTPResponsePart) { guardian.write(part) }

    /// What still comes of the request is passed over.
    func endAnswer(_ trailers: HTTPFields?) {
        body?.drop()
        body = nil
        guardian.write(.end(trailers))
        guardian.flush()
        readOn()
    }

    /// No answer follows. What has been written still leaves.
    func close() { context?.close(mode: .output, promise: nil) }

    /// An answer can't be ended: the peer is to see that it isn't whole.
    func abort() { context?.close(promise: nil) }

    // MARK: What ends it

    func channelInactive(context: ChannelHandlerContext) {
        ready = nil
        end()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The answers to what has come whole are still wanted (RFC 9112 §9.6).
        if case .inputClosed = event as? ChannelEvent { end() }
        context.fireUserInboundEventTriggered(event)
    }

    /// The guards have answered, or the connection is broken.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(error) }

    private func end(_ error: any Error = ChannelError.eof) {
        head = nil
        content = ByteBuffer()
        body?.fail(error)
        body = nil
        isOver = true
        handOver()
    }
}
