import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// HTTP/2 by hand: our client library can't send more than 16 KiB of header fields.
enum RawHTTP2 {
    /// Sends a GET with a long cookie behind the preface, without waiting for anything.
    /// - Returns: whether a text came in what is answered, before the connection's end.
    static func get(
        _ path: String, port: Int, trusting chain: String, cookieBytes: Int, until text: String
    ) async throws -> Bool {
        let connection = try await connect(port: port, trusting: chain)
        return try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: request(path, cookieBytes)))
            var received: [UInt8] = []
            for try await bytes in inbound {
                received += bytes.readableBytesView
                if received.firstRange(of: Array(text.utf8)) != nil { return true }
            }
            return false
        }
    }

    /// Sends frames behind the preface and reads until the connection's end, which the server has to bring about.
    /// - Returns: the codes of the GOAWAY frames that came (RFC 9113 §6.8), but for those that say no error.
    static func farewells(to frames: [UInt8], port: Int, trusting chain: String) async throws -> [UInt32] {
        let connection = try await connect(port: port, trusting: chain)
        return await withTaskGroup { group in
            let received = Mutex<[UInt8]>([])
            // The server may end it in the midst of what is sent: then it can't be written, and what came counts.
            try? await connection.executeThenClose { inbound, outbound in
                group.addTask { try? await outbound.write(ByteBuffer(bytes: start + frames)) }
                for try await bytes in inbound { received.withLock { $0 += bytes.readableBytesView } }
            }
            group.cancelAll()
            return codes(in: received.withLock { $0 })
        }
    }

    private static let start = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(4, 0, stream: 0, [])

    private static func codes(in received: [UInt8]) -> [UInt32] {
        var (rest, codes) = (received[...], [UInt32]())
        while rest.count >= 9 {
            let header = Array(rest.prefix(9))
            let length = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
            let payload = Array(rest.dropFirst(9).prefix(length))
            if header[3] == 7, payload.count >= 8 {
                codes.append(payload[4..<8].reduce(0) { $0 << 8 | UInt32($1) })
            }
            rest = rest.dropFirst(9 + length)
        }
        return codes.filter { $0 != 0 }
    }

    private static func connect(
        port: Int, trusting chain: String
    ) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(chain))
        tls.applicationProtocols = ["h2"]
        let context = try NIOSSLContext(configuration: tls)
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
    }

    private static func request(_ path: String, _ cookieBytes: Int) -> [UInt8] {
        // RFC 7541 Appendix A: GET, https, and literals by the names' numbers.
        let block: [UInt8] =
            [0x82, 0x87] + literal(4, path) + literal(1, "localhost")
            + literal(32, String(repeating: "c", count: cookieBytes))
        var frames = start
        for start in stride(from: 0, to: block.count, by: 16_384) {
            let end = min(start + 16_384, block.count)
            // HEADERS, then CONTINUATION; END_STREAM with the first, END_HEADERS with the last (RFC 9113 §6.2, §6.10).
            let flags: UInt8 = (start == 0 ? 1 : 0) | (end == block.count ? 4 : 0)
            frames += frame(start == 0 ? 1 : 9, flags, stream: 1, Array(block[start..<end]))
        }
        return frames
    }

    static func frame(_ type: UInt8, _ flags: UInt8, stream: UInt32, _ payload: [UInt8]) -> [UInt8] {
        let length = payload.count
        return [UInt8(length >> 16), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF), type, flags]
            + bytes(of: stream) + payload
    }

    /// Four of them, the highest first.
    static func bytes(of number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    /// A literal without indexing, its name by number (RFC 7541 §6.2.2).
    static func literal(_ name: Int, _ value: String) -> [UInt8] {
        integer(name, prefix: 4) + integer(value.utf8.count, prefix: 7) + Array(value.utf8)
    }

    /// RFC 7541 §5.1.
    private static func integer(_ value: Int, prefix: Int) -> [UInt8] {
        let limit = (1 << prefix) - 1
        guard value >= limit else { return [UInt8(value)] }
        var (bytes, rest): ([UInt8], Int) = ([UInt8(limit)], value - limit)
        while rest >= 128 {
            bytes.append(UInt8(rest % 128 + 128))
            rest /= 128
        }
        return bytes + [UInt8(rest)]
    }
}
