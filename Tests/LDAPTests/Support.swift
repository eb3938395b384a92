import LDAP
import Synchronization
import Testing

/// How an act failed. That it didn't is an issue.
func failure<Value>(
    of act: () async throws -> Value, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> LDAPError {
    do {
        _ = try await act()
    } catch let error as LDAPError {
        return error
    }
    try #require(Bool(false), "it did not fail", sourceLocation: sourceLocation)
    return .cancelled
}

/// A server's refusal of an act; another failure, or none, is an issue.
func refusal<Value>(
    of act: () async throws -> Value, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> LDAPRefusal {
    let error = try await failure(of: act, sourceLocation: sourceLocation)
    guard case .refused(let refusal) = error else { throw error }
    return refusal
}

/// Keeps the messages of a refresh.
final class Kept: Sendable {
    private let kept = Mutex<[SyncMessage]>([])

    func take(_ message: SyncMessage) { kept.withLock { $0.append(message) } }

    var messages: [SyncMessage] { kept.withLock { $0 } }
}
