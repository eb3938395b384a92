import Accounts
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@Suite(.bothDatabases) struct InteractionsTests {
    private let browser = BrowserSecret<BrowserCookie>(random: SeededRandom(seed: 10))
    private let stranger = BrowserSecret<BrowserCookie>(random: SeededRandom(seed: 11))

    private func begun(in world: World) async throws -> Interaction {
        let interaction = Interaction(
            id: InteractionID(random: world.random),
            source: .request(FormParameters([("client_id", "platform"), ("state", "a b&c=d/é"), ("x", "")])),
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
        #expect(mine.interaction.source == begun.source)
        #expect(mine.interaction.clientID == begun.clientID)
        #expect(mine.interaction.progress == begun.progress)
        #expect(!mine.interaction.isComplete)
        #expect(try await found(begun.id, by: stranger, in: world)?.isOfThisBrowser == false)
        #expect(try await found(begun.id, by: nil, in: world)?.isOfThisBrowser == false)
        #expect(try await found(InteractionID(random: SeededRandom(seed: 12)), by: browser, in: world) == nil)
    }

    @Test(arguments: OwnPage.allCases)
    func `a page of ours that waits for its person is kept by name`(page: OwnPage) async throws {
        let world = try await World()
        let id = InteractionID(random: world.random)
        let interaction = Interaction(
            id: id, source: .ours(page), clientID: .ourselves, progress: .init(startedAt: .noon), isComplete: false)
        try await world.store.write { [browser] transaction in
            try transaction.interactions.begin(interaction, browser: browser)
        }
        #expect(try await found(id, by: browser, in: world)?.interaction.source == .ours(page))
        // As a version wrote it that had one such page.
        try await world.store.write { transaction in
            try transaction.execute("UPDATE interactions SET parameters = ''")
        }
        #expect(try await found(id, by: browser, in: world)?.interaction.source == .ours(.requests))
    }

    @Test func `what the person does is written down, until the answer is given`() async throws {
        let world = try await World()
        let id = try await begun(in: world).id
        let (first, second) = (SessionID("first"), SessionID("second"))
        try await world.store.write { transaction in
            try transaction.interactions.recordSignIn(id, opened: first)
            try transaction.interactions.confirmAccount(id, in: first)
        }
        let progress = Interaction.Progress(
            startedAt: .noon, signedInSession: first, accountConfirmedIn: first, consentGivenIn: nil)
        #expect(try await found(id, by: browser, in: world)?.interaction.progress == progress)
        let isFirst = try await world.store.write { transaction in
            try transaction.interactions.complete(id, at: .noon)
        }
        #expect(isFirst)
        try await world.store.write { transaction in
            try transaction.interactions.recordSignIn(id, opened: second)
            try transaction.interactions.confirmAccount(id, in: second)
            try transaction.interactions.giveConsent(id, in: second)
        }
        let after = try #require(try await found(id, by: browser, in: world)).interaction
        #expect(after.isComplete)
        #expect(after.progress == progress)
    }

    @Test func `what is answered in one session is not answered in the next`() async throws {
        let world = try await World()
        let id = try await begun(in: world).id
        let (first, second) = (SessionID("first"), SessionID("second"))
        try await world.store.write { transaction in
            try transaction.interactions.recordSignIn(id, opened: first)
            try transaction.interactions.confirmAccount(id, in: first)
            try transaction.interactions.giveConsent(id, in: first)
            try transaction.interactions.recordSignIn(id, opened: second)
        }
        let progress = try await found(id, by: browser, in: world)?.interaction.progress
        #expect(
            progress
                == Interaction.Progress(
                    startedAt: .noon, signedInSession: second, accountConfirmedIn: first, consentGivenIn: first))
        try await world.store.write { transaction in try transaction.interactions.giveConsent(id, in: second) }
        let after = try await found(id, by: browser, in: world)?.interaction.progress
        #expect(after?.consentGivenIn == second && after?.accountConfirmedIn == first)
    }

    @Test func `a device is kept with the code that the person typed`() async throws {
        let world = try await World()
        let (code, typed) = (DeviceCode(random: world.random), UserCode(random: world.random))
        let interaction = Interaction(
            id: InteractionID(random: world.random), source: .device(code.hash, typed: typed),
            clientID: world.client.id, progress: .init(startedAt: .noon), isComplete: false)
        try await world.store.write { [browser] transaction in
            try transaction.interactions.begin(interaction, browser: browser)
        }
        let kept = try await found(interaction.id, by: browser, in: world)?.interaction
        #expect(kept?.source == .device(code.hash, typed: typed))
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
            try transaction.upstreamLogins.begin(
                stateHash: "h", upstream: .vneid, interaction: id, browser: browser, at: .noon)
        }
        let attempts = [("other", browser), ("h", stranger), ("h", browser), ("h", browser)]
        var results: [InteractionID?] = []
        for (hash, browser) in attempts {
            results.append(
                try await world.store.write { transaction in
                    try transaction.upstreamLogins.consume(stateHash: hash, upstream: .vneid, browser: browser)?
                        .interaction
                })
        }
        #expect(results == [nil, nil, id, nil])
    }

    @Test func `fifty race for one login at VNeID, and exactly one wins`() async throws {
        let world = try await World()
        let id = try await begun(in: world).id
        let browser = browser
        try await world.store.write { transaction in
            try transaction.upstreamLogins.begin(
                stateHash: "h", upstream: .vneid, interaction: id, browser: browser, at: .noon)
        }
        let results = try await race(50) { _ in
            try await world.store.write { transaction in
                try transaction.upstreamLogins.consume(stateHash: "h", upstream: .vneid, browser: browser)?.begunAt
            }
        }
        #expect(results.compactMap { $0 } == [.noon])
    }
}
