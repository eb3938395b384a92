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
        return try registration.client(secret: SecretHash(of: "secret"), isEnabled: isEnabled)
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

    static func authorization(
        client: ClientID, person: PersonID, session: SessionID = SessionID("session"),
        expiresAt: Instant = .noon + .seconds(60)
    ) -> Authorization {
        Authorization(
            clientID: client, redirectURI: "https://rp.hue.test/callback",
            codeChallenge: CodeChallenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), nonce: "n",
            scopes: [.openid, .citizenID], person: person, session: session,
            authentication: Authentication(moment: .noon, level: .two, methods: [.vneid, .multipleFactors]),
            expiresAt: expiresAt)
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

    func code() async throws -> AuthorizationCode {
        let code = AuthorizationCode(random: random)
        let authorization = Sample.authorization(client: client.id, person: person)
        try await store.write { transaction in
            try transaction.codes.keep(code.hash, for: authorization)
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

/// Runs as many tasks as there are numbers, all at once.
func race<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: Result.self) { group in
        for number in 0..<count { group.addTask { try await body(number) } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}
