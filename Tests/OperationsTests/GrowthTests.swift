import Accounts
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Operations

/// Records don't swell with time: what sessions, codes and tokens stood on is used again by the next ones (issue 10).
@Suite(.onPostgreSQLAlone) struct GrowthTests {
    /// In three days as many as 25 million visits a year are in an hour.
    private static let visitsAnHour = 40
    /// All that is forgotten, and what goes with it.
    private static let tables = Set(Sweep.allCases.map(\.table)).union(["session_clients", "exercised_roles"])
    /// What a few pages more or less come to.
    private static let slack: Int64 = 64 << 10

    @Test func `an hour's visits, spread over three days, leave tables as large as those of the first day`()
        async throws
    {
        let world = try await TokenWorld()
        var days: [[String: Int64]] = []
        for _ in 0..<3 {
            for _ in 0..<24 {
                world.clock.advance(by: .hours(1))
                for number in 0..<Self.visitsAnHour { try await visit(number, in: world) }
                try await world.housekeep()
                try world.here.vacuum()
            }
            days.append(try await sizes(in: world))
        }
        let first = try #require(days.first)
        for (table, size) in try #require(days.last) {
            let before = try #require(first[table])
            #expect(
                size <= before + before / 4 + Self.slack, "\(table): \(before) bytes after a day, \(size) after three")
        }
        for table in ["access_tokens", "interactions", "session_clients"] {
            #expect(try await #require(world.count(table)) > 0, "\(table)")
        }
    }

    /// Somebody comes from a platform, signs in, and goes back to it; it renews its tokens once, by a proof of its key.
    private func visit(_ number: Int, in world: TokenWorld) async throws {
        let now = world.clock.now
        let session = Session(
            id: SessionID("s-\(now.millisecondsSince1970)-\(number)"), person: world.person,
            authentication: Authentication(moment: now, level: .two, methods: [.vneid]), lastSeen: now)
        let cookie = BrowserSecret<SessionCookie>(random: world.here.installation.random)
        let random = world.here.installation.random
        let interaction = Interaction(
            id: InteractionID(random: random), source: .request(.authorization()), clientID: world.client.id,
            progress: .init(startedAt: now), isComplete: false)
        let proof = ProofUse(.dpop, by: "key", id: session.id.text, until: now + .minutes(5))
        try await world.here.write { transaction in
            try transaction.interactions.begin(interaction, browser: .init(random: random))
            try transaction.sessions.open(session, cookie: cookie)
            _ = try transaction.usedProofs.use(proof, at: now)
        }
        let issue = try await world.redeem(try await world.code(["scope": "openid"], in: session)).given()
        if let token = issue.refreshToken { _ = try await world.refresh(token).given() }
    }

    /// In bytes, with indexes.
    private func sizes(in world: TokenWorld) async throws -> [String: Int64] {
        try await world.here.read { transaction in
            try Dictionary(
                uniqueKeysWithValues: Self.tables.map { table in
                    let row = try transaction.row("SELECT pg_total_relation_size('\(table)')")
                    return (table, try row?.integer(0) ?? 0)
                })
        }
    }

    @Test func `a session that is seen again stands where it stood, and no index hears of it`() async throws {
        let here = try TestInstallation()
        let person = try #require(PersonID(random: [UInt8](repeating: 1, count: 16)))
        let sessions = (0..<200).map { number in
            Session(
                id: SessionID("s-\(number)"), person: person,
                authentication: Authentication(moment: .noon, level: .two, methods: [.vneid]), lastSeen: .noon)
        }
        try await here.write { transaction in
            let claims = PersonClaims(
                name: "Nguyễn Thị Thử", birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil,
                identityLevel: .two)
            try transaction.people.add(person, claims, at: .noon)
            for (number, session) in sessions.enumerated() {
                try transaction.sessions.open(
                    session, cookie: BrowserSecret<SessionCookie>(random: SeededRandom(seed: UInt64(number))))
            }
        }
        var (updated, inPlace) = (Int64(0), Int64(0))
        for round in 1...6 {
            for session in sessions {
                let counts = try await here.write { transaction in
                    try transaction.sessions.recordSeen(session, at: .noon + .minutes(round))
                    // What the connection's last transactions have done may be in it too.
                    return try transaction.row(
                        """
                        SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'sessions'
                        """
                    ).map { (try $0.integer(0), try $0.integer(1)) }
                }
                let (all, hot) = try #require(counts)
                updated += all
                inPlace += hot
            }
        }
        // Without room in the pages it is two thirds or three quarters (postgresql.md).
        #expect(updated >= 1200 && inPlace * 10 >= updated * 9, "\(inPlace) of \(updated)")
    }
}
