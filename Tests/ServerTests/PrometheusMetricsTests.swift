import CoreMetrics
import Testing

@testable import Server

/// The numbers as Prometheus reads them (exposition format 0.0.4).
@Suite struct PrometheusMetricsTests {
    private let metrics = PrometheusMetrics()

    @Test func `counters, gauges and times are written with their type`() {
        let counter = metrics.makeCounter(
            label: "http.requests", dimensions: [("status", "200"), ("method", "GET")])
        counter.increment(by: 2)
        counter.increment(by: 3)
        let gauge = metrics.makeMeter(label: "connections", dimensions: [])
        gauge.set(Int64(7))
        gauge.decrement(by: 2)
        let timer = metrics.makeTimer(label: "http_duration", dimensions: [])
        timer.recordNanoseconds(1_500_000_000)
        timer.recordNanoseconds(500_000_000)
        #expect(
            metrics.exposition() == """
                # TYPE connections gauge
                connections 5.0
                # TYPE http_duration_seconds summary
                http_duration_seconds_sum 2.0
                http_duration_seconds_count 2
                # TYPE http_requests_total counter
                http_requests_total{method="GET",status="200"} 5.0

                """)
    }

    @Test func `of a gauge the last value counts`() {
        for value in [7, 3] { Gauge(label: "free_bytes", factory: metrics).record(value) }
        #expect(metrics.exposition() == "# TYPE free_bytes gauge\nfree_bytes 3.0\n")
    }

    @Test func `nothing in a label breaks out of its line`() {
        metrics.makeCounter(label: "a b\n{", dimensions: [("x\"", "\"} 1\nevil 1 \\")]).increment(by: 1)
        #expect(
            metrics.exposition()
                == "# TYPE a_b___total counter\na_b___total{x_=\"\\\"} 1\\nevil 1 \\\\\"} 1.0\n")
    }

    @Test func `a carriage return in a label can't end its line either`() {
        metrics.makeCounter(label: "a", dimensions: [("x", "1\r\nevil 1")]).increment(by: 1)
        #expect(metrics.exposition().split(whereSeparator: \.isNewline).count == 2)
    }

    @Test func `the same name with the same labels in another order is one series`() {
        metrics.makeCounter(label: "a", dimensions: [("x", "1"), ("y", "2")]).increment(by: 1)
        metrics.makeCounter(label: "a", dimensions: [("y", "2"), ("x", "1")]).increment(by: 1)
        #expect(metrics.exposition() == "# TYPE a_total counter\na_total{x=\"1\",y=\"2\"} 2.0\n")
    }

    @Test func `there are never more than 4096 series (P77), and those that are there count on`() {
        let first = metrics.makeCounter(label: "paths", dimensions: [("path", "first")])
        first.increment(by: 1)
        for number in 0..<5_000 {
            metrics.makeCounter(label: "paths", dimensions: [("path", "\(number)")]).increment(by: 1)
        }
        first.increment(by: 1)
        let lines = metrics.exposition().split(separator: "\n")
        // And who reads them is told how many times something wasn't counted (H6).
        #expect(lines.count == 4_096 + 1 + 2)
        #expect(lines.contains("metrics_dropped_total 905"))
        #expect(lines.contains("paths_total{path=\"first\"} 2.0"))
    }

    @Test func `increments that come at once are all counted`() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    let counter = metrics.makeCounter(label: "a", dimensions: [])
                    for _ in 0..<100 { counter.increment(by: 1) }
                }
            }
        }
        #expect(metrics.exposition().contains("a_total 6400.0"))
    }
}
