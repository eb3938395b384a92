import CoreMetrics
import Edge
import Hummingbird
import Logging
import NIOCore
import Operations
import ServiceLifecycle
import Wire

/// What operators' machines ask on a port of its own, bound to loopback: metrics and health. Never on the public port.
extension Provider {
    func administrativeServer(port: Int, edge: Edge, directory: DirectoryHealth?) -> any Service {
        let router = administrativeRouter(directory: directory)
        let channel = EdgeChannel(
            edge, certificate: nil, responder: responder(of: router, clock: clock, logger: logger))
        return channel.service(at: "127.0.0.1", port: port, logger: logger)
    }

    /// - Parameter directory: where units and staff come from. What it is at is told, and changes nothing: who can sign in
    ///   can while it's away.
    func administrativeRouter(directory: DirectoryHealth? = nil) -> Router<BasicRequestContext> {
        let router = Router()
        let readiness = Readiness(installation)
        router.add(middleware: RetryAfter())
        router.get("/livez") { _, _ in HTTPResponse.Status.ok }
        let report = directory.map { DirectoryReport(health: $0, clock: clock, logger: logger, metrics: metrics) }
        router.get("/readyz") { [clock, logger] _, _ async -> Response in
            switch await readiness.look(at: clock.now) {
            case .ready:
                var detail: JSONObject = ["status": "ready"]
                if let report { detail["directory"] = .object(await report.detail()) }
                return .json(detail)
            case .unready(let why):
                logger.error("not ready: nothing can be written", metadata: ["reason": "\(why)"])
                return Response(status: .serviceUnavailable)
            case .clockDiffers(let lead):
                let seconds = lead.wholeSeconds
                logger.error(
                    "not ready: the clock is not the database's", metadata: ["ahead-seconds": "\(seconds)"])
                return .json(
                    ["status": "clock-differs", "ahead_seconds": .integer(seconds)], status: .serviceUnavailable)
            }
        }
        router.get("/metrics") { [metrics, logger, logoutTokens, eventPushes, clock] _, _ async in
            await report?.measure()
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
            do {
                let backlog = try await logoutTokens.backlog(at: clock.now)
                Gauge(label: "hue_sso_logout_notices_waiting", factory: metrics).record(backlog.count)
                Gauge(label: "hue_sso_logout_oldest_seconds", factory: metrics).record(backlog.age.wholeSeconds)
                let events = try await eventPushes.backlog(at: clock.now)
                Gauge(label: "hue_sso_security_events_waiting", factory: metrics).record(events.count)
                Gauge(label: "hue_sso_security_events_oldest_seconds", factory: metrics).record(events.age.wholeSeconds)
            } catch {
                logger.error("how many platforms are still to be told isn't known", metadata: ["error": "\(error)"])
            }
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: .init(byteBuffer: ByteBuffer(string: metrics.exposition())))
        }
        return router
    }
}
