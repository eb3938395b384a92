import Identity

/// An account that the city issues: a user name, and the Argon2id hash of the password that its holder has chosen.
package struct LocalAccount: Hashable, Sendable {
    package let username: Username
    package let person: PersonID
    /// In PHC form, with its parameters; `nil` until the holder has chosen a password.
    package let passwordHash: String?
    /// The code that waits to be exchanged for a password.
    package let activation: PendingActivation?
    package let name: String?
    package let isEnabled: Bool
    /// When the password was set, or the activation code in its place.
    package let passwordSetAt: Instant

    package init(
        username: Username, person: PersonID, passwordHash: String?, activation: PendingActivation? = nil,
        name: String?, isEnabled: Bool, passwordSetAt: Instant
    ) {
        self.username = username
        self.person = person
        self.passwordHash = passwordHash
        self.activation = activation
        self.name = name
        self.isEnabled = isEnabled
        self.passwordSetAt = passwordSetAt
    }
}

/// What is kept of an activation code that was handed out.
package struct PendingActivation: Hashable, Sendable {
    package let hash: String
    /// From then on it opens nothing.
    package let until: Instant

    package init(hash: String, until: Instant) {
        self.hash = hash
        self.until = until
    }

    /// One that is handed out now.
    package init(_ code: ActivationCode, at now: Instant) {
        self.init(hash: code.hash, until: now + ActivationCode.lifetime)
    }

    package func accepts(_ code: ActivationCode, at now: Instant) -> Bool { code.matches(hash) && now < until }
}
