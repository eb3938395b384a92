import CoreMetrics
import Edge
import Hummingbird
import Logging
import NIOCore
import Operations
import ServiceLifecycle

/// What operators' machines ask on a port of its own, bound to loopback: metrics and health. Never on the public port.
extension Provider {
    func administrativeServer(port: Int, edge: Edge) -> some Service {
        Application(
            router: administrativeRouter(), server: EdgeChannel.builder(edge),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port),
                availableConnectionsDelegate: AcceptLimit(edge)),
            logger: logger)
    }

    func administrativeRouter() -> Router<BasicRequestContext> {
        let router = Router()
        let readiness = Readiness(installation)
        router.add(middleware: RetryAfter())
        router.get("/livez") { _, _ in HTTPResponse.Status.ok }
        router.get("/readyz") { [clock, logger] _, _ async -> HTTPResponse.Status in
            switch await readiness.look(at: clock.now) {
            case .ready: return .ok
            case .unready(let why):
                logger.error("not ready: nothing can be written", metadata: ["reason": "\(why)"])
                return .serviceUnavailable
            }
        }
        router.get("/metrics") { [metrics, logger] _, _ async in
            let load = readiness.load
            Gauge(label: "hue_sso_database_waiting_writers", factory: metrics).record(load.waiting)
            Gauge(label: "hue_sso_database_reruns", factory: metrics).record(load.reruns)
            Gauge(label: "hue_sso_database_unknown_outcomes", factory: metrics).record(load.unknownOutcomes)
            Gauge(label: "hue_sso_database_connects", factory: metrics).record(load.connections)
            do {
                if let free = try await readiness.freeBytes() {
                    Gauge(label: "hue_sso_database_free_bytes", factory: metrics).record(free)
                }
            } catch {
                logger.error("the room of the database isn't known", metadata: ["error": "\(error)"])
            }
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: .init(byteBuffer: ByteBuffer(string: metrics.exposition())))
        }
        return router
    }
}
