import NIOCore
import NIOTLS

/// The outermost handler: closes the socket itself. A `close` from within goes through TLS, which says good-bye and waits
/// for an answer that a silent peer never gives.
final class ConnectionGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let context = context.loopBound
        let loop = context.value.eventLoop
        connection.setCut {
            loop.execute { context.value.close(promise: nil) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { connection.setCut(nil) }
}

/// Ends a connection whose TLS handshake (RFC 8446 §4) doesn't come to its end in time. It stands behind TLS and leaves
/// with the handshake.
final class HandshakeDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: Connection
    private let time: TimeAmount
    private var timer: Scheduled<Void>?

    init(_ connection: Connection, time: TimeAmount) {
        self.connection = connection
        self.time = time
    }

    func handlerAdded(context: ChannelHandlerContext) {
        timer = context.eventLoop.scheduleTask(in: time) { [connection] in connection.close(.handshake) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        guard case .handshakeCompleted = event as? TLSUserEvent else { return }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
