import CoreMetrics
import Synchronization

/// Collects swift-metrics' numbers in memory and writes them as Prometheus text (exposition format 0.0.4): counters as
/// they are, gauges with their last value, timers and recorders (aggregating or not) as count and sum.
package final class PrometheusMetrics: MetricsFactory {
    private let series = Mutex<[Series: Value]>([:])
    /// How often something wasn't counted because there were too many series.
    private let dropped = Atomic<Int>(0)

    package init() {}

    private struct Series: Hashable {
        let name: String
        /// Sorted by name, written as Prometheus wants them.
        let labels: String
        /// Computed once, as every request is counted in one.
        private let hash: Int

        init(name: String, labels: String) {
            self.name = name
            self.labels = labels
            hash = [name, labels].hashValue
        }

        func hash(into hasher: inout Hasher) { hasher.combine(hash) }
    }

    private enum Value {
        case counter(Double)
        case gauge(Double)
        case summary(count: Int64, sum: Double)

        var type: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .summary: "summary"
            }
        }
    }

    /// Names and labels come from our code, but label values can come from outside; a bound keeps them from filling
    /// the memory (security.md P77).
    private static let seriesLimit = 4_096

    package func exposition() -> String {
        let series = series.withLock { $0 }
        var text = ""
        for (name, members) in Dictionary(grouping: series, by: \.key.name).sorted(by: { $0.key < $1.key }) {
            guard let type = members.first?.value.type else { continue }
            text += "# TYPE \(name) \(type)\n"
            for (key, value) in members.sorted(by: { $0.key.labels < $1.key.labels }) {
                switch value {
                case .counter(let number), .gauge(let number): text += "\(name)\(key.labels) \(number)\n"
                case .summary(let count, let sum):
                    text += "\(name)_sum\(key.labels) \(sum)\n\(name)_count\(key.labels) \(count)\n"
                }
            }
        }
        // Who reads the numbers has to know that they aren't all.
        let dropped = dropped.load(ordering: .relaxed)
        if dropped > 0 { text += "# TYPE metrics_dropped_total counter\nmetrics_dropped_total \(dropped)\n" }
        return text
    }

    private func update(_ key: Series, _ initial: Value, _ change: (Value) -> Value) {
        series.withLock { series in
            if let place = series.index(forKey: key) {
                series.values[place] = change(series.values[place])
            } else if series.count < Self.seriesLimit {
                series[key] = change(initial)
            } else {
                dropped.add(1, ordering: .relaxed)
            }
        }
    }

    private static func series(_ label: String, _ dimensions: [(String, String)], suffix: String = "") -> Series {
        let labels = dimensions.sorted { $0.0 < $1.0 }.map { "\(name($0.0))=\"\(escaped($0.1))\"" }
        return Series(
            name: name(label) + suffix, labels: labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}")
    }

    private static func name(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
    }

    private static func escaped(_ text: String) -> String {
        // By scalars: a carriage return and a line feed are one Character.
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            // Not in the format, but no line either.
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}

extension PrometheusMetrics {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Counter(metrics: self, key: Self.series(label, dimensions, suffix: "_total"))
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        Counter(metrics: self, key: Self.series(label, dimensions, suffix: "_total"))
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        Meter(metrics: self, key: Self.series(label, dimensions))
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        // One that doesn't aggregate is swift-metrics' `Gauge`: the last value counts.
        let series = Self.series(label, dimensions)
        return aggregate ? Recorder(metrics: self, key: series) : Meter(metrics: self, key: series)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        Timer(metrics: self, key: Self.series(label, dimensions, suffix: "_seconds"))
    }

    // Nothing is kept per handler: the numbers belong to the series.
    package func destroyCounter(_: any CounterHandler) {}
    package func destroyFloatingPointCounter(_: any FloatingPointCounterHandler) {}
    package func destroyMeter(_: any MeterHandler) {}
    package func destroyRecorder(_: any RecorderHandler) {}
    package func destroyTimer(_: any TimerHandler) {}

    private final class Counter: CounterHandler, FloatingPointCounterHandler {
        private let metrics: PrometheusMetrics
        private let key: Series

        init(metrics: PrometheusMetrics, key: Series) {
            self.metrics = metrics
            self.key = key
        }

        func increment(by amount: Int64) { increment(by: Double(amount)) }

        func increment(by amount: Double) {
            metrics.update(key, .counter(0)) { value in
                if case .counter(let sum) = value { .counter(sum + amount) } else { value }
            }
        }

        func reset() { metrics.update(key, .counter(0)) { _ in .counter(0) } }
    }

    private final class Meter: MeterHandler, RecorderHandler {
        private let metrics: PrometheusMetrics
        private let key: Series

        init(metrics: PrometheusMetrics, key: Series) {
            self.metrics = metrics
            self.key = key
        }

        func set(_ value: Int64) { set(Double(value)) }
        func set(_ value: Double) { metrics.update(key, .gauge(0)) { _ in .gauge(value) } }
        func record(_ value: Int64) { set(value) }
        func record(_ value: Double) { set(value) }
        func increment(by amount: Double) { change(by: amount) }
        func decrement(by amount: Double) { change(by: -amount) }

        private func change(by amount: Double) {
            metrics.update(key, .gauge(0)) { value in
                if case .gauge(let level) = value { .gauge(level + amount) } else { value }
            }
        }
    }

    private final class Recorder: RecorderHandler {
        private let metrics: PrometheusMetrics
        private let key: Series

        init(metrics: PrometheusMetrics, key: Series) {
            self.metrics = metrics
            self.key = key
        }

        func record(_ value: Int64) { record(Double(value)) }
        func record(_ value: Double) { metrics.observe(key, value) }
    }

    private final class Timer: TimerHandler {
        private let metrics: PrometheusMetrics
        private let key: Series

        init(metrics: PrometheusMetrics, key: Series) {
            self.metrics = metrics
            self.key = key
        }

        func recordNanoseconds(_ duration: Int64) { metrics.observe(key, Double(duration) / 1e9) }
    }

    private func observe(_ key: Series, _ observation: Double) {
        update(key, .summary(count: 0, sum: 0)) { value in
            if case .summary(let count, let sum) = value {
                .summary(count: count + 1, sum: sum + observation)
            } else {
                value
            }
        }
    }
}
