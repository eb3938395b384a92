import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Many connections that mean no good, held open from this process for as long as it lasts: whoever is thrown out comes
/// again.
final class Siege: Sendable {
    enum Kind: CaseIterable, Sendable {
        /// Sends nothing.
        case silent
        /// Sends header fields, a byte every second.
        case dribbling
        /// Announces a body, and sends a byte of it every second.
        case dribblingBody
        /// Sends whole requests, and the next soon after the answer.
        case busy
    }

    private let host: String
    private let port: Int
    /// Another machine than the honest ones: what one address may do is limited apart (`rates.*.address`).
    private let source: SocketAddress
    private let group = MultiThreadedEventLoopGroup.singleton
    private let expulsions = Atomic<Int>(0)

    /// How often one of them has been thrown out.
    var thrownOut: Int { expulsions.load(ordering: .relaxed) }

    init(_ count: Int, at url: String) throws {
        // By its number: the name might lead to IPv6, where there is no second address.
        host = "127.0.0.1"
        port = try HTTP.split(url).port
        source = try SocketAddress(ipAddress: "127.0.0.2", port: 0)
        raiseDescriptors()
        for number in 0..<count { connect(Kind.allCases[number % Kind.allCases.count]) }
    }

    private func connect(_ kind: Kind) {
        ClientBootstrap(group: group)
            .bind(to: source)
            .channelInitializer { [weak self] channel in
                channel.eventLoop.makeCompletedFuture {
                    let besieger = Besieger(kind) { [weak self] in
                        self?.expulsions.add(1, ordering: .relaxed)
                        self?.comeAgain(kind)
                    }
                    try channel.pipeline.syncOperations.addHandler(besieger)
                }
            }
            .connect(host: host, port: port).whenFailure { [weak self] _ in self?.comeAgain(kind) }
    }

    private func comeAgain(_ kind: Kind) {
        group.any().scheduleTask(in: .seconds(2)) { [weak self] in self?.connect(kind) }
    }
}

private final class Besieger: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let kind: Siege.Kind
    private let onEnd: @Sendable () -> Void
    private var drip: RepeatedTask?

    private static let request = "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private static let head = "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n"

    init(_ kind: Siege.Kind, onEnd: @escaping @Sendable () -> Void) {
        self.kind = kind
        self.onEnd = onEnd
    }

    func channelActive(context: ChannelHandlerContext) {
        switch kind {
        case .silent: break
        case .dribbling: dribble(context, "GET /")
        case .dribblingBody: dribble(context, Self.head)
        case .busy: send(Self.request, context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard kind == .busy else { return }
        // Leaves the machine some of its time.
        context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) { [weak self] in
            self?.send(Self.request, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        drip?.cancel()
        onEnd()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func dribble(_ context: ChannelHandlerContext, _ beginning: String) {
        send(beginning, context)
        let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        drip = context.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            let (besieger, context) = here.value
            besieger.send("x", context)
        }
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
    }
}

/// Lets this process have as many connections as the machine allows.
private func raiseDescriptors() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
