/// How well a person's identity has been proven to the state: the level of the e-identity account
/// (Decree 69/2024/NĐ-CP; `IAL` in VNeID's answers). A local account whose holder was never proven has none.
package enum IdentityLevel: Int, Hashable, Comparable, Sendable, CaseIterable {
    case one = 1
    /// Given in person, with biometrics.
    case two = 2

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// How strongly one sign-in was proven, by the factors used (Decree 69/2024/NĐ-CP). The order is the strength.
package enum AuthenticationLevel: Int, Hashable, Comparable, Sendable, CaseIterable {
    /// One factor, no biometrics.
    case one = 1
    /// Two different factors, no biometrics.
    case two = 2
    /// Two or more different factors, one of them a biometric.
    case three = 3
    /// A biometric, something owned and something known.
    case four = 4

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A way in which a person proved who they are: the values of `amr` (RFC 8176 §2).
package enum AuthenticationMethod: String, Hashable, Sendable, CaseIterable {
    case password = "pwd"
    /// A password that is good once: of an authenticator app (RFC 6238), or one of a list that was given out for the
    /// day when there is no app.
    case oneTimePassword = "otp"
    case multipleFactors = "mfa"
    /// Proven at VNeID, which doesn't tell its factors one by one; ours, as RFC 8176 names no federation.
    case vneid = "vneid"
    /// Proven at another party that the configuration names; ours as well.
    case federated = "federated"
}

/// One act of proving who a person is: when, how strongly, by which methods, and by whom it was witnessed.
package struct Authentication: Hashable, Sendable {
    package let moment: Instant
    package let level: AuthenticationLevel
    package let methods: [AuthenticationMethod]

    package init(moment: Instant, level: AuthenticationLevel, methods: [AuthenticationMethod]) {
        self.moment = moment
        self.level = level
        self.methods = methods
    }
}
