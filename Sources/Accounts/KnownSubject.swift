import Identity

/// Somebody whom a platform knows.
package struct KnownSubject: Hashable, Sendable {
    package let person: PersonID
    package let isEnabled: Bool
    package let identityLevel: IdentityLevel?

    package init(person: PersonID, isEnabled: Bool, identityLevel: IdentityLevel?) {
        self.person = person
        self.isEnabled = isEnabled
        self.identityLevel = identityLevel
    }
}
