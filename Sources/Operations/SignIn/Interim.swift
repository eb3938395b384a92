import Accounts
import Audit
import Cryptography
import Database
import Federation
import Identity
import OpenIDConnect
import Storage
import Wire

package struct InterimSignIn: Sendable {
    package let database: Database
    let random: any RandomSource
    package init(_ installation: Installation) {
        database = installation.database
        random = installation.random
    }

    package enum Attempt: Sendable {
        case right(LocalAccount, AttemptCounter)
        case locked(until: Instant)
        case go(LocalAccount?, AttemptCounter)
    }

    package func reserve(_ username: Username, device: String?, at now: Instant) async throws -> Attempt {
        let (reserved, account) = try await database.write { transaction in
            (
                try transaction.passwordAttempts.reserve(username, device: device, at: now),
                try transaction.localAccounts.find(username)
            )
        }
        if case .locked(let until) = reserved.reservation { return .locked(until: until) }
        return .go(account, reserved.counter)
    }

    package func giveBack(_ counter: AttemptCounter) async throws {
        try await database.write { transaction in try transaction.passwordAttempts.giveBack(counter) }
    }

    package func enterLocal(
        _ account: LocalAccount, _ counter: AttemptCounter, rehashed: String?, device: String,
        _ interaction: InteractionID, _ client: ClientID, old: BrowserSecret<SessionCookie>?, _ act: Act
    ) async throws -> BrowserSecret<SessionCookie>? {
        try await enter(interaction, client, old: old, act) { transaction, now in
            if try transaction.people.isEnabled(account.person) {
                try transaction.passwordAttempts.clear(counter)
                try transaction.devices.remember(device, of: account.username, at: now)
                if let rehashed {
                    try transaction.localAccounts.setPasswordHash(rehashed, of: account.username, at: nil)
                }
            }
            return .password(account.person)
        }
    }

    package func enterUpstream(
        _ identity: VerifiedIdentity, newID: PersonID, _ interaction: InteractionID, _ client: ClientID,
        old: BrowserSecret<SessionCookie>?, _ act: Act
    ) async throws -> BrowserSecret<SessionCookie>? {
        try await enter(interaction, client, old: old, act) { transaction, now in
            .upstream(try transaction.people.recognise(identity, newID: newID, at: now), identity.authenticationLevel)
        }
    }

    private func enter(
        _ interaction: InteractionID, _ client: ClientID, old: BrowserSecret<SessionCookie>?, _ act: Act,
        prove: @escaping @Sendable (WriteTransaction, Instant) throws -> SignIn.Proof
    ) async throws -> BrowserSecret<SessionCookie>? {
        let cookie = BrowserSecret<SessionCookie>(random: random)
        let id = SessionID(Base64URL.encode(random.bytes(16)))
        let now = act.now
        return try await database.write { transaction -> BrowserSecret<SessionCookie>? in
            let proof = try prove(transaction, now)
            let isEnabled = try transaction.people.isEnabled(proof.person)
            let session = SignIn.session(for: proof, isEnabled: isEnabled, id: id, at: now)
            try transaction.audit.append(
                act.event(
                    .signIn, session == nil ? .refused("account-disabled") : .success, by: .person(proof.person),
                    client: client.text, session: session?.id.text))
            guard let session else { return nil }
            try transaction.sessions.open(session, cookie: cookie)
            if let old, let previous = try transaction.sessions.idleOrLive(old, at: now) {
                if previous.person == session.person {
                    try transaction.sessions.carry(from: previous.id, to: session.id)
                }
                try transaction.sessions.end(previous.id, at: now)
                try transaction.audit.append(
                    act.event(.signOut, by: .person(previous.person), client: client.text, session: previous.id.text))
            }
            try transaction.interactions.recordSignIn(interaction, opened: session.id)
            return cookie
        }
    }

    package func beginUpstream(
        stateHash: String, _ interaction: InteractionID, _ browser: BrowserSecret<BrowserCookie>, at now: Instant
    ) async throws {
        try await database.write { transaction in
            try transaction.upstreamLogins.begin(
                stateHash: stateHash, interaction: interaction, browser: browser, at: now)
        }
    }

    package func consumeUpstream(
        stateHash: String, _ browser: BrowserSecret<BrowserCookie>
    ) async throws -> (interaction: InteractionID, begunAt: Instant)? {
        try await database.write { transaction in
            try transaction.upstreamLogins.consume(stateHash: stateHash, browser: browser)
        }
    }
}
