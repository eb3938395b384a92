import BenchmarkSupport
import Foundation

/// What was measured on one database.
struct Report: Sendable {
    let title: String
    let samples: [Watch.Sample]
    let answers: Answers
    /// What became of the tables.
    let records: [String]

    var failures: [String] { answers.failures }

    /// Megabytes, once a million people's records have been worked with for an hour.
    private static let memoryToReach = 60.0

    var text: String { ([title] + memory + cost + latencies + records + faults).joined(separator: "\n") }

    private var memory: [String] {
        guard let last = samples.last else { return [] }
        let most = samples.map(\.memory.all).max() ?? 0
        return samples.enumerated().compactMap { index, sample in
            index.isMultiple(of: 10) ? "    \(sample)" : nil
        } + [
            "    \(last)",
            String(
                format: "    at the end %.1f MB, to reach: %.0f MB; the most at a look %.1f MB",
                Double(last.memory.all) / 1024, Self.memoryToReach, Double(most) / 1024),
            "    anonymous memory in each quarter, at the median: "
                + quarters.map { String(format: "%.1f", $0) }.joined(separator: ", ") + " MB",
        ]
    }

    /// What it was at rest: a password's hash takes 64 MB for the moment that it takes.
    private var quarters: [Double] {
        (0..<4).compactMap { quarter in
            let part = samples[quarter * samples.count / 4..<(quarter + 1) * samples.count / 4]
            let sorted = part.map(\.memory.anonymous).sorted()
            return sorted.isEmpty ? nil : Double(sorted[sorted.count / 2]) / 1024
        }
    }

    private var cost: [String] {
        guard let first = samples.first, let last = samples.last else { return [] }
        let flows = answers.count(.redemption)
        let seconds = (last.time - first.time) / .seconds(1)
        return [
            String(
                format:
                    "    %d code flows, %.1f a second; CPU of each with all that goes with it: %.2f ms, %.2f in PostgreSQL",
                flows, Double(flows) / seconds, (last.provider - first.provider) / Double(flows),
                (last.database - first.database) / Double(flows)),
            String(format: "    who came latest came %.0f ms late", answers.latest / .milliseconds(1)),
        ]
    }

    private var latencies: [String] {
        Answers.Question.allCases.compactMap { question in
            answers.latency(question).map { latency in
                "    " + question.rawValue.padding(toLength: 36, withPad: " ", startingAt: 0)
                    + String(
                        format: "%8d; p50 %.1f ms, p99 %.1f ms, at most %.1f ms", latency.count, latency.median,
                        latency.ninetyNinth, latency.longest)
            }
        }
    }

    private var faults: [String] {
        ["    \(failures.count) failures"] + failures.prefix(20).map { "    \($0)" }
    }
}
