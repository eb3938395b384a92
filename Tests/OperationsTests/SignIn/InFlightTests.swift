import Accounts
import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// What was verified counts only if it still holds when it is acted on: each test holds an act between the two, and does
/// what takes it away.
@Suite(.bothDatabases) struct InFlightTests {
    private let held: HeldRandom
    private let stage: SignInStage

    init() throws {
        held = HeldRandom(SeededRandom(seed: 77))
        stage = try SignInStage(held: held)
    }

    private func disable(_ person: PersonID, _ isEnabled: Bool = false) async throws {
        let known = KnownPerson(id: person, auditName: "an.nguyen", name: nil, isEnabled: !isEnabled)
        if isEnabled {
            try await EnableAccount(stage.installation).run(known, stage.act)
        } else {
            try await DisableAccount(stage.installation).run(known, stage.act)
        }
    }

    private func text(_ query: String) async throws -> String? {
        try await stage.here.read { transaction in try transaction.row(query)?.optionalText(0) }
    }

    // MARK: A right password

    /// An account whose password was hashed with other parameters: who signs in draws a salt after it was found right.
    private func withOldHash() async throws {
        _ = try await stage.activated()
        let old = try PasswordHash(
            of: try NewPassword(SignInStage.password, for: stage.username),
            try Argon2Parameters(memoryKiB: 128, iterations: 2, parallelism: 1), random: SeededRandom(seed: 3))
        try await stage.here.write { try $0.execute("UPDATE local_accounts SET password_hash = $1", .text(old.text)) }
    }

    private func signInWhile(
        _ meanwhile: () async throws -> Void
    ) async throws -> (word: String, step: SignInStep?) {
        let place = try await stage.browser()
        let outcome = try await held.during({ [stage] in try await stage.begin(at: place) }, meanwhile)
        return (outcome.word, try await stage.step(place))
    }

    @Test func `a password that is reset while it is looked at proves nothing, and doesn't come back`() async throws {
        try await withOldHash()
        let (word, step) = try await signInWhile { _ = try await stage.reset() }
        #expect(word == "wrong" && step == nil)
        #expect(try await text("SELECT password_hash FROM local_accounts") == nil)
        #expect(try await stage.here.audit().last?.hasPrefix("sign-in | refused: changed-meanwhile") == true)
    }

    @Test func `an account that is disabled while its password is looked at lets nobody in`() async throws {
        try await withOldHash()
        let person = try #require(try await text("SELECT person FROM local_accounts").flatMap { PersonID($0) })
        let (word, step) = try await signInWhile { try await disable(person) }
        #expect(word == "wrong" && step == nil)
        #expect(try await stage.here.audit().last?.hasPrefix("sign-in | refused: account-disabled") == true)
    }

    @Test func `what nobody takes away goes on`() async throws {
        try await withOldHash()
        let (word, step) = try await signInWhile {}
        #expect(word == "begun" && step == .secondFactor)
        #expect(try await text("SELECT password_hash FROM local_accounts")?.contains("m=64,") == true)
    }

    // MARK: A password that is being chosen

    private func choosing() async throws -> (PersonID, StepPlace) {
        let (person, code) = try await stage.add()
        let place = try await stage.browser()
        try #require(try await stage.begin(code.text, at: place).begunStep == .choosePassword)
        return (person, place)
    }

    private func chooseWhile(_ place: StepPlace, _ meanwhile: () async throws -> Void) async throws -> String {
        let outcome = try await held.during({ [stage] in try await stage.choose(at: place) }, meanwhile)
        return switch outcome {
        case .chosen: "chosen"
        case .disabled: "disabled"
        case .busy: "busy"
        case .notDue: "not due"
        }
    }

    @Test func `a password that is chosen while the account is reset is none, and the new code is good`() async throws {
        let (_, place) = try await choosing()
        var code: ActivationCode?
        #expect(try await chooseWhile(place) { code = try await stage.reset() } == "not due")
        #expect(try await text("SELECT password_hash FROM local_accounts") == nil)
        let again = try await stage.begin(try #require(code).text, at: try await stage.browser())
        #expect(again.begunStep == .choosePassword)
    }

    @Test func `a disabled account chooses no password, and isn't told more than that`() async throws {
        let (person, place) = try await choosing()
        #expect(try await chooseWhile(place) { try await disable(person) } == "disabled")
        #expect(try await text("SELECT password_hash FROM local_accounts") == nil)
        #expect(try await stage.here.audit().last?.hasPrefix("account-password | refused: account-disabled") == true)
    }

    @Test func `what had begun before an account was disabled doesn't go on when it is enabled`() async throws {
        let (person, place) = try await choosing()
        try await disable(person)
        try await disable(person, true)
        #expect(try await stage.step(place) == nil)
    }

    // MARK: Second factors

    @Test func `an app that is set up while the account is reset counts for nothing`() async throws {
        let (_, place) = try await choosing()
        _ = try await stage.choose(at: place)
        let enrol = EnrolSecondFactor(stage.installation, stage.sealer)
        let seed = try #require(try await enrol.begin(at: place, stage.act.now)).seed
        _ = try await stage.reset()
        guard case .notDue = try await enrol.confirm(stage.code(seed), device: stage.device, at: place, stage.act)
        else {
            Issue.record("set up")
            return
        }
        #expect(try await text("SELECT seed FROM second_factors") == nil)
        #expect(try await text("SELECT hash FROM recovery_codes") == nil)
        #expect(try await text("SELECT id FROM sessions") == nil)
    }

    @Test func `of two browsers that set up an app, one does`() async throws {
        let (_, place) = try await choosing()
        _ = try await stage.choose(at: place)
        let other = try await stage.browser()
        try #require(try await stage.begin(at: other).begunStep == .enrolSecondFactor)
        let enrol = EnrolSecondFactor(stage.installation, stage.sealer)
        let late = try #require(try await enrol.begin(at: other, stage.act.now)).seed
        let (seed, _) = try await stage.enrol(at: place)
        guard case .notDue = try await enrol.confirm(stage.code(late), device: stage.device, at: other, stage.act)
        else {
            Issue.record("set up twice")
            return
        }
        #expect(try await stage.step(other) == .secondFactor)
        stage.here.clock.advance(by: .seconds(30))
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: other).word == "signed in")
    }

    @Test(arguments: [false, true])
    func `a code that is right opens nothing for an account that is disabled meanwhile`(isList: Bool) async throws {
        let (seed, enrolled) = try await stage.activated()
        let place = try await stage.browser()
        _ = try await stage.begin(at: place)
        try await disable(try #require(try await stage.session(enrolled.cookie)).person)
        let presented: SecondFactor.Presented =
            isList ? .recoveryCode(enrolled.codes[0]) : .oneTimePassword(stage.code(seed))
        #expect(try await stage.show(presented, at: place).word == "disabled")
        #expect(try await text("SELECT id FROM sessions WHERE ended_at IS NULL") == nil)
    }

    @Test func `new recovery codes are for a session that still stands`() async throws {
        let (seed, enrolled) = try await stage.activated()
        let renew = RenewRecoveryCodes(stage.installation, stage.sealer)
        let holder = try #require(try await renew.holder(enrolled.cookie, at: stage.act.now))
        #expect(holder.left == RecoveryCode.count)
        _ = try await stage.reset()
        guard case .notDue = try await renew.run(stage.code(seed), by: holder, stage.act) else {
            Issue.record("renewed")
            return
        }
        #expect(try await text("SELECT hash FROM recovery_codes") == nil)
    }
}
