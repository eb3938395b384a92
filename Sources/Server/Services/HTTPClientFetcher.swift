import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOFoundationCompat
import Wire

/// Outgoing HTTP over AsyncHTTPClient: no redirects are followed (security.md P61), bodies and times are bounded.
package final class HTTPClientFetcher: Fetcher {
    private let client: HTTPClient

    package init() {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(3)
        client = HTTPClient(configuration: configuration)
    }

    deinit {
        // Nobody is left who could be told of an error.
        client.shutdown { _ in }
    }

    package func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        var outgoing = HTTPClientRequest(url: request.url.text)
        outgoing.method = request.method == .post ? .POST : .GET
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let body = request.body { outgoing.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            let response = try await client.execute(
                outgoing, timeout: .milliseconds(request.timeout.milliseconds))
            let body = try await response.body.collect(upTo: request.maximumResponseBytes)
            return FetchResponse(
                status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
                body: Array(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw .tooLarge
        } catch let error as HTTPClientError where error == .deadlineExceeded || error == .connectTimeout {
            throw .timedOut
        } catch {
            throw .unreachable
        }
    }
}
