import Storage

/// Enables an account that was disabled. What ended then doesn't come back.
package struct EnableAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package func run(_ person: KnownPerson, _ act: Act) async throws {
        _ = try await installation.settle(act, .accountEnable, object: person.auditName) { transaction in
            try transaction.people.setEnabled(true, person.id, at: act.now)
            return true
        }
    }
}
