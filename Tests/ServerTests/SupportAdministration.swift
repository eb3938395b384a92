import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Server

/// The administrative port, without a port.
struct AdministrativePort {
    private let responder: RouterResponder<BasicRequestContext>

    init(_ provider: RunningProvider) {
        responder = provider.provider.administrativeRouter().buildResponder()
    }

    func get(_ path: String) async throws -> (status: Int, retryAfter: String?) {
        let context = BasicRequestContext(
            source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: quietLogger))
        let head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path)
        let response = try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer())), context: context)
        return (response.status.code, response.headers[.retryAfter])
    }
}
