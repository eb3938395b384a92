import Accounts
import Cryptography
import Database
import Identity
import JOSE
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// An installation with a client, a person and the person's session, in which codes are given and tokens asked for, as
/// the endpoints do.
struct TokenWorld: Sendable {
    let here: TestInstallation
    let client: Client
    let person: PersonID
    let session: Session

    let issuer: Issuer
    let subjects = PairwiseSubjects(secret: [UInt8](repeating: 7, count: 32))
    let memory = AccessTokenMemory()
    /// Whether each token request comes with a fresh proof of the first key.
    var provesKey = false
    /// What every token request has besides.
    var also: [(String, String)] = []

    static let secret = "correct-horse-battery-staple"
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let api = "https://api.hue.test/"

    private static let madeKeys = Result { SigningKeys([try SigningKey.generate(algorithm: .ES256)]) }
    static func keys() throws -> SigningKeys { try madeKeys.get() }

    /// - Parameter change: of a confidential client that may use every grant, with one audience.
    init(_ change: (inout ClientRegistration) -> Void = { _ in }) async throws {
        here = try TestInstallation()
        issuer = try Issuer("https://sso.hue.test")
        let person = try #require(PersonID(random: [UInt8](repeating: 1, count: 16)))
        let session = Session(
            id: SessionID("session"), person: person,
            authentication: Authentication(moment: .noon, level: .two, methods: [.vneid, .multipleFactors]),
            lastSeen: .noon)
        (self.person, self.session) = (person, session)
        client = try Self.client(change: change)
        try await here.write { [client] transaction in
            _ = try transaction.clients.add(client, at: .noon)
            try transaction.people.add(
                person,
                PersonClaims(
                    name: "Nguyễn Thị Thử", birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil,
                    identityLevel: .two), at: .noon)
            try transaction.sessions.open(
                session, cookie: BrowserSecret<SessionCookie>(random: SeededRandom(seed: 30)))
        }
    }

    var clock: SetClock { here.clock }
    /// What somebody does over the network now.
    var act: Act { Act(actor: .anonymous, origin: .local, now: clock.now) }

    static func client(
        _ id: String = "platform", secret: String = secret, isEnabled: Bool = true,
        change: (inout ClientRegistration) -> Void = { _ in }
    ) throws -> Client {
        var registration = ClientRegistration.sample(id)
        registration.redirectURIs = ["https://rp.hue.test/callback"]
        registration.grants = GrantType.allCases.map(\.rawValue)
        registration.scopes = ["openid", "profile", "phone", "offline_access"]
        registration.audiences = [api]
        change(&registration)
        return try registration.client(secret: SecretHash(of: secret), isEnabled: isEnabled)
    }

    @discardableResult
    func add(_ client: Client) async throws -> Client {
        try await here.write { transaction in _ = try transaction.clients.add(client, at: .noon) }
        return client
    }

    /// Replaces what is registered of the client.
    func register(isEnabled: Bool = true, _ change: (inout ClientRegistration) -> Void = { _ in }) async throws {
        var registration = ClientRegistration(client)
        change(&registration)
        let changed = try registration.client(secret: SecretHash(of: Self.secret), isEnabled: isEnabled)
        try await here.write { transaction in _ = try transaction.clients.replace(changed) }
    }

    func endSession() async throws {
        try await here.write { [session, clock] transaction in
            try transaction.sessions.end(session.id, at: clock.now)
        }
    }

    /// `account disable`.
    func disablePerson() async throws {
        let known = KnownPerson(id: person, auditName: person.text, name: nil, isEnabled: true)
        try await DisableAccount(here.installation).run(known, here.act)
    }

    func housekeep() async throws { try await Housekeep(here.installation).run(at: clock.now) }

    /// How many rows a table has.
    func count(_ table: String) async throws -> Int64? {
        try await here.read { transaction in try transaction.row("SELECT COUNT(*) FROM \(table)")?.integer(0) }
    }

    /// The audit log's lines of some actions, without the actor's and the object's names.
    func audit(_ actions: String...) async throws -> [String] {
        try await here.audit().map { $0.split(separator: " | ").map(String.init) }
            .filter { actions.contains($0[0]) }
            .map { "\($0[0]) | \($0[1]) | \($0[2].prefix { $0 != ":" }) | \($0[3])" }
    }
}

