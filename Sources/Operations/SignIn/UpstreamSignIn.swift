import Accounts
import Cryptography
import Database
import Federation
import Identity
import OpenIDConnect
import Storage
import Wire

/// Somebody signs in with VNeID: the browser is sent there, and comes back with an answer that is believed once, at the
/// browser that was sent.
package struct UpstreamSignIn: Sendable {
    private let database: Database
    private let profile: OpenIDProfile
    private let random: any RandomSource

    package init(_ installation: Installation, _ profile: OpenIDProfile) {
        database = installation.database
        random = installation.random
        self.profile = profile
    }

    /// - Returns: the address at VNeID to which the browser goes.
    /// - Throws: `FederationError` when VNeID can't be asked.
    package func begin(
        _ interaction: InteractionID, level: AuthenticationLevel?, browser: BrowserSecret<BrowserCookie>,
        at now: Instant
    ) async throws -> String {
        let login = UpstreamLogin(state: Base64URL.encode(random.bytes(32)), boundBy: browser.derive)
        let address = try await profile.begin(login, level: level, at: now)
        try await database.write { transaction in
            try transaction.upstreamLogins.begin(
                stateHash: login.stateHash, interaction: interaction, browser: browser, at: now)
        }
        return address
    }

    /// Takes the login that a callback answers, once.
    /// - Returns: `nil` when this browser has begun none of this state.
    package func take(
        _ callback: VNeIDCallback, browser: BrowserSecret<BrowserCookie>, at now: Instant
    ) async throws -> Taken? {
        let login = UpstreamLogin(state: callback.state, boundBy: browser.derive)
        let found = try await database.write { transaction in
            try transaction.upstreamLogins.consume(stateHash: login.stateHash, browser: browser)
        }
        return found.map { found in
            Taken(
                interaction: found.interaction, callback: callback, login: login,
                isExpired: login.isExpired(begunAt: found.begunAt, at: now))
        }
    }

    /// A login that was begun, with the answer to it.
    package struct Taken: Sendable {
        package let interaction: InteractionID
        let callback: VNeIDCallback
        let login: UpstreamLogin
        /// It was waited for too long.
        package let isExpired: Bool
    }

    /// - Returns: the cookie of the new session; `nil` when the account is disabled.
    /// - Throws: `FederationError` when the answer is none that can be believed.
    package func complete(
        _ taken: Taken, level: AuthenticationLevel?, at place: SignInPlace, _ act: Act
    ) async throws -> BrowserSecret<SessionCookie>? {
        let identity = try await profile.complete(taken.callback, of: taken.login, level: level, at: act.now)
        guard let newID = PersonID(random: random.bytes(16)) else { throw RandomSourceExhausted() }
        let opening = SessionOpening(random: random)
        return try await database.write { transaction in
            let person = try transaction.people.recognise(identity, newID: newID, at: act.now)
            return try opening.open(
                person, .vneid(identity.authenticationLevel), at: place, act, in: transaction)
        }
    }
}
