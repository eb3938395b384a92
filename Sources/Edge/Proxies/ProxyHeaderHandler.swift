import NIOCore

/// Takes the header of the PROXY protocol off a connection, and gives the connection the address that it names. It stands
/// before TLS and everything else; what comes behind the header is passed on. A connection without one is ended: what a
/// stranger sends in its place must not be taken for a proxy's word, nor the other way round.
final class ProxyHeaderHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: Connection
    private var read: ByteBuffer?
    private var isOver = false

    init(_ connection: Connection) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        var bytes = Self.unwrapInboundIn(data)
        if var start = read {
            start.writeBuffer(&bytes)
            bytes = start
        }
        do throws(ProxyHeader.Malformed) {
            guard let header = try ProxyHeader.read(Array(bytes.readableBytesView)) else {
                // Bounded: a header that is too long has been refused by its first sixteen bytes.
                read = bytes
                return
            }
            if let client = header.client { connection.setClient(client) }
            bytes.moveReaderIndex(forwardBy: header.length)
        } catch {
            isOver = true
            return connection.close(.proxyHeader)
        }
        isOver = true
        read = nil
        if bytes.readableBytes > 0 { context.fireChannelRead(Self.wrapInboundOut(bytes)) }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