// MARK: What the endpoints do

extension TokenWorld {
    /// What a client sends of itself: by its own method, the secret of these tests.
    func presented(_ client: Client, secret: String = secret) throws -> ClientAuthentication {
        guard case .secret = client.credential else {
            return try ClientAuthentication(
                authorization: nil, parameters: FormParameters([("client_id", client.id.text)]))
        }
        let header = "Basic " + Base64.encode(Array("\(client.id.text):\(secret)".utf8))
        return try ClientAuthentication(authorization: header, parameters: FormParameters([]))
    }

    /// Gives a code for a request, as the authorization endpoint does; `nil` leaves a parameter out.
    /// - Parameter session: of whoever asks; `nil` for the one of this world.
    func code(
        _ changes: [String: String?] = [:], also extra: [(String, String)] = [], in session: Session? = nil
    ) async throws -> AuthorizationCode {
        let parameters = FormParameters.authorization(changes).pairs.map { ($0.name, $0.value) } + extra
        let request = try AuthorizationRequest(FormParameters(parameters), client: client)
        let outcome = try await IssueCode(here.installation, issuer: issuer)
            .issue(request, to: SignedIn(session: session ?? self.session, name: ""), interaction: nil, act)
        return try #require(outcome.given)
    }

    /// Sends a request to the token endpoint.
    /// - Parameter place: another installation over the same file, as another process would be.
    func send(
        _ pairs: [(String, String)], by other: Client? = nil, proof: DPoPProof? = nil, to place: TestInstallation? = nil
    ) async throws -> TokenOutcome {
        let installation = (place ?? here).installation
        let sender: ClientAuthentication
        switch try await authentication(of: other ?? client) {
        case .success(let authentication): sender = authentication
        case .failure(let error): return .unauthenticated(error)
        }
        let proof = try proof ?? (provesKey ? self.proof(freshID()) : nil)
        return try await pipeline(installation).settle(
            sender, FormParameters(pairs + also), FreshTokens(random: installation.random), proof: proof, proofs(), act)
    }

    /// Sends a request to the token endpoint of a client that has proven itself before.
    func send(
        _ pairs: [(String, String)], as client: ClientAuthentication, proof: DPoPProof? = nil
    ) async throws -> TokenOutcome {
        try await pipeline(here.installation).settle(
            client, FormParameters(pairs), FreshTokens(random: here.installation.random), proof: proof, proofs(), act)
    }

    /// Sends a request to the token endpoint as it stands in an RFC.
    func settle(header: String, body: String) async throws -> TokenOutcome {
        let parameters = try FormParameters(parsing: Array(body.utf8))
        return try await pipeline(here.installation).settle(
            ClientAuthentication(authorization: header, parameters: parameters), parameters,
            FreshTokens(random: here.installation.random), proofs(), act)
    }

    private func proofs() throws -> ProofReader {
        ProofReader(accessTokens: try reader(), issuers: try Self.trusted(), provider: issuer)
    }

    private func pipeline(_ installation: Installation) -> TokenPipeline {
        let succession = RefreshTokenSuccession(secret: [UInt8](repeating: 9, count: 32))
        return TokenPipeline(
            installation, TokenParties(issuer: issuer, subjects: subjects, succession: succession))
    }

    /// Redeems a code; `nil` leaves a parameter out.
    func redeem(
        _ code: AuthorizationCode, by other: Client? = nil, redirectURI: String = "https://rp.hue.test/callback",
        verifier: String? = verifier, resource: String? = nil, to place: TestInstallation? = nil
    ) async throws -> TokenOutcome {
        var pairs = [("grant_type", "authorization_code"), ("code", code.text), ("redirect_uri", redirectURI)]
        if let verifier { pairs.append(("code_verifier", verifier)) }
        if let resource { pairs.append(("resource", resource)) }
        return try await send(pairs, by: other, to: place)
    }

    func refresh(
        _ token: RefreshToken, scope: String? = nil, resource: String? = nil, by other: Client? = nil,
        to place: TestInstallation? = nil
    ) async throws -> TokenOutcome {
        var pairs = [("grant_type", "refresh_token"), ("refresh_token", token.text)]
        if let scope { pairs.append(("scope", scope)) }
        if let resource { pairs.append(("resource", resource)) }
        return try await send(pairs, by: other, to: place)
    }

