import Storage

/// Disables somebody's account, whoever they sign in with: they are signed out everywhere, and can't sign in.
package struct DisableAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package func run(_ person: KnownPerson, _ act: Act) async throws {
        _ = try await installation.settle(act, .accountDisable, object: person.auditName) { transaction in
            try transaction.people.setEnabled(false, person.id, at: act.now)
            return true
        }
    }
}
