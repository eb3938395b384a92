import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOFoundationCompat
import Wire

/// Outgoing HTTP over AsyncHTTPClient: no redirects are followed (security.md P61), bodies and times are bounded. A
/// request's time covers the whole exchange, up to the last byte of the answer; AsyncHTTPClient's own ends with the head.
package final class HTTPClientFetcher: Fetcher {
    private let client: HTTPClient

    /// - Parameters:
    ///   - places: the addresses of hosts that are not to be looked up.
    ///   - configure: what else is said, such as whose certificates are believed; without it, the system's authorities'.
    package init(
        connecting places: [String: String] = [:], configure: (inout HTTPClient.Configuration) -> Void = { _ in }
    ) {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(3)
        // Whatever a caller asks for, a connection on which nothing comes is given up.
        configuration.timeout.read = .seconds(30)
        configuration.dnsOverride = places
        configure(&configuration)
        client = HTTPClient(configuration: configuration)
    }

    deinit {
        // Nobody is left who could be told of an error.
        client.shutdown { _ in }
    }

    package func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        var outgoing = HTTPClientRequest(url: request.url.text)
        outgoing.method =
            switch request.method {
            case .get: .GET
            case .post: .POST
            case .put: .PUT
            }
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let body = request.body { outgoing.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            return try await withDeadline(request.timeout) { [client, outgoing] in
                let response = try await client.execute(
                    outgoing, timeout: .milliseconds(request.timeout.milliseconds))
                let body = try await response.body.collect(upTo: request.maximumResponseBytes)
                // A body whose reader is cancelled ends as if it were whole.
                try Task.checkCancellation()
                return FetchResponse(
                    status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
                    body: Array(body.readableBytesView))
            }
        } catch is NIOTooManyBytesError {
            throw .tooLarge
        } catch is DeadlinePassed {
            throw .timedOut
        } catch let error as HTTPClientError where error == .deadlineExceeded || error == .connectTimeout {
            throw .timedOut
        } catch {
            throw .unreachable
        }
    }
}

/// What was asked for took longer than it may.
struct DeadlinePassed: Error {}

/// Does something within a time, and gives it up when that is over.
func withDeadline<Result: Sendable>(
    _ time: Duration, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: time)
            throw DeadlinePassed()
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
