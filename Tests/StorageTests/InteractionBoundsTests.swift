import Accounts
import Database
import Federation
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

/// What strangers can make us keep: how many, how long, how large.
@Suite(.bothDatabases) struct InteractionBoundsTests {
    private let browser = BrowserSecret<BrowserCookie>(random: SeededRandom(seed: 10))

    private func interaction(_ world: World, at moment: Instant = .noon, state: String = "s") -> Interaction {
        Interaction(
            id: InteractionID(random: world.random),
            source: .request(FormParameters([("client_id", "platform"), ("state", state)])),
            clientID: world.client.id, progress: .init(startedAt: moment), isComplete: false)
    }

    private func found(_ id: InteractionID, in world: World) async throws -> Interaction? {
        try await world.store.read { [browser] transaction in
            try transaction.interactions.find(id, browser: browser)?.interaction
        }
    }

    private func load(_ world: World) async throws -> InteractionLoad {
        try await world.store.read { transaction in try transaction.interactions.load() }
    }

    // What is written by one rule is read by the same (M5).
    @Test(arguments: ["~", "{", "é", "%", "&", " ", "\n", "a"])
    func `however long a request is, what was written can be read`(letter: String) async throws {
        let world = try await World()
        let begun = interaction(world, state: String(repeating: letter, count: 8000))
        try await world.store.write { [browser] transaction in
            try transaction.interactions.begin(begun, browser: browser)
        }
        #expect(try await found(begun.id, in: world)?.source == begun.source)
    }

    @Test func `a browser has so many, and the oldest unfinished one goes for the next with its logins at VNeID`()
        async throws
    {
        let world = try await World()
        let all = (0..<6).map { interaction(world, at: .noon + .seconds($0)) }
        let other = interaction(world)
        try await world.store.write { [browser] transaction in
            try transaction.interactions.begin(other, browser: .init(random: SeededRandom(seed: 11)))
            for (number, interaction) in all.enumerated() {
                try transaction.interactions.makeRoom(for: browser, below: 3)
                try transaction.interactions.begin(interaction, browser: browser)
                try transaction.upstreamLogins.begin(
                    stateHash: "\(number)", upstream: .vneid, interaction: interaction.id, browser: browser, at: .noon)
                // A finished one is not in the way.
                if number == 1 { _ = try transaction.interactions.complete(interaction.id, at: .noon) }
            }
        }
        var kept: [Bool] = []
        for interaction in all + [other] { kept.append(try await found(interaction.id, in: world) != nil) }
        #expect(kept == [false, true, false, true, true, true, true])
        let logins = try await world.store.read { transaction in
            try transaction.rows("SELECT state_hash FROM upstream_logins ORDER BY state_hash").map { try $0.text(0) }
        }
        #expect(logins == ["1", "3", "4", "5"])
    }

    @Test func `of an answered one nothing is kept but who was going where`() async throws {
        let world = try await World()
        let begun = interaction(world, state: String(repeating: "s", count: 2000))
        try await world.store.write { [browser] transaction in
            try transaction.interactions.begin(begun, browser: browser)
        }
        #expect(try await load(world) == InteractionLoad(count: 1, bytes: begun.size))
        #expect(begun.size > 2000)
        let isDone = try await world.store.write { transaction in
            try transaction.interactions.complete(begun.id, at: .noon)
        }
        #expect(isDone)
        #expect(try await load(world) == InteractionLoad(count: 0, bytes: 0))
        let after = try #require(try await found(begun.id, in: world))
        #expect(after.source == nil && after.isComplete && after.clientID == world.client.id)
    }

    @Test func `after half an hour the same is true of one that nobody has finished`() async throws {
        let world = try await World()
        let begun = interaction(world, state: String(repeating: "s", count: 2000))
        try await world.store.write { [browser] transaction in
            try transaction.interactions.begin(begun, browser: browser)
        }
        for (age, isWhole) in [(Interaction.lifetime - .milliseconds(1), true), (Interaction.lifetime, false)] {
            try await world.store.write { transaction in
                try transaction.housekeeping.forgetExpired(at: .noon + age)
            }
            let after = try #require(try await found(begun.id, in: world))
            #expect((after.source != nil) == isWhole && after.clientID == world.client.id && !after.isComplete)
        }
        let bytes = try await world.store.read { transaction in
            try transaction.row("SELECT LENGTH(parameters) FROM interactions")?.integer(0)
        }
        #expect(bytes == 0)
    }

    @Test func `those in which nobody has done anything make room, and who has begun to sign in keeps theirs`()
        async throws
    {
        let world = try await World()
        let (idle, begun, young) = (
            interaction(world), interaction(world), interaction(world, at: .noon + .minutes(5))
        )
        let person = world.person
        let gone = try await world.store.write { [browser] transaction in
            for interaction in [idle, begun, young] {
                try transaction.interactions.begin(interaction, browser: browser)
            }
            try transaction.begunSignIns.begin(
                BegunSignIn(person: person, factors: .password, begunAt: .noon), in: begun.id)
            return try transaction.interactions.giveUpIdle(before: .noon + .minutes(1), atMost: 10)
        }
        #expect(gone == 1)
        let (first, second) = (try await found(idle.id, in: world), try await found(begun.id, in: world))
        #expect(first != nil && first?.source == nil)
        #expect(second?.source == begun.source)
        #expect(try await found(young.id, in: world)?.source == young.source)
    }

    @Test func `of one interaction five logins at VNeID are under way, the latest`() async throws {
        let world = try await World()
        let begun = interaction(world)
        try await world.store.write { [browser] transaction in
            try transaction.interactions.begin(begun, browser: browser)
            for number in 0..<8 {
                try transaction.upstreamLogins.begin(
                    stateHash: "\(number)", upstream: .vneid, interaction: begun.id, browser: browser,
                    at: .noon + .seconds(number))
            }
        }
        let logins = try await world.store.read { transaction in
            try transaction.rows("SELECT state_hash FROM upstream_logins ORDER BY begun_at").map { try $0.text(0) }
        }
        #expect(logins == ["3", "4", "5", "6", "7"])
    }
}
