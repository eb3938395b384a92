import Accounts
import Cryptography
import Database
import Identity
import JOSE
import OpenIDConnect
import Storage
import TestSupport
import Wire

/// A real database with one client, one person and the person's session, where codes are given and redeemed.
struct Grants: Sendable {
    let store: TemporaryDatabase
    let clock = SetClock()
    let random = SeededRandom(seed: 1)
    let client: Client
    let person: PersonID
    let session: Session

    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    init(_ client: Client) async throws {
        self.client = client
        let person = try Sample.person()
        let session = Session(
            id: SessionID("session"), person: person, authentication: Sample.authentication(), lastSeen: .noon
        )
        let cookie = BrowserSecret<SessionCookie>(random: random)
        store = try TemporaryDatabase()
        self.person = person
        self.session = session
        try await store.write { transaction in
            _ = try transaction.clients.add(client, at: .noon)
            try transaction.people.add(
                person,
                PersonClaims(
                    name: "Nguyễn Thị Thử", birthdate: nil, phoneNumber: nil, address: nil,
                    citizenNumber: nil,
                    identityLevel: .two), at: .noon)
            try transaction.sessions.open(session, cookie: cookie)
        }
    }

    /// Gives a code for a request, as the authorization endpoint does.
    func code(_ changes: [String: String?] = [:]) async throws -> AuthorizationCode {
        let request = try AuthorizationRequest(.authorization(changes), client: client)
        let authorization = Authorization(
            request, person: person, session: session.id, authentication: session.authentication,
            at: clock.now)
        let code = AuthorizationCode(random: random)
        try await store.write { transaction in
            try transaction.codes.keep(code.hash, for: authorization)
        }
        return code
    }

    /// Redeems a code, as the token endpoint does; `nil` leaves a parameter out.
    func redeem(
        _ code: AuthorizationCode, by other: Client? = nil,
        redirectURI: String = "https://rp.hue.test/callback",
        verifier: String? = Grants.verifier
    ) async throws -> AuthorizationCodeGrant.Settlement {
        var pairs = [
            ("grant_type", "authorization_code"), ("code", code.text), ("redirect_uri", redirectURI),
        ]
        if let verifier { pairs.append(("code_verifier", verifier)) }
        let grant =
            switch try TokenRequest(FormParameters(pairs)) {
            case .authorizationCode(let grant): grant
            }
        let authenticated = try Sample.authenticated(other ?? client)
        let (token, now) = (TokenID(random: random), clock.now)
        return try await store.write { transaction in
            try grant.settle(for: authenticated, token: token, in: transaction.codes, at: now)
        }
    }

    /// Whether a token still opens anything at our UserInfo endpoint.
    func counts(_ issue: TokenIssue) async throws -> Bool {
        let issuer = try Sample.issuer()
        let response = try TokenIssuer(issuer: issuer, keys: try Sample.keys(), subjects: Sample.subjects)
            .response(issue)
        let presented = try PresentedAccessToken(
            response["access_token"]?.string ?? "", keys: try Sample.keys(), issuer: issuer, at: clock.now)
        let now = clock.now
        return try await store.read { transaction in
            try transaction.accessTokens.find(presented, at: now) != nil
        }
    }
}

extension AuthorizationCodeGrant.Settlement {
    var issue: TokenIssue? { if case .settled(let issue) = self { issue } else { nil } }
    var refusal: AuthorizationCodeGrant.Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}
