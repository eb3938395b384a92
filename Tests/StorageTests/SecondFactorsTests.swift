import Accounts
import Cryptography
import Database
import Identity
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Storage

@Suite(.bothDatabases) struct SecondFactorsTests {
    @Test func `a time step is used once, and uses up those before it`() async throws {
        let world = try await World()
        let person = world.person
        let uses = try await world.store.write { transaction in
            let isNew = try transaction.secondFactors.enrol(person, sealedSeed: "s", step: 10, at: .noon)
            let again = try transaction.secondFactors.enrol(person, sealedSeed: "t", step: 1, at: .noon)
            let uses = try [10, 9, 12, 12, 11, 13].map { try transaction.secondFactors.use($0, of: person) }
            return [isNew, again] + uses
        }
        #expect(uses == [true, false, false, false, true, false, false, true])
        let found = try await world.store.read { transaction in try transaction.secondFactors.find(of: person) }
        #expect(found?.sealedSeed == "s" && found?.lastStep == 13)
    }

    @Test func `a recovery code is used once, by its person, until new ones take its place`() async throws {
        let world = try await World()
        let (person, other) = (world.person, try #require(PersonID(random: Array(repeating: 9, count: 16))))
        let random = SeededRandom(seed: 3)
        let (old, new) = (RecoveryCode.fresh(random: random), RecoveryCode.fresh(random: random))
        let uses = try await world.store.write { transaction in
            try transaction.recoveryCodes.replace(of: person, with: old)
            let first = [
                try transaction.recoveryCodes.use(old[0], of: other, at: .noon),
                try transaction.recoveryCodes.use(old[0], of: person, at: .noon),
                try transaction.recoveryCodes.use(old[0], of: person, at: .noon),
                try transaction.recoveryCodes.use(new[0], of: person, at: .noon),
            ]
            let left = try transaction.recoveryCodes.count(of: person)
            try transaction.recoveryCodes.replace(of: person, with: new)
            let second = [
                try transaction.recoveryCodes.use(old[1], of: person, at: .noon),
                try transaction.recoveryCodes.use(new[1], of: person, at: .noon),
            ]
            return (first + second, left)
        }
        #expect(uses.0 == [.unknown, .done, .usedBefore, .unknown, .unknown, .done])
        #expect(uses.1 == 9)
    }

    @Test func `wrong codes are counted and kept for months`() async throws {
        let world = try await World()
        let person = world.person
        let reservations = try await world.store.write { transaction in
            let first = try (0..<6).map { _ in try transaction.secondFactorAttempts.reserve(person, at: .noon) }
            try transaction.housekeeping.forgetExpired(at: .noon + .hours(24 * 89))
            let later = try transaction.secondFactorAttempts.reserve(person, at: .noon + .hours(1))
            try transaction.housekeeping.forgetExpired(at: .noon + .hours(24 * 92))
            return first + [later, try transaction.secondFactorAttempts.reserve(person, at: .noon)]
        }
        let until = Instant.noon + .minutes(15)
        #expect(reservations[4] == .granted(.init(failures: 5, lockedUntil: until)))
        #expect(reservations[5] == .locked(until: until))
        #expect(reservations[6] == .granted(.init(failures: 6, lockedUntil: nil)))
        #expect(reservations[7] == .granted(.init(failures: 1, lockedUntil: nil)))
    }

    @Test func `a begun sign-in is this browser's, for ten minutes, and the last one's`() async throws {
        let world = try await World()
        let random = SeededRandom(seed: 4)
        let (browser, foreign) = (
            BrowserSecret<BrowserCookie>(random: random), BrowserSecret<BrowserCookie>(random: random)
        )
        let interaction = Interaction(
            id: InteractionID(random: random), source: .request(FormParameters([("a", "b")])),
            clientID: world.client.id, progress: .init(startedAt: .noon), isComplete: false)
        let id = interaction.id
        let (person, client) = (world.person, BegunSignIn.lifetime)
        let begun = BegunSignIn(person: person, factors: .activationCode, begunAt: .noon)
        let found = try await world.store.write { transaction in
            try transaction.interactions.begin(interaction, browser: browser)
            func find(_ browser: BrowserSecret<BrowserCookie>, _ now: Instant = .noon) throws -> BegunSignIn? {
                try transaction.begunSignIns.find(in: id, browser: browser, at: now)
            }
            let none = try find(browser)
            try transaction.begunSignIns.begin(begun, in: id)
            try transaction.begunSignIns.keep(sealedSeed: "s", in: id)
            try transaction.begunSignIns.prove(begun.factors.adding(.password), in: id)
            let seen = [none, try find(foreign), try find(browser), try find(browser, .noon + client)]
            try transaction.begunSignIns.begin(begun, in: id)
            let anew = try find(browser)
            try transaction.begunSignIns.endAll(of: person)
            return seen + [anew, try find(browser)]
        }
        let grown = BegunSignIn(
            person: person, factors: begun.factors.adding(.password), begunAt: .noon, pendingSeed: "s")
        #expect(found == [nil, nil, grown, nil, begun, nil])
    }
}
