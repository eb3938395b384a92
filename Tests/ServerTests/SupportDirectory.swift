import Directory
import Foundation
import Identity
import LDAP
import LDAPTestSupport
import Logging
import Operations
import Permissions
import PolicyFiles
import Synchronization
import TestSupport
import Testing

@testable import Server

/// A provider with the repository's policies, and a real slapd that its units and staff come from.
struct FollowedCity: Sendable {
    let provider: RunningProvider
    let slapd: Slapd
    let desk: DirectoryDesk
    private let mapping: @Sendable (String) -> String

    private static let package = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "../..").standardizedFileURL

    /// - Parameters:
    ///   - mode: of the mapping, which is else the documentation's for OpenLDAP.
    ///   - change: what else it says otherwise.
    static func run(
        mode: String, _ plan: Slapd.Plan = Slapd.Plan(), _ change: @escaping @Sendable (String) -> String = { $0 },
        _ body: (FollowedCity) async throws -> Void
    ) async throws {
        let provider = try RunningProvider()
        try await provider.apply(try policies())
        provider.clock.advance(by: .minutes(1))
        let mapping: @Sendable (String) -> String = { text in
            change(
                text.split(separator: "\n").map { $0.hasPrefix("mode:") ? "mode: \(mode)" : $0 }.joined(separator: "\n")
            )
        }
        try await Slapd.run(plan) { slapd in
            try await body(
                FollowedCity(
                    provider: provider, slapd: slapd,
                    desk: try await makeDesk(provider, [slapd.socketURL], mapping), mapping: mapping))
        }
    }

    /// The same, by a desk that has these servers.
    func served(by servers: [String]) async throws -> FollowedCity {
        FollowedCity(
            provider: provider, slapd: slapd, desk: try await Self.makeDesk(provider, servers, mapping),
            mapping: mapping)
    }

    private static func policies() throws -> [PolicyFile] {
        try FileManager.default.contentsOfDirectory(
            at: package.appending(path: "Policies"), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "yaml" && !$0.lastPathComponent.hasSuffix(".test.yaml") }
            .map { PolicyFile(name: $0.lastPathComponent, text: try String(contentsOf: $0, encoding: .utf8)) }
    }

    private static func makeDesk(
        _ provider: RunningProvider, _ servers: [String], _ mapping: (String) -> String
    ) async throws -> DirectoryDesk {
        let file = package.appending(path: "Documentation/Directory/openldap-flat.yaml")
        let example = mapping(try String(contentsOf: file, encoding: .utf8))
        var lines = example.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines.removeAll { $0.hasPrefix("  - ldap") || $0.hasPrefix("tls:") }
        let text = lines.map { line in
            if line.hasPrefix("servers:") { return "servers: \(servers)" }
            return line.hasPrefix("bind:") ? "bind: { sasl: external }" : line
        }.joined(separator: "\n")
        let rules = try await DirectoryDesk.rules(of: provider.provider.installation).get()
        let (clock, start, began) = (provider.clock, ContinuousClock.now, provider.clock.now)
        return try DirectoryDesk(
            provider.provider.installation,
            DirectoryFileReader.read(
                PolicyFile(name: "directory.yaml", text: text), positions: rules.positions,
                kinds: Set(rules.below.keys)),
            text: text, stopwatch: { start + (clock.now - began) })
    }

    /// The service as `serve` runs it, by the test's time.
    func sync(_ time: SteppedTime, _ logger: Logger = quietLogger) -> DirectorySync {
        DirectorySync(
            desk: desk, clock: provider.clock, logger: logger, metrics: provider.provider.metrics,
            pace: time.pace)
    }

    /// What the directory calls somebody, and whether it has them as working here; by user name.
    func staff(_ username: String) async throws -> String? {
        try await provider.texts(
            "SELECT name || ' ' || is_active FROM directory_bindings WHERE username = '\(username)'"
        ).first
    }

    /// Somebody of the invented city who works here: user name and DN.
    func somebody() async throws -> (username: String, dn: String) {
        let found = Collected()
        _ = try await slapd.source().read(Slapd.query) { found.take($0) }
        for entry in found.entries {
            guard let username = entry.text("uid"), try await staff(username)?.hasSuffix(" 1") == true else { continue }
            return (username, entry.name.wireText)
        }
        throw Nobody()
    }

    private struct Nobody: Error {}
}

/// What a service writes into its log, line by line.
struct SaidLines: Sendable {
    private let lines: AsyncStream<String>
    let logger: Logger

    init() {
        let (lines, said) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        logger = Logger(label: "said") { _ in Handler(said: said) }
    }

    func line() async -> String {
        for await line in lines { return line }
        return ""
    }

    /// The next line that says so; those before it are let go.
    @discardableResult func next(_ words: String) async -> String {
        for await line in lines where line.contains(words) { return line }
        return ""
    }

    private struct Handler: LogHandler {
        let said: AsyncStream<String>.Continuation
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { said.yield("\(event.message) \(event.metadata ?? [:])") }
    }
}

/// Time that passes when a test says so: whoever waits goes on when the clock has come so far.
final class SteppedTime: Sendable {
    private struct Waiter {
        let end: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private let clock: SetClock
    private let waiters = Mutex<[Int: Waiter?]>([:])
    private let numbers = Mutex(0)
    private let begun: AsyncStream<(span: Duration, end: Instant)>.Continuation
    private let waits: AsyncStream<(span: Duration, end: Instant)>

    init(_ clock: SetClock) {
        self.clock = clock
        (waits, begun) = AsyncStream.makeStream()
    }

    var pace: Pace { Pace { try await self.wait($0) } }

    /// Lets as much time pass as it has to be quiet for what was told to be settled.
    func staysQuiet() async {
        await begins(QuietWindow.quiet)
        pass(QuietWindow.quiet)
    }

    /// Lets time pass; who has waited long enough goes on.
    func pass(_ span: Duration) {
        clock.advance(by: span)
        let now = clock.now
        let due = waiters.withLock { waiters in
            let due = waiters.filter { $0.value.map { $0.end <= now } ?? false }
            for number in due.keys { waiters[number] = nil }
            return due.values.compactMap { $0?.continuation }
        }
        for continuation in due { continuation.resume() }
    }

    /// Until somebody begins to wait for just so long from now on. Who began before time passed isn't meant.
    func begins(_ span: Duration) async {
        for await wait in waits where wait.span == span && wait.end == clock.now + span { return }
    }

    private func wait(_ span: Duration) async throws {
        let number = numbers.withLock { number in
            number += 1
            return number
        }
        let end = clock.now + span
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = waiters.withLock { waiters in
                    // An entry without a waiter: it was cancelled before it came here.
                    guard waiters[number] == nil else {
                        waiters[number] = nil
                        return true
                    }
                    waiters[number] = Waiter(end: end, continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
                begun.yield((span, end))
            }
        } onCancel: {
            let waiter = waiters.withLock { waiters -> Waiter? in
                guard let waiter = waiters.removeValue(forKey: number) else {
                    waiters.updateValue(nil, forKey: number)
                    return nil
                }
                return waiter
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}
