import Accounts
import Cryptography
import Database
import Identity
import TestSupport
import Testing

@testable import Operations

@Suite(.bothDatabases) struct ActivationTests {
    private let stage: SignInStage

    init() throws { stage = try SignInStage() }

    @Test func `the first sign-in is code, password of one's own, app and recovery codes`() async throws {
        let (person, code) = try await stage.add()
        let place = try await stage.browser()
        #expect(try await stage.begin(code.text.lowercased(), at: place).begunStep == .choosePassword)
        guard case .chosen = try await stage.choose(at: place) else {
            Issue.record("not chosen")
            return
        }
        #expect(try await stage.step(place) == .enrolSecondFactor)
        let (_, enrolled) = try await stage.enrol(at: place)
        #expect(Set(enrolled.codes.map(\.text)).count == RecoveryCode.count)
        let session = try #require(try await stage.session(enrolled.cookie))
        #expect(session.person == person)
        #expect(session.authentication.methods == [.password, .oneTimePassword, .multipleFactors])
        #expect(
            try await stage.here.audit().map { $0.split(separator: " | ").prefix(2).joined(separator: " ") } == [
                "account-add success", "sign-in-begin success", "account-password success",
                "second-factor-enrolment success", "sign-in success",
            ])
        #expect(try await stage.begin(code.text, at: place).word == "wrong")
    }

    @Test func `an account without an app enrols at its next sign-in`() async throws {
        _ = try await stage.activated()
        try await stage.here.write { try $0.execute("DELETE FROM second_factors") }
        let place = try await stage.browser()
        #expect(try await stage.begin(at: place).begunStep == .enrolSecondFactor)
        _ = try await stage.enrol(at: place)
    }

    @Test func `a code is good for a week`() async throws {
        let (_, code) = try await stage.add()
        stage.here.clock.advance(by: ActivationCode.lifetime)
        #expect(try await stage.begin(code.text, at: stage.browser()).word == "wrong")
    }

    @Test func `of a hundred uses of one activation code at once, one succeeds`() async throws {
        let (_, code) = try await stage.add()
        var places: [StepPlace] = []
        for _ in 0..<100 {
            let place = try await stage.browser()
            _ = try await stage.begin(code.text, at: place)
            places.append(place)
        }
        let chosen = try await race(100) { [stage, places] number in
            if case .chosen = try await stage.choose(at: places[number]) { true } else { false }
        }
        #expect(chosen.count { $0 } == 1)
    }

    @Test func `the seed is the same however often the page is shown, and at rest it can't be read`() async throws {
        let (_, code) = try await stage.add()
        let place = try await stage.browser()
        _ = try await stage.begin(code.text, at: place)
        let enrol = EnrolSecondFactor(stage.installation, stage.sealer)
        #expect(try await enrol.begin(at: place, stage.here.clock.now) == nil, "the password comes first")
        _ = try await stage.choose(at: place)
        let first = try #require(try await enrol.begin(at: place, stage.here.clock.now)).seed
        #expect(try await enrol.begin(at: place, stage.here.clock.now)?.seed.bytes == first.bytes)
        let wrong = try #require(OneTimePassword("000000"))
        if first.timeStep(of: wrong, at: stage.here.clock.now, after: nil) == nil {
            guard case .wrong = try await enrol.confirm(wrong, device: stage.device, at: place, stage.act) else {
                Issue.record("a wrong code has set up an app")
                return
            }
        }
        let (seed, _) = try await stage.enrol(at: place)
        #expect(seed.bytes == first.bytes)
        let stored = try await stage.here.read { try $0.row("SELECT seed FROM second_factors")?.text(0) }
        #expect(stored.map { !$0.contains(first.text.filter { $0 != " " }) } == true)
    }

    // MARK: A reset, and what is in flight

    @Test func `a reset ends what was begun, and the app, the codes and the password with it`() async throws {
        let (seed, enrolled) = try await stage.activated()
        let place = try await stage.browser()
        _ = try await stage.begin(at: place)
        let code = try await stage.reset()
        #expect(try await stage.session(enrolled.cookie) == nil)
        #expect(try await stage.step(place) == nil)
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: place).word == "not due")
        #expect(try await stage.begin(at: try await stage.browser()).word == "wrong")
        let again = try await stage.browser()
        #expect(try await stage.begin(code.text, at: again).begunStep == .choosePassword)
        _ = try await stage.choose("Một mật khẩu khác 2026!", at: again)
        let (other, _) = try await stage.enrol(at: again)
        #expect(other.bytes != seed.bytes)
    }

    /// Logins run into a reset from all sides: afterwards no session is left, and the old password stays gone.
    @Test func `no login in flight survives a reset`() async throws {
        let (_, enrolled) = try await stage.activated()
        // Hashes of other parameters: each right password comes with a new hash.
        let old = try PasswordHash(
            of: try NewPassword(SignInStage.password, for: stage.username),
            try Argon2Parameters(memoryKiB: 128, iterations: 2, parallelism: 1), random: stage.installation.random)
        try await stage.here.write { try $0.execute("UPDATE local_accounts SET password_hash = $1", .text(old.text)) }
        var places: [StepPlace] = []
        for _ in 0..<11 { places.append(try await stage.browser()) }
        _ = try await race(11) { [stage, places] number in
            if number == 5 { _ = try await stage.reset() }
            if number != 5, try await stage.begin(at: places[number]).begunStep == .secondFactor, number < 10 {
                _ = try await stage.show(.recoveryCode(enrolled.codes[number]), at: places[number])
            }
        }
        let left = try await stage.here.read { transaction in
            (
                try transaction.row("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL")?.integer(0),
                try transaction.row("SELECT COUNT(*) FROM interactions WHERE proven_person IS NOT NULL")?.integer(0),
                try transaction.row("SELECT COUNT(*) FROM local_accounts WHERE password_hash IS NOT NULL")?.integer(0)
            )
        }
        #expect(left.0 == 0 && left.1 == 0 && left.2 == 0)
        // Wrong, or locked by those who came after the reset.
        #expect(try await stage.begin(at: try await stage.browser()).begunStep == nil)
    }
}
