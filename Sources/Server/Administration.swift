import Edge
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// What operators' machines ask on a port of its own, bound to loopback: metrics and health. Never on the public port.
extension Provider {
    func administrativeServer(port: Int, edge: Edge) -> some Service {
        let router = Router()
        router.get("/livez") { _, _ in HTTPResponse.Status.ok }
        router.get("/readyz") { [installation] _, _ async -> HTTPResponse.Status in
            await installation.isReadable() ? .ok : .serviceUnavailable
        }
        router.get("/metrics") { [metrics] _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: .init(byteBuffer: ByteBuffer(string: metrics.exposition())))
        }
        return Application(
            router: router, server: EdgeChannel.builder(edge),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port),
                availableConnectionsDelegate: AcceptLimit(edge)),
            logger: logger)
    }
}
