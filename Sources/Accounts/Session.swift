import Cryptography
import Identity
import Wire

/// A browser that a person has signed in with, for as long as it counts: idle at most 15 minutes, at most 12 hours in
/// all (TCVN 14423:2026 §5.5.2.2).
package struct Session: Hashable, Sendable {
    package let id: SessionID
    package let person: PersonID
    package let authentication: Authentication
    package let lastSeen: Instant

    package init(id: SessionID, person: PersonID, authentication: Authentication, lastSeen: Instant) {
        self.id = id
        self.person = person
        self.authentication = authentication
        self.lastSeen = lastSeen
    }

    package static let idleLimit = Duration.minutes(15)
    package static let totalLimit = Duration.hours(12)
    /// The least time between two moments that are written down as `lastSeen`, so that reading a page isn't a write.
    package static let seenResolution = Duration.seconds(30)

    /// How long a browser is remembered as one that has signed in to an account.
    package static let deviceMemory = Duration.hours(24 * 365)

    /// Whether the browser is signed in: neither idle for too long nor past its total life. A session of the future is
    /// none: a clock was wrong when it was opened, or is now, and how long it has been idle nobody knows.
    package func isLive(at moment: Instant) -> Bool {
        moment.isWithin(Self.idleLimit, of: lastSeen) && counts(at: moment) && !isAhead(of: moment)
    }

    /// Whether it was opened by a clock that was further ahead than ours may differ.
    package func isAhead(of moment: Instant) -> Bool { authentication.moment.isAhead(of: moment) }

    /// Whether the session still counts for the platforms that know it: by its total life alone, as a platform sees for
    /// itself who is idle there.
    package func counts(at moment: Instant) -> Bool { moment < authentication.moment + Self.totalLimit }

    package func shouldRecordSeen(at moment: Instant) -> Bool { moment >= lastSeen + Self.seenResolution }
}

/// A random secret that a browser keeps in a cookie: 256 bits, Base64url. We keep its hash.
///
/// The purposes are types of their own, so that one can't be taken for another (Documentation/PEERS-BUGS.md
/// P13, P45–P47).
package struct BrowserSecret<Purpose: CookiePurpose>: Sendable {
    package let text: String

    package init(random: any RandomSource) {
        text = Base64URL.encode(random.bytes(32))
    }

    /// Reads a cookie's value; `nil` for what we can't have made.
    package init?(_ text: String) {
        guard let bytes = try? Base64URL.decode(text), bytes.count == 32 else { return nil }
        self.text = text
    }

    /// What is stored, and looked up by. The purpose is part of it, so that a value in the wrong cookie is unknown.
    package var hash: String {
        Base64URL.encode(SHA2.sha256(Array("\(Purpose.cookieName)\u{0}\(text)".utf8)))
    }

    /// A value that only a party that knows the secret can compute: form tokens, and the nonce and verifier of an upstream
    /// login, which so need no storage.
    package func derive(_ label: String, for subject: String) -> String {
        Base64URL.encode(HMAC.sha256(key: Array(text.utf8), Array("\(label)\u{0}\(subject)".utf8)))
    }
}

/// What a cookie is for.
package protocol CookiePurpose: Sendable {
    /// With the prefix `__Host-`: Secure, no Domain, Path=/ (RFC 6265bis §4.1.3.2).
    static var cookieName: String { get }
}

/// The cookie of a session.
package enum SessionCookie: CookiePurpose {
    package static let cookieName = "__Host-hue-sso-session"
}

/// The cookie of a session that was signed out of just now: it opens nothing any more, and is kept for a few minutes to show
/// what the platforms have heard of that.
package enum EndedSessionCookie: CookiePurpose {
    package static let cookieName = "__Host-hue-sso-ended"
    package static let memory = Duration.minutes(5)
}

extension BrowserSecret<SessionCookie> {
    /// The same secret, once the session has ended.
    package var ended: BrowserSecret<EndedSessionCookie>? { BrowserSecret<EndedSessionCookie>(text) }
}

extension BrowserSecret<EndedSessionCookie> {
    /// As it was while the session lasted.
    package var session: BrowserSecret<SessionCookie>? { BrowserSecret<SessionCookie>(text) }
}

/// The cookie of a browser, signed in or not: interactions and form tokens belong to it.
package enum BrowserCookie: CookiePurpose {
    package static let cookieName = "__Host-hue-sso-browser"
}

/// The cookie of a browser that has signed in to an account before: it has a counter of failures of its own.
package enum DeviceCookie: CookiePurpose {
    package static let cookieName = "__Host-hue-sso-device"
}
