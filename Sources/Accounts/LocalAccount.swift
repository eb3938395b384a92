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
    /// Whether the person is.
    package let isEnabled: Bool
    /// Whether its holder still works here, and uses it.
    package let staff: StaffState
    /// When the password was set, or the activation code in its place.
    package let passwordSetAt: Instant

    package init(
        username: Username, person: PersonID, passwordHash: String?, activation: PendingActivation? = nil,
        name: String?, isEnabled: Bool, staff: StaffState = .active, passwordSetAt: Instant
    ) {
        self.username = username
        self.person = person
        self.passwordHash = passwordHash
        self.activation = activation
        self.name = name
        self.isEnabled = isEnabled
        self.staff = staff
        self.passwordSetAt = passwordSetAt
    }

    /// Whether password, activation code and second factor open anything. A person who isn't staff any more can still be
    /// enabled: they sign in with VNeID, as a citizen.
    package var opensSessions: Bool { isEnabled && staff == .active }
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
