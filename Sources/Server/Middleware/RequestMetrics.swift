import CoreMetrics
import HTTPTypes
import Hummingbird
import Synchronization

/// How many requests each route answered, with which status, in what time: `http_server_request_duration_seconds`, whose
/// count is their number. The time is until the answer is made; what a slow reader adds is theirs.
///
/// Hummingbird's own wraps every body to learn when it has been written, which costs each answer a second `write`, and
/// keeps a series for every method that a stranger invents. Here a series is made once, and there are no more than routes,
/// methods and statuses of ours.
struct RequestMetrics {
    private let series: Series

    init(_ factory: any MetricsFactory) { series = Series(factory) }

    func record(
        _ request: Request, _ context: ProviderRequestContext, _ status: HTTPResponse.Status,
        since start: ContinuousClock.Instant
    ) {
        let name = Series.Name(route: context.endpointPath ?? "none", method: request.method, status: status.code)
        series.timer(name).record(duration: ContinuousClock.now - start)
    }
}

extension RequestMetrics {
    /// The timers that there are.
    private final class Series: Sendable {
        private let factory: any MetricsFactory
        private let timers = Mutex<[Name: Timer]>([:])

        init(_ factory: any MetricsFactory) { self.factory = factory }

        struct Name: Hashable {
            /// As it was registered, never as it was asked for.
            let route: String
            let method: String
            let status: Int

            init(route: String, method: HTTPRequest.Method, status: Int) {
                self.route = route
                self.method = Self.known.contains(method) ? method.rawValue : "other"
                self.status = status
            }

            private static let known: Set<HTTPRequest.Method> = [
                .get, .head, .post, .put, .patch, .delete, .options,
            ]
        }

        func timer(_ name: Name) -> Timer {
            timers.withLock { timers in
                if let timer = timers[name] { return timer }
                let timer = Timer(
                    label: "http.server.request.duration",
                    dimensions: [
                        ("http.route", name.route), ("http.request.method", name.method),
                        ("http.response.status_code", String(name.status)),
                    ], preferredDisplayUnit: .seconds, factory: factory)
                timers[name] = timer
                return timer
            }
        }
    }
}
