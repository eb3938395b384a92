import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// Finds the device whose code a person has typed: one that still waits, of a client that may have one. Wrong codes are
/// counted in the same transaction, so that as many as there may be are tried, at once or one after the other, on one node
/// or on all.
package struct TypeUserCode: Sendable {
    private let database: Database

    package init(_ installation: Installation) { database = installation.database }

    /// How many wrong codes may come from one network, before it has to wait.
    package static let limit = UserCodeLimit.ofNetwork

    package enum Outcome: Sendable {
        case found(DeviceAuthorization, typed: UserCode)
        case wrong
        /// Too many were wrong. A right one isn't looked at either: it would tell that it is right.
        case wait(Duration)
    }

    /// - Parameters:
    ///   - code: `nil` for what can't be one.
    ///   - address: where it came from.
    package func run(_ code: UserCode?, from address: String, at now: Instant) async throws -> Outcome {
        let network = NetworkPrefix(of: address)
        return try await database.write(queuingFor: .userCodes) { transaction in
            if let wait = try transaction.userCodeAttempts.wait(network, at: now) { return .wait(wait) }
            if let code, let device = try transaction.devicesWaiting.find(code.hash), device.isPending(at: now) {
                return .found(device, typed: code)
            }
            try transaction.userCodeAttempts.count(network, at: now)
            return .wrong
        }
    }
}
