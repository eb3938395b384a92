import CoreMetrics
import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Edge

/// One connection of HTTP/1.1 in memory, with a clock that the test sets, and an application that answers when it is told.
final class HTTP1Peer {
    let channel = EmbeddedChannel()
    let edge: Edge
    let application = Application()
    private let guardian: HTTP1Guard

    /// What the application has got.
    final class Application: ChannelInboundHandler, RequestReceiver {
        typealias InboundIn = Never

        private(set) var heads: [String] = []
        private(set) var content = ""
        private(set) var ends = 0
        private(set) var errors: [any Error] = []

        func receive(_ part: HTTPRequestPart) {
            switch part {
            case .head(let head): heads.append("\(head.method) \(head.path ?? "")")
            case .body(let bytes): content += String(buffer: bytes)
            case .end: ends += 1
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { errors.append(error) }
    }

    init(deadlines: Deadlines = Deadlines()) throws {
        edge = Edge.forTests(deadlines: deadlines)
        channel.connect(to: try SocketAddress(ipAddress: "192.0.2.254", port: 443), promise: nil)
        channel.remoteAddress = try SocketAddress(ipAddress: "192.0.2.1", port: 40_000)
        let connection = try #require(edge.ledger.admit(channel, from: ClientAddress(channel.remoteAddress)))
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ConnectionGate(connection))
        guardian = try EdgeChannel.addHTTP1(to: pipeline, connection, deadlines, isSecure: false)
        guardian.receiver = application
        try pipeline.addHandler(application)
    }

    func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

    /// The whole answer, or its beginning.
    func answer(_ status: HTTPResponse.Status = .ok, isWhole: Bool = true) {
        let head = HTTPResponse(status: status, headerFields: [.contentLength: "0"])
        guardian.write(.head(head))
        if isWhole { guardian.write(.end(nil)) }
        guardian.flush()
    }

    func wait(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }

    /// What has been sent since the last look.
    func read() throws -> String {
        var text = ""
        while let data = try channel.readOutbound(as: IOData.self) {
            guard case .byteBuffer(let bytes) = data else { continue }
            text += String(buffer: bytes)
        }
        return text
    }

    /// The status codes in what has been sent since the last look.
    func statuses() throws -> [Int] {
        try read().matches(of: #/HTTP/1\.1 (\d{3})/#).compactMap { Int($0.output.1) }
    }

    var isOpen: Bool { channel.isActive || edge.ledger.count > 0 }
}

extension Edge {
    static func forTests(deadlines: Deadlines = Deadlines(), connections: Int = 8) -> Edge {
        Edge(
            EdgeSettings(deadlines: deadlines, connections: connections),
            report: EdgeReport(
                listener: "test", logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
                metrics: NOOPMetricsHandler.instance))
    }
}

/// How often the socket has been told to read.
final class ReadCounter: ChannelOutboundHandler {
    typealias OutboundIn = Any
    private(set) var count = 0

    func read(context: ChannelHandlerContext) {
        count += 1
        context.read()
    }
}
