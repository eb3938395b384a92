import Accounts
import Cryptography
import Database
import Edge
import Federation
import Foundation
import Hummingbird
import Identity
import JOSE
import Logging
import OpenIDConnect
import Settings
import Storage
import TestSupport
import Testing
import Wire

@testable import Keys
@testable import Operations
@testable import Server

/// Nobody is there: for tests that send nothing to VNeID.
struct UnreachableFetcher: Fetcher {
    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse { throw .unreachable }
}

/// A provider in process, on a database of its own, with a clock that the test sets.
struct RunningProvider: Sendable {
    static let issuer = "https://sso.hue.test"
    static let password = "Mat khau 2026 that dai!"
    /// Cheap, so that a test is quick; what a hash costs is not what is tested here.
    static let quick = try? Argon2Parameters(memoryKiB: 64, iterations: 1, parallelism: 1)

    let provider: Provider
    let clock: SetClock
    let directory: TemporaryDirectory
    let records: TemporaryRecords
    let responder: RouterResponder<ProviderRequestContext>

    var database: Database { provider.installation.database }

    /// - Parameters:
    ///   - limits: what the database may take.
    ///   - connections: how many it has, where it is a PostgreSQL.
    ///   - interactions: how many demands may wait for a person.
    ///   - keys: keys of the records, opened, and when they change; without them they are the same for all tests.
    ///   - staff: where passwords of staff are shown to their directory.
    ///   - registration: what clients that register themselves may be; `nil` where they can't.
    ///   - mutualTLS: how clients' certificates are looked at; `nil` where they aren't.
    ///   - proxies: those that are believed.
    ///   - other: a provider whose database and clock this one shares.
    init(
        limits: DatabaseLimits = .ofTests, connections: Int = 8,
        interactions: InteractionLimits = InteractionLimits(),
        passwords: PasswordSettings? = nil, vneid: (any UpstreamSettings)? = nil, upstreams: [PlainUpstream] = [],
        fetcher: any Fetcher = UnreachableFetcher(), clock: SetClock = SetClock(),
        keys: (secrets: ProviderSecrets, vault: KeyVault, settings: KeySettings)? = nil,
        envelopeKeys: EnvelopeKeyRing = EnvelopeKeyRing(),
        beside other: RunningProvider? = nil, rates: RateSettings = .standard, staff: DirectoryDoor? = nil,
        registration: RegistrationPolicy? = nil, mutualTLS: MutualTLS? = nil, proxies: [IPNetwork] = [],
        managesSessions: Bool = false, transmitsEvents: Bool = false, takesSecretJWT: Bool = false,
        documentation: Wire.URI? = nil, logger: Logger = quietLogger
    ) throws {
        self.clock = other?.clock ?? clock
        directory = try other?.directory ?? TemporaryDirectory()
        records = try other?.records ?? TemporaryRecords(connections: connections)
        let settings = ProviderSettings(
            issuer: try Issuer(Self.issuer),
            listen: ListenSettings(host: "127.0.0.1", port: 0, certificate: nil, administrativePort: nil),
            database: .file(records.path ?? ""), keysDirectory: "", keys: keys?.settings ?? KeySettings(),
            passwords: try passwords ?? PasswordSettings(parameters: #require(Self.quick)), vneid: vneid,
            upstreams: upstreams, rates: rates,
            registration: registration, mutualTLS: mutualTLS, managesSessions: managesSessions,
            transmitsEvents: transmitsEvents, takesSecretJWT: takesSecretJWT, documentation: documentation)
        provider = try Provider(
            settings,
            installation: Installation(
                database: try Database(records.location, migrations: Schema.migrations, limits: limits),
                clock: self.clock,
                random: SeededRandom(seed: other == nil ? 1 : 2), interactions: interactions),
            secrets: try keys?.secrets ?? testSecrets.get(), vault: keys?.vault, envelopeKeys: envelopeKeys,
            fetcher: fetcher,
            strangers: UnreachableFetcher(), logger: logger,
            metrics: PrometheusMetrics())
        let edge = Edge(
            EdgeSettings(connections: 1, trustedProxies: proxies),
            report: EdgeReport(listener: "test", logger: quietLogger, metrics: provider.metrics))
        responder = provider.router(clients: proxies.isEmpty ? nil : edge, directory: staff).buildResponder()
    }

    /// A confidential client; its secret is "the secret of" and its id.
    @discardableResult
    func register(
        _ id: String = "platform", consent: Bool = false, scopes: [String] = ["openid", "profile"],
        platform: String? = nil
    ) async throws -> Client {
        var registration = ClientRegistration(
            id: id, name: "Nền tảng \(id)", redirectURIs: ["https://\(id).hue.test/callback"])
        registration.requiresConsent = consent
        registration.scopes = scopes
        registration.platform = platform
        registration.postLogoutRedirectURIs = ["https://\(id).hue.test/out"]
        let client = try registration.client(secret: SecretHash(of: "the secret of \(id)"))
        try await add(client, at: clock.now)
        return client
    }

    func disableClient(_ id: String) async throws {
        let id = try #require(ClientID(id))
        let isDone = try await database.write { transaction in try transaction.clients.setEnabled(false, id) }
        try #require(isDone)
    }

    func add(_ client: Client, at now: Instant) async throws {
        let isNew = try await database.write { transaction in
            try transaction.clients.add(client, at: now)
        }
        try #require(isNew)
    }

    /// A local account with the password of all tests.
    @discardableResult
    func addAccount(
        _ username: String = "an.nguyen", name: String = "Nguyễn Văn An", parameters: Argon2Parameters? = nil
    ) async throws -> PersonID {
        let name = PersonClaims(
            name: name, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil
        )
        let username = try #require(Username(username))
        let person = try #require(PersonID(random: Array(SHA2.sha256(Array(username.text.utf8)).prefix(16))))
        let hash = try Argon2id(parameters: try parameters ?? #require(Self.quick))
            .hash(password: Array(Self.password.utf8), salt: Array(repeating: 7, count: 16))
        let now = clock.now
        try await database.write { transaction in
            try transaction.people.add(person, name, at: now)
            _ = try transaction.localAccounts.add(username, person: person, passwordHash: hash, at: now)
            let sealed = try SecretSealing(try testSecrets.get().sealer).seal(Self.seed(of: username), of: person)
            _ = try transaction.secondFactors.enrol(person, sealedSeed: sealed, step: 0, at: now)
        }
        return person
    }

    /// What the authenticator app of an account of the tests holds.
    private static func seed(of username: Username) throws -> OneTimePasswordSeed {
        try #require(OneTimePasswordSeed(Array(SHA2.sha256(Array("seed of \(username)".utf8)).prefix(20))))
    }

    /// The code that the app shows now, as if none had been used before: the clock of tests seldom goes on.
    func oneTimePassword(of username: String) async throws -> String {
        let seed = try Self.seed(of: try #require(Username(username)))
        try await execute(
            """
            UPDATE second_factors SET last_step = 0
            WHERE person = (SELECT person FROM local_accounts WHERE username = '\(username.lowercased())')
            """)
        return seed.code(at: OneTimePasswordSeed.timeStep(at: clock.now)).text
    }

    func execute(_ statement: String) async throws {
        try await database.write { transaction in _ = try transaction.execute(statement)
        }
    }

    func count(_ table: String) async throws -> Int64 {
        try await database.read { transaction in
            try transaction.row("SELECT COUNT(*) FROM \(table)")?.integer(0)
        } ?? 0
    }

    func texts(_ query: String) async throws -> [String] {
        try await database.read { transaction in
            var texts: [String] = []
            for row in try transaction.rows(query) { texts.append(try row.optionalText(0) ?? "") }
            return texts
        }
    }

    /// The names of all tables.
    func tables() async throws -> [String] {
        try await texts(
            TestEngine.current.isSQLite
                ? "SELECT name FROM sqlite_master WHERE type = 'table'"
                : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    }

    func columns(of table: String) async throws -> [String] {
        try await texts(
            TestEngine.current.isSQLite
                ? "SELECT name FROM pragma_table_info('\(table)')"
                : "SELECT column_name::text FROM information_schema.columns WHERE table_name = '\(table)'")
    }

    /// The audit events so far, oldest first.
    func events() async throws -> [Event] {
        try await database.read { transaction in
            var events: [Event] = []
            for row in try transaction.rows(
                """
                SELECT action, outcome, actor, address, port, client, session, object, moment FROM audit_events
                ORDER BY number
                """)
            {
                events.append(
                    Event(
                        action: try row.text(0), outcome: try row.text(1), actor: try row.text(2),
                        address: try row.text(3), port: try row.optionalInteger(4),
                        client: try row.optionalText(5),
                        session: try row.optionalText(6), object: try row.optionalText(7),
                        moment: Instant(millisecondsSince1970: try row.integer(8))))
            }
            return events
        }
    }

    /// What was refused to strangers, who are counted and have no lines: `action | code | network | client | how often`.
    func counted() async throws -> [String] {
        try await RefusalLog(provider.installation).writeCounts()
        return try await database.read { transaction in
            try transaction.rows(
                """
                SELECT action, code, network, client, number FROM refusal_counts
                ORDER BY minute, action, code, network, client, person
                """
            ).map { row in
                try (0..<4).map { try row.text($0) }.joined(separator: " | ") + " | \(try row.integer(4))"
            }
        }
    }

    /// A line of the audit log.
    struct Event: Hashable, Sendable {
        let action, outcome, actor, address: String
        let port: Int64?
        let client, session, object: String?
        let moment: Instant
    }
}

/// Made once: which keys they are makes no difference to any test.
let testSecrets = Result { () throws -> ProviderSecrets in
    let secret = SHA2.sha256(Array("pairwise".utf8))
    return ProviderSecrets(
        keys: KeyRing(SigningKeys([try SigningKey.generate(algorithm: .ES256)])),
        subjects: PairwiseSubjects(secret: secret), succession: RefreshTokenSuccession(secret: secret),
        sealer: try SecretSealer(
            try MasterKey(Base64URL.encode([UInt8](repeating: 7, count: 32))), random: SeededRandom(seed: 9)))
}

var quietLogger: Logger { Logger(label: "server-tests", factory: { _ in SwiftLogNoOpLogHandler() }) }

extension RateSettings {
    /// So wide that no test meets them: for floods that are to be stopped by something else.
    static let wide = RateSettings(signIn: Self.many, begin: Self.many, refused: Self.many)

    private static let many = Rates(
        address: Rate(burst: 1_000_000, perSecond: 1_000_000), all: Rate(burst: 1_000_000, perSecond: 1_000_000))
}
