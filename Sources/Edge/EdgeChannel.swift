import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypesHTTP2
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Wire

/// How Hummingbird's server speaks with a connection: HTTP/1.1 in the clear, or over TLS HTTP/1.1 and HTTP/2, each behind
/// the guards of this room.
///
/// From the socket inwards: gate, header of the PROXY protocol, TLS, then the protocol with its guard, and `Exchanges`.
package struct EdgeChannel: ServerChildChannel {
    /// Answers a request, whatever it is: there is nothing that could still be said where it fails.
    package typealias Responder = @Sendable (Request, any Channel) async -> Response
    typealias Streams = NIOHTTP2Handler.AsyncStreamMultiplexer<Exchanges>

    package struct Value: ServerChildChannelValue {
        package let channel: any Channel
        let connection: Connection
        let conversation: Conversation
    }

    enum Conversation: Sendable {
        case clear(Exchanges)
        case secure(EventLoopFuture<NIONegotiatedHTTPVersion<Exchanges, Streams>>)
    }

    /// A connection that isn't taken; its channel is closed already.
    struct NotAdmitted: Error {}

    private let responder: Responder
    private let edge: Edge
    private let certificate: ServerCertificate?
    private let asksForCertificates: Bool

    /// - Parameters:
    ///   - certificate: with one, TLS is spoken and nothing else.
    ///   - asking: whether clients are asked for certificates of theirs.
    package init(
        _ edge: Edge, certificate: ServerCertificate?, askingForCertificates asking: Bool = false,
        responder: @escaping Responder
    ) {
        self.edge = edge
        self.certificate = certificate
        asksForCertificates = asking
        self.responder = responder
    }

    /// Listens at a port, and serves whoever comes.
    /// - Parameters:
    ///   - backlog: connections that the kernel has taken and we not yet.
    ///   - onRunning: gets the channel that listens.
    package func service(
        at host: String, port: Int, backlog: Int = 256, logger: Logger,
        onRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> any Service {
        server(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port), backlog: backlog,
                availableConnectionsDelegate: AcceptLimit(edge)),
            onServerRunning: onRunning, eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    }

    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let settings = edge.settings
        let peer = ClientAddress(channel.remoteAddress)
        guard let connection = edge.ledger.admit(channel, from: peer) else {
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(NotAdmitted())
        }
        do {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ConnectionGate(connection))
            if settings.expectsProxyProtocol {
                guard let address = IPAddress(peer.address), settings.trustedProxies.contains(address) else {
                    connection.close(.untrustedProxy)
                    throw NotAdmitted()
                }
                try pipeline.addHandler(ProxyHeaderHandler(connection))
            }
            guard let certificate else {
                let exchanges = try Self.speakHTTP1(on: channel, connection, settings.deadlines, isSecure: false)
                let value = Value(channel: channel, connection: connection, conversation: .clear(exchanges))
                return channel.eventLoop.makeSucceededFuture(value)
            }
            guard let context = certificate.context(asking: asksForCertificates) else { throw NotAdmitted() }
            // That the client holds the key of what it shows, TLS has seen to (RFC 8446 §4.4.3).
            try pipeline.addHandler(
                NIOSSLServerHandler(
                    context: context,
                    customVerificationCallback: { _, promise in promise.succeed(.certificateVerified) }))
            try pipeline.addHandler(HandshakeDeadline(connection, time: settings.deadlines.handshake))
        } catch {
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(error)
        }
        let deadlines = settings.deadlines
        return channel.configureHTTP2AsyncSecureUpgrade { channel in
            channel.eventLoop.makeCompletedFuture {
                try Self.noteCertificate(on: channel, connection)
                return try Self.speakHTTP1(on: channel, connection, deadlines, isSecure: true)
            }
        } http2ConnectionInitializer: { channel in
            channel.eventLoop.makeCompletedFuture {
                try Self.noteCertificate(on: channel, connection)
                return try Self.speakHTTP2(on: channel, connection, deadlines)
            }
        }.map { Value(channel: channel, connection: connection, conversation: .secure($0)) }
    }

    /// Keeps the certificate of a handshake that is over: there is none where none was asked for, and a session that is resumed
    /// has that of its first one.
    private static func noteCertificate(on channel: any Channel, _ connection: Connection) throws {
        let certificate = try channel.pipeline.syncOperations.nioSSL_peerCertificate()
        connection.setCertificate(try certificate?.toDERBytes())
    }

    /// The handlers of HTTP/1.1, up to where messages are read.
    /// - Returns: the innermost of them.
    static func addHTTP1(
        to pipeline: ChannelPipeline.SynchronousOperations, _ connection: Connection, _ deadlines: Deadlines,
        isSecure: Bool
    ) throws -> HTTP1Guard {
        let wire = HTTP1Wire(connection)
        try pipeline.addHandler(wire)
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = Limits.headerListBytes
        limits.maxHeaderListSize = Limits.headerListBytes
        limits.maxHeaderFieldCount = Limits.headerFields
        try pipeline.configureHTTPServerPipeline(
            // One request at a time reaches the guard.
            withPipeliningAssistance: true, withErrorHandling: false,
            // HTTPTypes doesn't let anything else through.
            withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: limits)
        let guardian = HTTP1Guard(connection, wire: wire, deadlines: deadlines, isSecure: isSecure)
        try pipeline.addHandler(guardian)
        return guardian
    }

    private static func speakHTTP1(
        on channel: any Channel, _ connection: Connection, _ deadlines: Deadlines, isSecure: Bool
    ) throws -> Exchanges {
        let guardian = try addHTTP1(to: channel.pipeline.syncOperations, connection, deadlines, isSecure: isSecure)
        return try Exchanges(on: channel, behind: guardian)
    }

    private static func speakHTTP2(
        on channel: any Channel, _ connection: Connection, _ deadlines: Deadlines
    ) throws -> Streams {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(SettingsAtOnce())
        var configuration = NIOHTTP2Handler.Configuration()
        configuration.connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: Limits.concurrentStreams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: Limits.headerListBytesAtMost),
        ]
        let guardian = HTTP2ConnectionGuard(connection, deadlines: deadlines)
        let delegate = HTTP2ConnectionGuard.Streams(bound: NIOLoopBound(guardian, eventLoop: channel.eventLoop))
        let streams = try pipeline.configureAsyncHTTP2Pipeline(
            mode: .server, streamDelegate: delegate, configuration: configuration
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                let pipeline = stream.pipeline.syncOperations
                try pipeline.addHandler(HTTP2FramePayloadToHTTPServerCodec())
                let guardian = HTTP2StreamGuard(connection, deadlines: deadlines)
                try pipeline.addHandler(guardian)
                return try Exchanges(on: stream, behind: guardian)
            }
        }
        try pipeline.addHandler(guardian)
        return streams
    }

    package func handle(value: Value, logger: Logger) async {
        await withTaskExecutorPreference(ConnectionExecutor(value.channel.eventLoop)) {
            await converse(value, logger)
        }
    }

    private func converse(_ value: Value, _ logger: Logger) async {
        await Connection.$current.withValue(value.connection) {
            do {
                switch value.conversation {
                case .clear(let exchanges): await exchanges.serve(responder)
                case .secure(let negotiated):
                    switch try await negotiated.get() {
                    case .http1_1(let exchanges): await exchanges.serve(responder)
                    case .http2(let streams): try await handle(streams)
                    }
                }
            } catch {
                // The handshake failed, or the connection broke; the report has what we ended ourselves.
                logger.trace("a connection ended early", metadata: ["error": "\(error)"])
            }
        }
    }

    private func handle(_ streams: Streams) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for try await stream in streams.inbound {
                group.addTask { await stream.serve(responder) }
            }
        }
    }
}

extension ClientAddress {
    /// The other end of a socket. An IPv4 address that comes over an IPv6 socket is written as what it is.
    init(_ socket: SocketAddress?) {
        let text = socket?.ipAddress ?? "unknown"
        self.init(address: IPAddress(text)?.description ?? text, port: socket?.port)
    }
}
