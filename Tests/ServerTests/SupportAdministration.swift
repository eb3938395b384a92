import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Operations
@testable import Server

/// The administrative port, without a port.
struct AdministrativePort {
    private let responder: RouterResponder<BasicRequestContext>

    init(_ provider: RunningProvider, directory: DirectoryHealth? = nil) {
        responder = provider.provider.administrativeRouter(directory: directory).buildResponder()
    }

    func get(_ path: String) async throws -> (status: Int, retryAfter: String?) {
        let response = try await answer(path)
        return (response.status.code, response.headers[.retryAfter])
    }

    /// What is said, when all is well.
    func text(_ path: String) async throws -> String {
        let response = try await answer(path)
        #expect(response.status == .ok)
        let text = Text()
        try await response.body.write(TextWriter(text: text))
        return String(buffer: text.buffer)
    }

    private func answer(_ path: String) async throws -> Response {
        let context = BasicRequestContext(
            source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: quietLogger))
        let head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path)
        return try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer())), context: context)
    }
}

private final class Text {
    var buffer = ByteBuffer()
}

private struct TextWriter: ResponseBodyWriter {
    let text: Text

    mutating func write(_ buffer: ByteBuffer) async throws { text.buffer.writeImmutableBuffer(buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
