import OpenIDConnect
import TestSupport
import Testing

@testable import Server

/// What is counted of requests: by route, method and status, and by nothing that a stranger chooses.
@Suite(.bothDatabases) struct RequestMetricsTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() throws {
        provider = try RunningProvider()
        browser = Browser(provider)
    }

    private var series: [Substring] {
        provider.provider.metrics.exposition().split(separator: "\n")
            .filter { $0.hasPrefix("http_server_request_duration_seconds_count") }
    }

    @Test func `each answer counts at its route, with method and status`() async throws {
        _ = try await browser.get(Issuer.Path.discovery)
        _ = try await browser.get(Issuer.Path.discovery)
        #expect(
            series == [
                "http_server_request_duration_seconds_count{http_request_method=\"GET\","
                    + "http_response_status_code=\"200\",http_route=\"\(Issuer.Path.discovery)\"} 2"
            ])
    }

    @Test func `methods that nobody registered and paths that nobody answers make one series together`() async throws {
        for number in 0..<20 { _ = try await browser.send("M\(number)", "/path-\(number)", headers: [], body: nil) }
        #expect(series.count == 1)
        #expect(series.first?.contains("http_request_method=\"other\"") == true)
    }
}