    /// What a code gives that was redeemed as it should be.
    func signIn(scope: String = "openid profile", resource: String? = nil) async throws -> TokenIssue {
        try await redeem(try await code(["scope": scope]), resource: resource).given()
    }

    /// A refresh token, fresh from the redemption of a code.
    func refreshToken(scope: String = "openid profile") async throws -> RefreshToken {
        try #require(try await signIn(scope: scope).refreshToken)
    }

    func reader() throws -> AccessTokenReader {
        AccessTokenReader(issuer: issuer, keys: try Self.keys(), memory: memory)
    }

    /// The access token as it is signed.
    func text(_ issue: TokenIssue) throws -> String {
        let response = try TokenIssuer(issuer: issuer, keys: Self.keys(), subjects: subjects, memory: memory)
            .response(issue, platformClaims: [:])
        return try #require(response["access_token"]?.string)
    }

    /// What the UserInfo endpoint answers to an access token; `nil` for a refusal.
    func userInfo(_ issue: TokenIssue) async throws -> JSONObject? {
        let presented = try? reader().token(text(issue), for: issuer.userInfoEndpoint, at: clock.now)
        guard let presented else { return nil }
        return try await ReadUserInfo(here.installation, issuer: issuer, subjects: subjects)
            .userInfo(of: presented, act)?.claims
    }

    /// What the introspection endpoint answers; `nil` for a refusal.
    func introspect(_ token: String, by other: Client? = nil) async throws -> JSONObject? {
        let outcome = try await IntrospectToken(here.installation, issuer: issuer, subjects: subjects).introspect(
            presented(other ?? client), FormParameters([("token", token)]), reader(), act)
        return try? outcome.get()
    }

    /// Whether the revocation endpoint answers as it does to any token, its own or not.
    func revoke(_ token: String, by other: Client? = nil, hint: String? = nil) async throws -> Bool {
        let pairs = [("token", token)] + (hint.map { [("token_type_hint", $0)] } ?? [])
        let outcome = try await RevokeToken(here.installation).revoke(
            presented(other ?? client), FormParameters(pairs), reader(), act)
        return if case .success = outcome { true } else { false }
    }

    func opens(_ issue: TokenIssue) async throws -> Bool { try await userInfo(issue) != nil }
}

extension TokenOutcome {
    var issue: TokenIssue? { if case .issued(let issue, _, _) = self { issue } else { nil } }
    var refusal: TokenRefusal? { if case .refused(let refusal) = self { refusal } else { nil } }

    /// What has been issued, in a test that needs it.
    func given() throws -> TokenIssue {
        guard let issue else { throw NotGiven(what: word) }
        return issue
    }

    /// How it ended, in a word or two: for tables.
    var word: String {
        switch self {
        case .issued(let issue, _, _): "issued " + Scope.text(issue.accessToken.scopes)
        case .unauthenticated: "unauthenticated"
        case .refused(let refusal): refusal.code
        }
    }
}

extension TokenIssue {
    /// The refresh token, in a test that needs one.
    func givenRefreshToken() throws -> RefreshToken {
        guard let refreshToken else { throw NotGiven(what: "no refresh token") }
        return refreshToken
    }
}

private struct NotGiven: Error {
    let what: String
}

extension FormParameters {
    /// A good authorization request, changed: `nil` leaves a parameter out.
    static func authorization(_ changes: [String: String?] = [:]) -> FormParameters {
        let good = [
            ("client_id", "platform"), ("redirect_uri", "https://rp.hue.test/callback"), ("response_type", "code"),
            ("scope", "openid profile"), ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256"),
        ]
        let added = changes.filter { change in !good.contains { $0.0 == change.key } }
        return FormParameters(
            good.compactMap { name, value in (changes[name] ?? value).map { (name, $0) } }
                + added.compactMap { name, value in value.map { (name, $0) } })
    }
}

extension IssueCode.Outcome {
    var given: Answer? { if case .given(let answer) = self { answer } else { nil } }
    /// For comparisons.
    var word: String {
        switch self {
        case .given: "given"
        case .answeredBefore: "answered before"
        case .signedOut: "signed out"
        case .consentWithdrawn: "consent withdrawn"
        }
    }
}
