import Accounts
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@Suite struct InteractionsTests {
    private let browser = BrowserSecret<BrowserCookie>(random: SeededRandom(seed: 10))
    private let stranger = BrowserSecret<BrowserCookie>(random: SeededRandom(seed: 11))

    private func begun(in world: World) async throws -> Interaction {
        let interaction = Interaction(
            id: InteractionID(random: world.random),
            parameters: FormParameters([("client_id", "platform"), ("state", "a b&c=d/é"), ("x", "")]),
            clientID: world.client.id, progress: .init(startedAt: .noon), isComplete: false)
        try await world.store.write { [browser] transaction in
            try transaction.interactions.begin(interaction, browser: browser)
        }
        return interaction
    }

    private func found(
        _ id: InteractionID, by browser: BrowserSecret<BrowserCookie>?, in world: World
    ) async throws -> (interaction: Interaction, isOfThisBrowser: Bool)? {
        try await world.store.read { transaction in
            try transaction.interactions.find(id, browser: browser)
        }
    }

    @Test func `a request waits as it came, for the browser that began it`() async throws {
        let world = try await World()
        let begun = try await begun(in: world)
        let mine = try #require(try await found(begun.id, by: browser, in: world))
        #expect(mine.isOfThisBrowser)
        #expect(mine.interaction.parameters == begun.parameters)
        #expect(mine.interaction.clientID == begun.clientID)
        #expect(mine.interaction.progress == begun.progress)
        #expect(!mine.interaction.isComplete)
        #expect(try await found(begun.id, by: stranger, in: world)?.isOfThisBrowser == false)
        #expect(try await found(begun.id, by: nil, in: world)?.isOfThisBrowser == false)
        #expect(try await found(InteractionID(random: SeededRandom(seed: 12)), by: browser, in: world) == nil)
    }

    @Test func `what the person does is written down, until the answer is given`() async throws {
        let world = try await World()
        let id = try await begun(in: world).id
        try await world.store.write { transaction in try transaction.interactions.confirmAccount(id)
        }
        #expect(try await found(id, by: browser, in: world)?.interaction.progress.accountConfirmed == true)
        #expect(try await found(id, by: browser, in: world)?.interaction.progress.consentGiven == false)
        let isFirst = try await world.store.write { transaction in
            try transaction.interactions.complete(id, at: .noon)
        }
        #expect(isFirst)
        try await world.store.write { transaction in try transaction.interactions.giveConsent(id) }
        let after = try #require(try await found(id, by: browser, in: world)).interaction
        #expect(after.isComplete)
        #expect(!after.progress.consentGiven)
    }

    @Test func `what one person confirmed and agreed to does not count for the next who signs in`() async throws {
        let world = try await World()
        let id = try await begun(in: world).id
        try await world.store.write { transaction in
            try transaction.interactions.confirmAccount(id)
            try transaction.interactions.giveConsent(id)
            try transaction.interactions.forgetAnswers(id)
        }
        let progress = try await found(id, by: browser, in: world)?.interaction.progress
        #expect(progress == Interaction.Progress(startedAt: .noon))
    }

    @Test func `fifty race to answer one request, and exactly one does`() async throws {
        let world = try await World()
        let id = try await begun(in: world).id
        let results = try await race(50) { _ in
            try await world.store.write { transaction in
                try transaction.interactions.complete(id, at: .noon)
            }
        }
        #expect(results.count { $0 } == 1)
    }

    @Test func `a login at VNeID comes back once, to the browser that began it`() async throws {
        let world = try await World()
        let id = try await begun(in: world).id
        try await world.store.write { [browser] transaction in
            try transaction.upstreamLogins.begin(stateHash: "h", interaction: id, browser: browser, at: .noon)
        }
        let attempts = [("other", browser), ("h", stranger), ("h", browser), ("h", browser)]
        var results: [InteractionID?] = []
        for (hash, browser) in attempts {
            results.append(
                try await world.store.write { transaction in
                    try transaction.upstreamLogins.consume(stateHash: hash, browser: browser)?.interaction
                })
        }
        #expect(results == [nil, nil, id, nil])
    }

    @Test func `fifty race for one login at VNeID, and exactly one wins`() async throws {
        let world = try await World()
        let id = try await begun(in: world).id
        let browser = browser
        try await world.store.write { transaction in
            try transaction.upstreamLogins.begin(stateHash: "h", interaction: id, browser: browser, at: .noon)
        }
        let results = try await race(50) { _ in
            try await world.store.write { transaction in
                try transaction.upstreamLogins.consume(stateHash: "h", browser: browser)?.begunAt
            }
        }
        #expect(results.compactMap { $0 } == [.noon])
    }
}
