import AsyncHTTPClient
import BenchmarkSupport
import Database
import Foundation

/// One database: it is filled, the server starts over it, and is watched while people come.
struct Measurement: Sendable {
    private let title: String
    private let scale: Scale
    private let port: Int
    private let postgreSQL: PostgreSQLProcess?

    /// How often memory is looked at, and how often it is said.
    private static let samples = 120
    private static let printed = 12

    init(_ title: String, _ scale: Scale, port: Int, on postgreSQL: PostgreSQLProcess?) {
        self.title = title
        self.scale = scale
        self.port = port
        self.postgreSQL = postgreSQL
    }

    func run() async throws -> Report {
        let server = try await ServerProcess.start(database: postgreSQL?.address, port: port, .none)
        defer { server.stop() }
        let database = try Records.open(server, postgreSQL)
        let filling = try Filling(database, scale, server)
        let before = try await fill(filling, server)
        let http = HTTPClient(configuration: Self.configuration)
        let staff = try await SignedInBrowser.signIn(to: server, http)
        let answers = Answers()
        let load = Load(
            scale: scale, filling: filling,
            platforms: Platforms(server: server, http: http, answers: answers), recoveryCodes: staff.recoveryCodes)
        let watch = Watch(server, postgreSQL)
        let first = try watch.look()
        say("before anybody comes: \(first)")
        let samples = try await withThrowingTaskGroup(of: [Watch.Sample]?.self) { tasks in
            tasks.addTask {
                try await load.run()
                return nil
            }
            tasks.addTask { try await follow(watch, answers) }
            // Whoever ends first ends the other, and the watch is told so.
            var samples: [Watch.Sample] = []
            for try await result in tasks {
                if let result { samples = result } else { tasks.cancelAll() }
            }
            return samples
        }
        let report = Report(
            title: title, samples: [first] + samples + [try watch.look()], answers: answers,
            records: try await Records(of: database, file: server.database).lines(before: before))
        try await http.shutdown()
        try database.close()
        return report
    }

    private func fill(_ filling: Filling, _ server: ServerProcess) async throws -> Records {
        let start = ContinuousClock.now
        let records = try await server.whileDown {
            try await filling.run()
            return try await Records(of: filling.database, file: server.database)
        }
        say("filled in \(Int((ContinuousClock.now - start) / .seconds(1))) s; \(records.total / 1_000_000) MB")
        return records
    }

    /// Until the load has ended.
    private func follow(_ watch: Watch, _ answers: Answers) async throws -> [Watch.Sample] {
        var samples: [Watch.Sample] = []
        do {
            while true {
                try await Task.sleep(for: .seconds(scale.seconds / Double(Self.samples)))
                let sample = try watch.look()
                samples.append(sample)
                if samples.count.isMultiple(of: Self.samples / Self.printed) {
                    say(
                        "\(sample); \(answers.count(.redemption)) code flows, \(answers.failures.count) failures")
                }
            }
        } catch is CancellationError {}
        return samples
    }

    private func say(_ text: String) { Journal.say("\(title): \(text)") }

    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return configuration
    }
}

/// The server's memory and CPU time, over time.
struct Watch: Sendable {
    private let server: ServerProcess
    private let postgreSQL: PostgreSQLProcess?
    private let start = ContinuousClock.now

    init(_ server: ServerProcess, _ postgreSQL: PostgreSQLProcess?) {
        self.server = server
        self.postgreSQL = postgreSQL
    }

    struct Sample: Sendable, CustomStringConvertible {
        let time: Duration
        let memory: ResidentMemory
        /// CPU milliseconds of the server, and of its PostgreSQL.
        let provider, database: Double

        var description: String {
            func megabytes(_ kilobytes: Int) -> String { String(format: "%.1f", Double(kilobytes) / 1024) }
            return String(format: "%5.0f s: ", time / .seconds(1))
                + "\(megabytes(memory.all)) MB resident (anonymous \(megabytes(memory.anonymous)), "
                + "files \(megabytes(memory.files)), shmem \(megabytes(memory.shared)); "
                + "Pss \(megabytes(memory.proportional)); most \(megabytes(memory.peak)))"
        }
    }

    func look() throws -> Sample {
        Sample(
            time: ContinuousClock.now - start, memory: try server.memory(), provider: try server.cpuMilliseconds(),
            database: postgreSQL?.cpuMilliseconds() ?? 0)
    }
}
