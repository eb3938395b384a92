import Storage

/// Enables an account that was disabled, or dormant. What ended then doesn't come back; nor does anybody who left, for
/// whom their directory speaks.
package struct EnableAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package func run(_ person: KnownPerson, _ act: Act) async throws {
        _ = try await installation.settle(act, .accountEnable, object: person.auditName) { transaction in
            try transaction.people.setEnabled(true, person.id, at: act.now)
            if try transaction.staffAccounts.state(of: person.id) == .dormant {
                try transaction.staffAccounts.activate(person.id, at: act.now)
            }
            return true
        }
    }
}
