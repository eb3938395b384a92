import Identity
import Permissions

/// Everybody whom the questions of one request are about, each looked up once.
package struct Callers: Sendable {
    private let found: [CallerName: Result<Caller, CallerRefusal>]

    package init(_ found: [CallerName: Result<Caller, CallerRefusal>]) { self.found = found }

    /// Whoever wasn't looked up isn't known.
    package subscript(name: CallerName) -> Result<Caller, CallerRefusal> { found[name] ?? .failure(.unknownSubject) }
}

/// A role that is used in a session for the first time, and shuts others out from then on.
package struct RoleUse: Hashable, Sendable {
    package let role: RoleID
    package let session: SessionID
}

extension [Result<Caller, CallerRefusal>] {
    /// Notes that a role was used in a session, for the questions of the request that follow.
    mutating func note(_ use: RoleUse) {
        for place in indices {
            guard case .success(var caller) = self[place], caller.session?.id == use.session else { continue }
            caller.session?.exercised.append(use.role)
            self[place] = .success(caller)
        }
    }
}
