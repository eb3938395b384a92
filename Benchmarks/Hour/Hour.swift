import BenchmarkSupport
import Foundation

/// What the provider needs in memory, and how quickly it answers, over the records of a whole city: a million people and
/// a hundred thousand sessions are in the database when it starts, and then people come at a steady rate for an hour, at
/// SQLite and at a PostgreSQL at once. The server is the release build, with nothing loaded into it that counts.
///
///     make bench-hour                                       # an hour
///     make bench-hour HOUR=60 PEOPLE=20000 SESSIONS=2000    # a minute of less
///     ARRIVALS=10 .build/release/HourBenchmarks 600         # more people a second
///     PORT=19000 .build/release/HourBenchmarks 600          # beside another that runs
@main
struct Hour {
    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        let scale = Scale(CommandLine.arguments, environment)
        let port = environment["PORT"].flatMap(Int.init) ?? ServerProcess.firstPort + 10
        Journal.say("\(scale)")
        let postgreSQL = try PostgreSQLProcess()
        defer { postgreSQL.stop() }
        let measurements = [
            Measurement("SQLite", scale, port: port, on: nil),
            Measurement("PostgreSQL", scale, port: port + 1, on: postgreSQL),
        ]
        let reports = try await withThrowingTaskGroup(of: Report.self) { tasks in
            for measurement in measurements { tasks.addTask { try await measurement.run() } }
            var reports: [Report] = []
            for try await report in tasks { reports.append(report) }
            return reports
        }
        for report in reports { Journal.say(report.text) }
        guard reports.allSatisfy({ $0.failures.isEmpty }) else { throw BenchmarkError("not every answer was right") }
    }
}

/// How much of everything there is.
struct Scale: Sendable, CustomStringConvertible {
    let people, sessions: Int
    /// In how many seconds people come.
    let seconds: Double
    /// How many people come a second. Each goes to three platforms: the default is 24 code flows a second, three times what
    /// the busiest hour of the city has (Documentation/SCALING.md).
    let arrivals: Double

    init(_ arguments: [String], _ environment: [String: String]) {
        seconds = arguments.dropFirst().first.flatMap(Double.init) ?? 3_600
        people = environment["PEOPLE"].flatMap(Int.init) ?? 1_000_000
        sessions = environment["SESSIONS"].flatMap(Int.init) ?? 100_000
        arrivals = environment["ARRIVALS"].flatMap(Double.init) ?? 8
    }

    /// How long somebody works at a platform before they go on to the next, on the average.
    var stay: Double { min(60, seconds / 10) }

    /// Nobody comes who would still be there after the end.
    var visitors: Int { Int((seconds - 3 * stay) * arrivals) }

    var description: String {
        "\(people) people, \(sessions) sessions; \(Int(seconds)) s in which \(visitors) people come, \(arrivals) a second"
    }
}

/// Where both measurements say what they see, as it happens.
enum Journal {
    static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
}
