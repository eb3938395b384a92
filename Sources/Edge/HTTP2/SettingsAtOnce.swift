import NIOCore

/// Lets our own settings of HTTP/2 hold from the client's first frame on.
///
/// swift-nio-http2 applies them when the client has acknowledged them (RFC 9113 §6.5.3). A client that sends its first
/// request with the preface, as curl does, is until then bound to the library's 16 KiB of header fields, and to no
/// number of streams at all. We may be stricter or laxer with ourselves whenever we like, so the acknowledgement is put
/// behind the client's own SETTINGS, and the true one is taken out when it comes.
final class SettingsAtOnce: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum Step {
        case preface
        case clientSettings
        case acknowledgement
    }

    private var step = Step.preface
    /// Bytes of the frame under way that go through as they are.
    private var passing = 24
    private var held: ByteBuffer?

    private static let headerBytes = 9
    private static let settings: UInt8 = 4
    private static let ack: UInt8 = 1

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var input = Self.unwrapInboundIn(data)
        if var start = held {
            start.writeBuffer(&input)
            input = start
            held = nil
        }
        var output = context.channel.allocator.buffer(capacity: input.readableBytes + Self.headerBytes)
        let isDone = filter(&input, into: &output)
        if isDone {
            output.writeBuffer(&input)
        } else if input.readableBytes > 0 {
            held = input
        }
        if output.readableBytes > 0 { context.fireChannelRead(Self.wrapInboundOut(output)) }
        if isDone { context.pipeline.syncOperations.removeHandler(context: context, promise: nil) }
    }

    /// - Returns: whether nothing is left to do.
    private func filter(_ input: inout ByteBuffer, into output: inout ByteBuffer) -> Bool {
        while input.readableBytes > 0 {
            if passing > 0 {
                guard var piece = input.readSlice(length: min(passing, input.readableBytes)) else { return false }
                passing -= piece.readableBytes
                output.writeBuffer(&piece)
                guard passing == 0 else { return false }
                if step == .clientSettings {
                    output.writeBytes([0, 0, 0, Self.settings, Self.ack, 0, 0, 0, 0])
                    step = .acknowledgement
                } else if step == .preface {
                    step = .clientSettings
                }
                continue
            }
            guard let header = input.getBytes(at: input.readerIndex, length: Self.headerBytes) else { return false }
            let length = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
            if step == .acknowledgement, header[3] == Self.settings, header[4] & Self.ack != 0 {
                input.moveReaderIndex(forwardBy: Self.headerBytes)
                // RFC 9113 §6.5: it has no payload; what claims otherwise is for the library to refuse.
                return true
            }
            passing = Self.headerBytes + length
        }
        return false
    }
}
