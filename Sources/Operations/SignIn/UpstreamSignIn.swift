import Accounts
import Cryptography
import Database
import Federation
import Identity
import OpenIDConnect
import Storage
import Wire

/// Somebody signs in at VNeID, or at another upstream: the browser is sent there, and comes back with an answer that is
/// believed once, at the browser that was sent.
package struct UpstreamSignIn: Sendable {
    private let database: Database
    private let id: UpstreamID
    private let upstream: any Upstream
    private let random: any RandomSource

    package init(_ installation: Installation, _ id: UpstreamID, _ upstream: any Upstream) {
        database = installation.database
        random = installation.random
        self.id = id
        self.upstream = upstream
    }

    /// - Parameter asksAnew: whether it has to ask the person even where the demand doesn't need it: its last answer
    ///   was too old.
    /// - Returns: the address there to which the browser goes.
    /// - Throws: `FederationError` when it can't be asked.
    package func begin(
        _ interaction: OpenedInteraction, asksAnew: Bool = false, at now: Instant
    ) async throws -> String {
        let browser = interaction.browser
        let login = UpstreamLogin(state: Base64URL.encode(random.bytes(32)), at: id, boundBy: browser.derive)
        let demand = interaction.opened.upstreamDemand(asksAnew: asksAnew, at: now)
        let address = try await upstream.begin(login, demand, at: now)
        try await database.write { [id] transaction in
            try transaction.upstreamLogins.begin(
                stateHash: login.stateHash, upstream: id, interaction: interaction.id, browser: browser, at: now)
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
        let login = UpstreamLogin(state: callback.state, at: id, boundBy: browser.derive)
        let found = try await database.write { [id] transaction in
            try transaction.upstreamLogins.consume(stateHash: login.stateHash, upstream: id, browser: browser)
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
            // A staff account that sleeps is woken by the state's word of who somebody is, and by nobody else's.
            if !identity.isOfVNeID, try transaction.staffAccounts.state(of: person) == .dormant {
                try transaction.audit.append(
                    act.event(
                        .signIn, .refused("dormant"), by: .person(person), client: place.client?.text,
                        object: identity.auditObject))
                return nil
            }
            return try opening.open(
                person, identity.factors, provenAt: identity.authenticatedAt, at: place, act,
                object: identity.auditObject, in: transaction)
        }
    }
}

extension VerifiedIdentity {
    fileprivate var isOfVNeID: Bool { upstream == .vneid }

    fileprivate var factors: Factors { isOfVNeID ? .vneid(authenticationLevel) : .federated(authenticationLevel) }

    /// Names the upstream in the events of a sign-in; where none is named, it is VNeID or an account of the city's.
    fileprivate var auditObject: String? { isOfVNeID ? nil : "upstream:\(upstream)" }
}

extension OpenedDemand {
    /// What a login elsewhere has to be, to be what is demanded here. Where the person is to choose who they are, the
    /// upstream has to ask as well: it would go on as the one whom it knows.
    fileprivate func upstreamDemand(asksAnew: Bool = false, at now: Instant) -> UpstreamDemand {
        let isFresh = nextStep(at: now) == .signIn(.freshLoginDemanded)
        return UpstreamDemand(
            level: demand.level,
            isAnew: asksAnew || isFresh || !demand.prompts.isDisjoint(with: [.login, .selectAccount]),
            maxAge: demand.maxAge)
    }
}
