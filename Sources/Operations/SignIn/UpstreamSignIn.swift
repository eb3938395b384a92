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
    private let upstream: any Upstream
    private let random: any RandomSource

    package init(_ installation: Installation, _ upstream: any Upstream) {
        database = installation.database
        random = installation.random
        self.upstream = upstream
    }

    /// - Parameter asksAnew: whether VNeID has to ask the person even where the demand doesn't need it: its last answer
    ///   was too old.
    /// - Returns: the address at VNeID to which the browser goes.
    /// - Throws: `FederationError` when VNeID can't be asked.
    package func begin(
        _ interaction: OpenedInteraction, asksAnew: Bool = false, at now: Instant
    ) async throws -> String {
        let browser = interaction.browser
        let login = UpstreamLogin(state: Base64URL.encode(random.bytes(32)), boundBy: browser.derive)
        let demand = interaction.opened.upstreamDemand(asksAnew: asksAnew, at: now)
        let address = try await upstream.begin(login, demand, at: now)
        try await database.write { transaction in
            try transaction.upstreamLogins.begin(
                stateHash: login.stateHash, interaction: interaction.id, browser: browser, at: now)
        }
        return address
    }

    /// What comes back in the browser, read; `nil` for what can't be an answer.
    package func callback(_ query: String) -> UpstreamCallback? { upstream.callback(query) }

    /// Takes the login that a callback answers, once.
    /// - Returns: `nil` when this browser has begun none of this state.
    package func take(
        _ callback: UpstreamCallback, browser: BrowserSecret<BrowserCookie>, at now: Instant
    ) async throws -> Taken? {
        let login = UpstreamLogin(state: callback.state, boundBy: browser.derive)
        let found = try await database.write { transaction in
            try transaction.upstreamLogins.consume(stateHash: login.stateHash, browser: browser)
        }
        return found.map { found in
            Taken(
                interaction: found.interaction, callback: callback, login: login, begunAt: found.begunAt,
                isExpired: login.isExpired(begunAt: found.begunAt, at: now))
        }
    }

    /// A login that was begun, with the answer to it.
    package struct Taken: Sendable {
        package let interaction: InteractionID
        let callback: UpstreamCallback
        let login: UpstreamLogin
        let begunAt: Instant
        /// It was waited for too long.
        package let isExpired: Bool
    }

    /// - Returns: the cookie of the new session; `nil` when the account is disabled.
    /// - Throws: `FederationError` when the answer is none that can be believed.
    package func complete(
        _ taken: Taken, _ opened: OpenedDemand, at place: SignInPlace, _ act: Act
    ) async throws -> BrowserSecret<SessionCookie>? {
        let identity = try await upstream.complete(
            taken.callback, of: taken.login, opened.upstreamDemand(at: act.now), begunAt: taken.begunAt, at: act.now)
        guard let newID = PersonID(random: random.bytes(16)) else { throw RandomSourceExhausted() }
        let opening = SessionOpening(random: random)
        return try await database.write { transaction in
            let person = try transaction.people.recognise(identity, newID: newID, at: act.now)
            return try opening.open(
                person, .vneid(identity.authenticationLevel), provenAt: identity.authenticatedAt, at: place, act,
                in: transaction)
        }
    }
}

extension OpenedDemand {
    /// What a login at VNeID has to be, to be what is demanded here. Where the person is to choose who they are, VNeID has
    /// to ask as well: it would go on as the one whom it knows.
    fileprivate func upstreamDemand(asksAnew: Bool = false, at now: Instant) -> UpstreamDemand {
        let isFresh = nextStep(at: now) == .signIn(.freshLoginDemanded)
        return UpstreamDemand(
            level: demand.level,
            isAnew: asksAnew || isFresh || !demand.prompts.isDisjoint(with: [.login, .selectAccount]),
            maxAge: demand.maxAge)
    }
}
