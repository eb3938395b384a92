import Directory
import Identity
import Permissions

// People and moments for tests, written short. A wrong one ends the test run.

extension PersonID {
    /// The same person for the same number.
    package static func number(_ number: Int) -> PersonID {
        var generator = SeededGenerator(seed: UInt64(number))
        return PersonID(random: (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })!
    }
}

extension Bilingual: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text, text) }
}

extension Instant {
    /// So many hours after the first moment of a test's world.
    package static func hour(_ hour: Int) -> Instant { Instant(secondsSince1970: 1_780_000_000 + Int64(hour) * 3600) }
}

extension Period {
    package static func hours(_ from: Int, _ until: Int? = nil) -> Period {
        Period(from: .hour(from), until: until.map(Instant.hour))!
    }
}

extension SessionAssurance {
    package static func at(_ identity: IdentityLevel?, _ authentication: AuthenticationLevel, _ hour: Int) -> Self {
        SessionAssurance(identity: identity, authentication: authentication, authenticatedAt: .hour(hour))
    }
}
