import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// The redirect URI of a platform that the tests play in a browser: answers every request with a small page and
/// keeps what came. It may be told to answer so for the time being that it took nothing.
final class CallbackServer: Sendable {
    struct Visit: Sendable {
        let method: String
        let target: String
        let form: Form
    }

    private actor Visits {
        private typealias Waiter = (path: String, times: Int, caller: CheckedContinuation<Void, any Error>)

        private var all: [Visit] = []
        private var waiting: [UUID: Waiter] = [:]
        private var status = HTTPResponseStatus.ok

        /// - Returns: the status of the answer. What is set by somebody who has waited for this visit is that of the next.
        func add(_ visit: Visit) -> HTTPResponseStatus {
            all.append(visit)
            for (id, waiter) in waiting where found(waiter.path).count >= waiter.times { end(id) }
            return status
        }

        func answer(_ status: HTTPResponseStatus) { self.status = status }

        func found(_ path: String) -> [Visit] { all.filter { $0.target.prefix { $0 != "?" } == path } }

        /// - Throws: `CancellationError`, where a test's time is over.
        func found(_ path: String, times: Int) async throws -> [Visit] {
            let id = UUID()
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { (caller: CheckedContinuation<Void, any Error>) in
                    waiting[id] = (path, times, caller)
                    if Task.isCancelled { end(id, CancellationError()) }
                    if found(path).count >= times { end(id) }
                }
            } onCancel: {
                Task { await end(id, CancellationError()) }
            }
            return found(path)
        }

        private func end(_ id: UUID, _ error: (any Error)? = nil) {
            guard let caller = waiting.removeValue(forKey: id)?.caller else { return }
            if let error { caller.resume(throwing: error) } else { caller.resume() }
        }
    }

    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    private let visits: Visits
    private let serving: Task<Void, any Error>
    let origin: String

    static func open<Result: Sendable>(
        _ use: @Sendable (CallbackServer) async throws -> Result
    ) async throws -> Result {
        let server = try await CallbackServer()
        defer { server.serving.cancel() }
        return try await use(server)
    }

    private init() async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        let visits = Visits()
        self.visits = visits
        origin = "http://localhost:\(listener.channel.localAddress?.port ?? 0)"
        serving = Task {
            try await withThrowingDiscardingTaskGroup { group in
                try await listener.executeThenClose { connections in
                    for try await connection in connections {
                        group.addTask { try? await CallbackServer.serve(connection, visits) }
                    }
                }
            }
        }
    }

    /// What came to this path, as parameters of query or body.
    func visits(to path: String) async -> [Visit] { await visits.found(path) }

    /// The same, once so many have come.
    @discardableResult
    func untilVisited(_ path: String, times: Int) async throws -> [Visit] {
        try await visits.found(path, times: times)
    }

    /// With what status it answers from now on.
    func answer(_ status: Int) async { await visits.answer(HTTPResponseStatus(statusCode: status)) }

    private static func serve(_ connection: Connection, _ visits: Visits) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var head: HTTPRequestHead?
            var body: [UInt8] = []
            for try await part in inbound {
                switch part {
                case .head(let received): (head, body) = (received, [])
                case .body(let piece): body += piece.readableBytesView
                case .end:
                    guard let head else { return }
                    let sent = String(decoding: body, as: UTF8.self)
                    let form = sent.isEmpty ? Form(of: head.uri) : Form(decoding: sent)
                    let visit = Visit(method: head.method.rawValue, target: head.uri, form: form)
                    try await outbound.write(contentsOf: page(head.uri, await visits.add(visit)))
                }
            }
        }
    }

    private static func page(_ target: String, _ status: HTTPResponseStatus) -> [HTTPServerResponsePart] {
        let path = target.prefix { $0 != "?" }
        let html = """
            <!doctype html><html lang="vi"><title>Nền tảng</title><main><h1 id="arrived">\(path)</h1></main></html>
            """
        let headers: HTTPHeaders = [
            "Content-Type": "text/html; charset=utf-8", "Content-Length": "\(html.utf8.count)",
        ]
        return [
            .head(.init(version: .http1_1, status: status, headers: headers)),
            .body(.byteBuffer(ByteBuffer(string: html))), .end(nil),
        ]
    }
}
