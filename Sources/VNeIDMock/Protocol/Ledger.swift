import Cryptography
import Identity
import Wire

/// What the simulation remembers between requests: sign-ins on their way, codes and access tokens.
///
/// Whatever is handed out is 256 random bits and kept as a hash. Every verb that consumes succeeds once.
actor Ledger {
    /// A sign-in on its way from the request to the person's decision.
    private struct Transaction: Sendable {
        let request: AuthorizationRequest
        var failures = 0
        /// Set by a successful sign-in, with the end of the consent's life.
        var consent: (person: PortalSession, end: Instant)?
    }

    /// What became of one wrong password or one-time password.
    enum Failure: Hashable, Sendable {
        case tryAgain
        case over
    }

    /// What a press on the consent page is worth. The transaction is over in every case.
    enum Decision: Hashable, Sendable {
        case inTime(AuthorizationRequest, PortalSession)
        case tooLate(AuthorizationRequest)
        case unknown
    }

    private let random: any RandomSource
    private var transactions = ExpiringTable<Transaction>(capacity: MockLimits.transactions)
    private var codes = ExpiringTable<Login>(capacity: MockLimits.codes)
    private var accessTokens = ExpiringTable<Login>(capacity: MockLimits.accessTokens)
    private var sessions = ExpiringTable<PortalSession>(capacity: MockLimits.sessions)

    init(random: any RandomSource) {
        self.random = random
    }

    // MARK: Transactions

    func begin(_ request: AuthorizationRequest, at now: Instant) -> String {
        let (handle, key) = fresh()
        let life = request.isForApp ? MockLimits.consentLife : MockLimits.transactionLife
        transactions.insert(Transaction(request: request), for: key, until: now + life, at: now)
        return handle
    }

    func request(_ handle: String, at now: Instant) -> AuthorizationRequest? {
        transactions.value(for: Self.key(handle), at: now)?.request
    }

    func signedIn(_ handle: String, as person: PortalSession, at now: Instant) {
        transactions.update(Self.key(handle)) { $0.consent = (person, now + MockLimits.consentLife) }
    }

    func failed(_ handle: String, at now: Instant) -> Failure {
        let key = Self.key(handle)
        transactions.update(key) { $0.failures += 1 }
        guard let transaction = transactions.value(for: key, at: now),
            transaction.failures < MockLimits.attempts
        else {
            end(handle, at: now)
            return .over
        }
        return .tryAgain
    }

    func end(_ handle: String, at now: Instant) {
        _ = transactions.remove(Self.key(handle), at: now)
    }

    func decide(_ handle: String, at now: Instant) -> Decision {
        let key = Self.key(handle)
        guard let transaction = transactions.value(for: key, at: now), let consent = transaction.consent
        else {
            return .unknown
        }
        _ = transactions.remove(key, at: now)
        return now < consent.end
            ? .inTime(transaction.request, consent.person) : .tooLate(transaction.request)
    }

    // MARK: Sessions of the portal

    /// - Returns: what the browser keeps of it.
    func open(_ session: PortalSession, at now: Instant) -> String {
        let (handle, key) = fresh()
        sessions.insert(session, for: key, until: now + MockLimits.sessionLife, at: now)
        return handle
    }

    func session(_ handle: String, at now: Instant) -> PortalSession? {
        sessions.value(for: Self.key(handle), at: now)
    }

    func endSession(_ handle: String, at now: Instant) {
        _ = sessions.remove(Self.key(handle), at: now)
    }

    // MARK: Codes and tokens

    func issueCode(for login: Login, at now: Instant) -> String {
        let (code, key) = fresh()
        codes.insert(login, for: key, until: now + MockLimits.codeLife, at: now)
        return code
    }

    /// A code of the profile `quirks`: two GUIDs, with a dot between.
    func issueGUIDs(for login: Login, at now: Instant) -> String {
        let code = "\(GUID.text(of: random.bytes(16))).\(GUID.text(of: random.bytes(16)))"
        codes.insert(login, for: Self.key(code), until: now + MockLimits.guidLife, at: now)
        return code
    }

    /// Redeems a code: once, by the client that it was issued to, with the same redirect URI and the verifier
    /// of the challenge. A client that presents another one's code gets nothing and doesn't use it up.
    func redeem(_ redemption: Redemption, at now: Instant) -> Login? {
        let key = Self.key(redemption.code)
        guard let login = codes.value(for: key, at: now),
            login.request.client.id.hasSameBytes(as: redemption.client.id)
        else {
            return nil
        }
        _ = codes.remove(key, at: now)
        guard login.request.redirectURI.text.hasSameBytes(as: redemption.redirectURI),
            login.encryptKey.map(ExactText.init) == redemption.encryptKey.map(ExactText.init)
        else { return nil }
        switch (login.request.codeChallenge, redemption.codeVerifier) {
        case (nil, nil): return login
        case (let challenge?, let verifier?):
            let hash = Base64URL.encode(SHA2.sha256(Array(verifier.utf8)))
            return constantTimeEqual(hash, challenge) ? login : nil
        // A verifier without a challenge is a downgrade that was noticed (RFC 9700 §2.1.1).
        case (nil, _?), (_?, nil): return nil
        }
    }

    func issueAccessToken(for login: Login, at now: Instant) -> String {
        let (token, key) = fresh()
        accessTokens.insert(login, for: key, until: now + MockLimits.accessTokenLife, at: now)
        return token
    }

    /// A token that nothing redeems: VNeID's answer has one, and no flow of the profile uses it.
    func refreshToken() -> String {
        fresh().handle
    }

    func login(ofAccessToken token: String, at now: Instant) -> Login? {
        accessTokens.value(for: Self.key(token), at: now)
    }

    private func fresh() -> (handle: String, key: [UInt8]) {
        let handle = Base64URL.encode(random.bytes(32))
        return (handle, Self.key(handle))
    }

    private static func key(_ handle: String) -> [UInt8] {
        SHA2.sha256(Array(handle.utf8))
    }
}

/// Who has signed in here, and when.
struct PortalSession: Hashable, Sendable {
    let persona: Persona
    let authenticatedAt: Instant
}

/// Who agreed to share with whom, and how strongly that was proven, and when.
struct Login: Hashable, Sendable {
    let request: AuthorizationRequest
    let persona: Persona
    let authenticatedAt: Instant
    /// Set by the fault `levelTooLow`.
    var isBelowLevel = false
    /// What the code came with in the profile `quirks`, and has to come back with.
    var encryptKey: String?
}

/// What a client presents at the token endpoint, after it has authenticated.
struct Redemption: Hashable, Sendable {
    let client: VNeIDMockClient
    let code: String
    let redirectURI: String
    let codeVerifier: String?
    /// The one that came with the code, echoed (profile `quirks`).
    var encryptKey: String?
}
