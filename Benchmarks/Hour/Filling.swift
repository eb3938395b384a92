import Audit
import BenchmarkSupport
import Database
import Identity
import OpenIDConnect
import Storage

/// Puts a city into a database as the provider itself would have over the years, by the verbs of its stores: people with
/// their numbers, the names that platforms know them by, what some have agreed to; and those who are signed in, at three
/// platforms of which one has a refresh token.
struct Filling: Sendable {
    let database: Database
    let scale: Scale
    let platforms: [ClientID]
    /// The platform that gets refresh tokens.
    let refreshing: ClientID
    let issuer: Issuer

    /// How many people a transaction enters.
    private static let batch = 5_000

    init(_ database: Database, _ scale: Scale, _ server: ServerProcess) throws {
        guard let refreshing = ClientID(server.refreshing.id), let platform = ClientID(server.platform.id),
            let other = ClientID(server.clients[1].id)
        else { throw BenchmarkError("a client's id isn't one") }
        self.database = database
        self.scale = scale
        platforms = [platform, other, refreshing]
        self.refreshing = refreshing
        issuer = try Issuer(server.issuer)
    }

    func run() async throws {
        let now = Instant.now
        try await inBatches(scale.people) { transaction, number in
            try enter(try Citizen(number, of: scale.people), number, transaction, at: now)
        }
        try await inBatches(scale.sessions) { transaction, number in
            try begin(number, transaction, at: now)
        }
    }

    /// Opens the sessions of people who have just signed in at VNeID, as another node would: what that costs isn't measured.
    func signIn(_ browsers: [Browser]) async throws {
        try await database.upkeep { transaction in
            for browser in browsers {
                try transaction.sessions.open(browser.session, cookie: browser.cookie)
                try transaction.audit.append(
                    AuditEvent(
                        moment: browser.session.lastSeen, action: .signIn, actor: .person(browser.citizen.id),
                        origin: AuditEvent.Origin(address: "192.0.2.1", port: 40_000),
                        session: browser.session.id.text))
            }
        }
    }

    private func enter(
        _ citizen: Citizen, _ number: Int, _ transaction: WriteTransaction, at now: Instant
    ) throws {
        let moment = now - .seconds(number % 31_536_000)
        try transaction.people.add(citizen.id, citizen.claims, known: citizen.identifier, at: moment)
        for subject in citizen.subjects {
            try transaction.subjects.remember(subject.value, of: citizen.id, for: .pairwise(sector: subject.sector))
        }
        if number.isMultiple(of: 10) {
            try transaction.consents.record(of: citizen.id, to: refreshing, scopes: [.openid, .profile], at: moment)
        }
    }

    /// A session of the last hour, which has been idle for some minutes.
    private func begin(_ number: Int, _ transaction: WriteTransaction, at now: Instant) throws {
        let citizen = try Citizen(number * (scale.people / scale.sessions), of: scale.people)
        let moment = now - .seconds(60 + number % 3_600)
        let browser = Browser("\(number) of before", of: citizen, signedInAt: moment, seen: moment + .seconds(30))
        try transaction.sessions.open(browser.session, cookie: browser.cookie)
        for platform in platforms { try transaction.sessions.remember(platform, in: browser.session.id, at: moment) }
        let authentication = browser.session.authentication
        let authorization = Authorization(
            id: AuthorizationID(random: DerivedBytes(label: "authorization \(number)")), client: refreshing,
            subject: .person(citizen.id, authentication, session: browser.session.id), scopes: [.openid, .profile],
            audiences: [issuer.userInfoEndpoint])
        try transaction.authorizations.add(
            authorization, endingAt: authentication.sessionEnd + AccessTokenRecord.lifetime)
        try transaction.refreshTokens.add(
            RefreshTokenRecord(
                first: EarlierTokens(number).refreshToken, of: authorization, sessionEnd: authentication.sessionEnd,
                at: moment))
    }

    /// SQLite has one writer; on PostgreSQL some go on while others wait for the wire.
    private func inBatches(
        _ count: Int, _ body: @escaping @Sendable (WriteTransaction, Int) throws -> Void
    ) async throws {
        let atOnce = database.isShared ? 3 : 1
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for (index, start) in stride(from: 0, to: count, by: Self.batch).enumerated() {
                if index >= atOnce { try await tasks.next() }
                tasks.addTask { [database] in
                    try await database.upkeep { transaction in
                        try transaction.withLargeCache {
                            for number in start..<min(start + Self.batch, count) { try body(transaction, number) }
                        }
                    }
                }
            }
            try await tasks.waitForAll()
        }
    }
}
