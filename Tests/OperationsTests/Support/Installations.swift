import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Operations

/// An installation in a directory of its own, with a clock that the test sets.
struct TestInstallation: PermissionActs {
    let installation: Installation
    let clock: SetClock
    private let records: TemporaryRecords

    /// - Parameter other: an installation whose records and clock this one shares, as another process would.
    init(beside other: TestInstallation? = nil) throws {
        records = try other?.records ?? TemporaryRecords()
        clock = other?.clock ?? SetClock()
        installation = try Installation(
            records: records.location, clock: clock,
            random: SeededRandom(seed: other == nil ? 1 : 2))
    }

    var location: DatabaseLocation { records.location }

    func vacuum() throws { try records.vacuum() }

    /// The audit log, a line an event: what was done, how it ended, by whom, and to which client or what else.
    func audit() async throws -> [String] {
        try await read { transaction in
            try transaction.rows(
                """
                SELECT action, outcome, actor, COALESCE(client, '-'), COALESCE(object, '-') FROM audit_events
                ORDER BY number
                """
            ).map { row in try (0..<5).map { try row.text($0) }.joined(separator: " | ") }
        }
    }
}

extension ClientRegistration {
    /// A confidential client that an administrator enters.
    static func sample(_ id: String = "bi") -> ClientRegistration {
        ClientRegistration(id: id, name: "Nền tảng \(id)", redirectURIs: ["https://\(id).hue.test/callback"])
    }
}

extension TestInstallation {
    @discardableResult
    func register(_ id: String = "bi") async throws -> Client {
        let outcome = try await RegisterClient(installation).run(.sample(id), act)
        guard case .registered(let client, _) = outcome else { throw Unregistered() }
        return client
    }

    struct Unregistered: Error {}
}
