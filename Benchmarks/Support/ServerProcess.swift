import Foundation
import Synchronization
import Wire

/// `hue-sso serve` in a folder of its own, and what it has used of the machine.
package final class ServerProcess: Sendable {
    package struct Client: Sendable {
        package let id: String
        package let secret: String
        package let algorithm: String

        package var basicAuthorization: String { "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString() }
    }

    package static let redirectURI = "https://bench.hue.test/callback"
    package static let username = "bench.account"
    package static let password = "Bench-Account-2026!"
    /// Each with 99 divisions, `H57.10.1` to `H57.10.99`. The account is an officer of the first.
    package static let departments = (10..<70).map { "H57.\($0)" }

    package let issuer: String
    /// Where it is asked: a node of several has another than the issuer's.
    package let address: String
    /// Of the account, for its first sign-in.
    package let activationCode: String
    package let clients: [Client]
    /// One that gets refresh tokens too.
    package let refreshing: Client
    /// One of the platforms of Article 7, whose functions it may ask about.
    package let platform: Client
    /// A service that acts for itself.
    package let service: Client
    /// A device without a browser.
    package let device: Client
    /// One that pushes its requests, and proves itself and its tokens by a key.
    package let proven: ProvenClient
    /// Milliseconds until the first start, which makes the keys, was ready; and until the second was.
    package let firstStart: Double
    package let start: Double
    private let process: Mutex<Process>
    private let folder: URL
    private let port: Int
    private let observation: Observation
    private let cores: Cores

    /// Where it runs.
    package enum Cores: Sendable {
        /// Wherever the load does too.
        case all
        /// On one, and the load mostly on the others: as `openssl speed` has one, by whose figures its own are read. What
        /// shares its core puts its own memory into the caches, and the server pays for that.
        case one
    }

    /// What is seen of it while it serves.
    package enum Observation: Sendable {
        /// Its calls are counted, which takes memory of its own.
        case counted
        case none
        /// Which functions it runs is written into a folder (valgrind's Callgrind), which takes fifty times as long.
        case traced(into: URL)
    }

    /// The file of the database, where it has one of its own.
    package var database: String { folder.appending(path: "hue-sso.sqlite").path }

    private init(
        issuer: String, address: String, activationCode: String, clients: [Client], refreshing: Client,
        platform: Client, service: Client, device: Client, proven: ProvenClient, firstStart: Double, start: Double,
        process: Process, folder: URL, port: Int, observation: Observation, cores: Cores
    ) {
        self.issuer = issuer
        self.address = address
        self.activationCode = activationCode
        self.clients = clients
        self.refreshing = refreshing
        self.platform = platform
        self.service = service
        self.device = device
        self.proven = proven
        self.firstStart = firstStart
        self.start = start
        self.process = Mutex(process)
        self.folder = folder
        self.port = port
        self.observation = observation
        self.cores = cores
    }

    /// - Parameters:
    ///   - database: the address of a PostgreSQL's that is empty; otherwise a file of SQLite's is made.
    ///   - port: where it listens; other nodes of it, at the next ones.
    package static func start(
        database: String? = nil, port: Int = firstPort, _ observation: Observation = .counted, on cores: Cores = .all
    ) async throws -> ServerProcess {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hue-sso-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let issuer = address(port)
        try configure(folder, issuer: issuer, port: port, database: database)
        let began = ContinuousClock.now
        _ = try run(["init"], folder)
        let initTime = milliseconds(ContinuousClock.now - began)
        let activationCode = try addAccount(folder)
        let clients = try ["ES256", "RS256"].map { algorithm in
            try addClient("bench-\(algorithm.lowercased())", algorithm, [], folder)
        }
        let refreshing = try addClient(
            "bench-refresh", "ES256",
            [
                "--grant", "authorization_code", "--grant", "refresh_token", "--grant", "token_exchange",
                "--audience", "https://api.bench.test/",
            ], folder)
        let platform = try addClient("bi", "ES256", ["--platform", "bi"], folder)
        let service = try addClient("bench-service", "ES256", ["--grant", "client_credentials"], folder)
        let device = try addClient("bench-device", "ES256", ["--grant", "device_code"], folder)
        let proven = try ProvenClient(issuer: issuer)
        try add(proven, folder)
        try addCity(folder)
        let (first, firstServe) = try serve(folder, observation, cores)
        first.terminate()
        first.waitUntilExit()
        let (process, start) = try serve(folder, observation, cores)
        return ServerProcess(
            issuer: issuer, address: issuer, activationCode: activationCode, clients: clients, refreshing: refreshing,
            platform: platform, service: service, device: device, proven: proven, firstStart: initTime + firstServe,
            start: start, process: process, folder: folder, port: port, observation: observation, cores: cores)
    }

    /// Another node of the same provider, over the same PostgreSQL.
    /// - Parameter number: which; the first server is node 0.
    package func node(_ number: Int, database: String) throws -> ServerProcess {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hue-sso-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let port = port + number
        try Self.configure(folder, issuer: issuer, port: port, database: database)
        let (process, start) = try Self.serve(folder, observation, cores)
        return ServerProcess(
            issuer: issuer, address: Self.address(port), activationCode: activationCode, clients: clients,
            refreshing: refreshing, platform: platform, service: service, device: device, proven: proven,
            firstStart: firstStart, start: start, process: process, folder: folder, port: port,
            observation: observation, cores: cores)
    }

    package static let firstPort = 18_080
    private static func address(_ port: Int) -> String { "http://localhost:\(port)" }

    private static func configure(_ folder: URL, issuer: String, port: Int, database: String?) throws {
        let configuration = """
            issuer: \(issuer)
            data: \(folder.path)
            listen:
              port: \(port)
            rates:
              sign-in: { address: 1000000+1000000/s, all: 1000000+1000000/s }
              begin: { address: 1000000+1000000/s, all: 1000000+1000000/s }
              refused: { address: 1000000+1000000/s, all: 1000000+1000000/s }
            \(database.map { "database: \($0)" } ?? "")
            """
        try configuration.write(to: folder.appending(path: "hue-sso.yaml"), atomically: true, encoding: .utf8)
    }

    private static func addAccount(_ folder: URL) throws -> String {
        let output = try run(["account", "add", "--username", username, "--name", "Đo Lường", "--json"], folder)
        guard let json = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any],
            let code = json["activation_code"] as? String
        else { throw BenchmarkError("account add printed: \(output)") }
        return code
    }

    private static func addClient(
        _ id: String, _ algorithm: String, _ options: [String], _ folder: URL
    ) throws -> Client {
        let arguments = ["--id", id, "--redirect-uri", redirectURI, "--id-token-alg", algorithm, "--json"]
        let output = try run(["client", "add"] + arguments + options, folder)
        guard let json = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any],
            let id = json["client_id"] as? String, let secret = json["client_secret"] as? String
        else { throw BenchmarkError("client add printed: \(output)") }
        return Client(id: id, secret: secret, algorithm: algorithm)
    }

    private static func add(_ client: ProvenClient, _ folder: URL) throws {
        let keys = folder.appending(path: "\(client.id).jwks.json")
        try Data(JSONWriter.write(client.keys)).write(to: keys)
        _ = try run(
            [
                "client", "add", "--id", client.id, "--redirect-uri", redirectURI, "--auth-method", "private_key_jwt",
                "--jwks", keys.path, "--dpop-bound", "--require-pushed", "--json",
            ], folder)
    }

    /// The city's policies (from the folder in which `make bench` runs), 6,001 units, and an officer in a department.
    private static func addCity(_ folder: URL) throws {
        var rows = ["code\tparent_code\tkind\tname_vi", "H57\t\tthanh_pho\tThành phố"]
        for department in departments {
            rows.append("\(department)\tH57\tso\tSở \(department)")
            rows += (1...99).map { "\(department).\($0)\t\(department)\tphong\tPhòng \($0)" }
        }
        let table = folder.appending(path: "units.tsv")
        try rows.joined(separator: "\n").write(to: table, atomically: true, encoding: .utf8)
        _ = try run(["unit", "import", table.path], folder)
        _ = try run(["policy", "apply", "Policies"], folder)
        _ = try run(["account", "assign", username, "--unit", departments[0], "--position", "chuyen-vien"], folder)
        _ = try run(
            [
                "grant", "add", "--to", "chuyen-vien@\(departments[0])", "--role", "chuyen-vien", "--unit",
                departments[0], "--reach", "subtree", "--reason", "benchmark",
            ], folder)
    }

    /// Ends it as an operator does.
    package func end() {
        process.withLock { process in
            process.terminate()
            process.waitUntilExit()
        }
    }

    package func stop() {
        end()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Ends it as a power cut does, and starts it again over what is on the disk.
    package func crash() throws {
        try process.withLock { process in
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            process = try Self.serve(folder, observation, cores).0
        }
    }

    /// Ends it as an operator does, lets something be done to its records, and starts it again.
    package func whileDown<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        end()
        let result = try await work()
        try process.withLock { process in process = try Self.serve(folder, observation, cores).0 }
        return result
    }

    private var processID: Int32 { process.withLock { $0.processIdentifier } }

    /// What the server uses per operation, while `work` does `count` of them; and what that gives.
    package func cost<Result: Sendable>(
        per count: Int, _ work: @Sendable () async throws -> Result
    ) async throws -> (cost: OperationCost, result: Result) {
        let futexes = FutexCalls.begin(of: processID)
        let (counts, cpu) = (try CallCounts(file: Self.counts(folder)), try cpuMilliseconds())
        let result = try await work()
        let used = try cpuMilliseconds() - cpu
        let cost = OperationCost(
            cpu: used, counts, try CallCounts(file: Self.counts(folder)), futexes: try futexes?.end(), per: count)
        return (cost, result)
    }

    private static func counts(_ folder: URL) -> URL { folder.appending(path: "call-counts") }

    /// The resident set now, in megabytes.
    package func residentMegabytes() throws -> Int { try memory().all / 1024 }

    package func memory() throws -> ResidentMemory { try ResidentMemory(of: processID) }

    /// User and system time of all threads, also of those that have ended (clock_getcpuclockid(3)).
    package func cpuMilliseconds() throws -> Double {
        var (clock, time) = (clockid_t(), timespec())
        guard clock_getcpuclockid(processID, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            throw BenchmarkError("the kernel doesn't say what the server has used")
        }
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
    }

    private static func serve(_ folder: URL, _ observation: Observation, _ cores: Cores) throws -> (Process, Double) {
        let output = Pipe()
        let process = command(["serve"], folder)
        switch observation {
        case .counted: process.environment?.merge(CallCounts.environment(counts(folder))) { _, new in new }
        case .none: break
        case .traced(let profiles): try CallgrindProfile.trace(process, into: profiles)
        }
        if case .one = cores, let program = process.executableURL {
            process.executableURL = URL(filePath: "/usr/bin/taskset")
            process.arguments = ["--cpu-list", "0", program.path] + (process.arguments ?? [])
        }
        process.standardOutput = output
        let start = ContinuousClock.now
        try process.run()
        // The server prints one line when it is ready.
        guard !output.fileHandleForReading.availableData.isEmpty else {
            throw BenchmarkError("the server ended before it was ready")
        }
        return (process, milliseconds(ContinuousClock.now - start))
    }

    private static func milliseconds(_ time: Duration) -> Double {
        Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1000
    }

    private static func run(_ arguments: [String], _ folder: URL) throws -> String {
        let process = command(arguments, folder)
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchmarkError("\(arguments) failed: \(text)") }
        return text
    }

    /// Which is run, where it isn't the one beside the benchmark.
    @TaskLocal package static var program: URL?

    private static func command(_ arguments: [String], _ folder: URL) -> Process {
        let process = Process()
        process.executableURL =
            program ?? Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "hue-sso")
        process.arguments = arguments + ["--data", folder.path]
        process.environment = ["HUE_SSO_MASTER_KEY": String(repeating: "B", count: 42) + "A"]
        return process
    }
}
