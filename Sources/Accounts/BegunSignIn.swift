import Identity

/// A sign-in that has begun and isn't finished: who, and by what it was proven so far. It is kept with an interaction,
/// and so belongs to one browser.
package struct BegunSignIn: Hashable, Sendable {
    package let person: PersonID
    package let factors: Factors
    /// When the first factor was shown.
    package let begunAt: Instant
    /// The seed of the authenticator app that is being set up, sealed.
    package let pendingSeed: String?

    package init(person: PersonID, factors: Factors, begunAt: Instant, pendingSeed: String? = nil) {
        self.person = person
        self.factors = factors
        self.begunAt = begunAt
        self.pendingSeed = pendingSeed
    }

    /// How long a person may take over the steps that follow the first.
    package static let lifetime = Duration.minutes(10)

    package func counts(at now: Instant) -> Bool { now.isWithin(Self.lifetime, of: begunAt) }
}
