import Accounts
import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

enum Sample {
    static func client(
        _ id: String = "platform", isEnabled: Bool = true,
        change: (inout ClientRegistration) -> Void = { _ in }
    ) throws -> Client {
        var registration = ClientRegistration(
            id: id, name: "Nền tảng báo cáo số", redirectURIs: ["https://rp.hue.test/callback"])
        change(&registration)
        // A record is read as it was written, whatever claim to its sector the client once had.
        return try registration.client(
            secret: SecretHash(of: "secret"), isEnabled: isEnabled, sectors: registration.sector.map { [$0] } ?? [])
    }

    static func person(_ number: UInt8 = 1) throws -> PersonID {
        try #require(PersonID(random: [UInt8](repeating: number, count: 16)))
    }

    static func session(_ id: String = "session", of person: PersonID) -> Session {
        Session(
            id: SessionID(id), person: person,
            authentication: Authentication(moment: .noon, level: .two, methods: [.vneid, .multipleFactors]),
            lastSeen: .noon)
    }

    static func claims(_ name: String? = "Nguyễn Thị Thử") -> PersonClaims {
        PersonClaims(
            name: name, birthdate: Birthdate("1990-02-28"), phoneNumber: "+84900000001",
            address: "1 Lê Lợi, Huế",
            citizenNumber: nil, identityLevel: .two)
    }

    /// What a person allows in a session, with the number of citizens among it.
    static func authorization(
        _ id: String = "authorization", client: ClientID, person: PersonID,
        session: SessionID = SessionID("session"), scopes: Set<Scope> = [.openid, .citizenID]
    ) -> Authorization {
        Authorization(
            id: AuthorizationID(stored: id), client: client,
            subject: .person(
                person, Authentication(moment: .noon, level: .two, methods: [.vneid, .multipleFactors]),
                session: session),
            scopes: scopes, audiences: ["https://sso.hue.test/oauth2/userinfo", "https://api.hue.test/"])
    }

    /// What a client that acts for itself is allowed.
    static func service(_ id: String = "service", client: ClientID) -> Authorization {
        Authorization(
            id: AuthorizationID(stored: id), client: client, subject: .client, scopes: [],
            audiences: ["https://api.hue.test/"])
    }

    static func binding(expiresAt: Instant = .noon + AuthorizationCode.lifetime) -> CodeBinding {
        CodeBinding(
            redirectURI: "https://rp.hue.test/callback",
            challenge: CodeChallenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), nonce: "n", expiresAt: expiresAt)
    }

    static func accessToken(
        _ id: String = "t", of authorization: Authorization, issuedAt: Instant = .noon
    ) -> AccessTokenRecord {
        AccessTokenRecord(
            id: TokenID(stored: id), authorization: authorization.id, client: authorization.client,
            audience: authorization.audiences.first ?? "https://api.hue.test/", scopes: authorization.scopes,
            issuedAt: issuedAt, expiresAt: issuedAt + AccessTokenRecord.lifetime)
    }
}

/// A store with the client and the person of `Sample`; the person is signed in with `cookie`.
struct World: Sendable {
    let store: TemporaryDatabase
    let random = SeededRandom(seed: 1)
    let client: Client
    let person: PersonID
    let session: Session
    let cookie: BrowserSecret<SessionCookie>

    init(client change: (inout ClientRegistration) -> Void = { _ in }) async throws {
        let (client, person) = (try Sample.client(change: change), try Sample.person())
        let session = Sample.session(of: person)
        let cookie = BrowserSecret<SessionCookie>(random: random)
        (self.client, self.person, self.session, self.cookie) = (client, person, session, cookie)
        store = try TemporaryDatabase()
        try await store.write { transaction in
            _ = try transaction.clients.add(client, at: .noon)
            try transaction.people.add(person, Sample.claims(), at: .noon)
            try transaction.sessions.open(session, cookie: cookie)
        }
    }

    func isSignedIn(at now: Instant = .noon) async throws -> Bool {
        try await store.read { [cookie] transaction in
            try transaction.sessions.find(cookie, at: now) != nil
        }
    }

    /// Records what the person has allowed the client.
    @discardableResult
    func allow(
        _ id: String = "authorization", scopes: Set<Scope> = [.openid, .citizenID], until end: Instant = Self.end
    ) async throws -> Authorization {
        let authorization = Sample.authorization(id, client: client.id, person: person, scopes: scopes)
        try await store.write { transaction in try transaction.authorizations.add(authorization, endingAt: end) }
        return authorization
    }

    /// When nothing counts any more that a code of noon has given.
    static let end = Instant.noon + AuthorizationCode.lifetime + AccessTokenRecord.lifetime

    /// A code of a fresh authorization.
    func code() async throws -> AuthorizationCode {
        let code = AuthorizationCode(random: random)
        let authorization = try await allow()
        try await store.write { transaction in
            try transaction.codes.keep(code.hash, Sample.binding(), of: authorization, until: Self.end)
        }
        return code
    }

    /// How many rows a table has.
    func count(_ table: String) async throws -> Int64? {
        try await store.read { transaction in
            try transaction.row("SELECT COUNT(*) FROM \(table)")?.integer(0)
        }
    }
}
