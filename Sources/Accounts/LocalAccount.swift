import Identity

/// An account that the city issues: a user name and the Argon2id hash of a password.
package struct LocalAccount: Hashable, Sendable {
    package let username: Username
    package let person: PersonID
    /// In PHC form, with its parameters.
    package let passwordHash: String
    package let name: String?
    package let isEnabled: Bool
    package let passwordSetAt: Instant

    package init(
        username: Username, person: PersonID, passwordHash: String, name: String?, isEnabled: Bool,
        passwordSetAt: Instant
    ) {
        self.username = username
        self.person = person
        self.passwordHash = passwordHash
        self.name = name
        self.isEnabled = isEnabled
        self.passwordSetAt = passwordSetAt
    }
}
