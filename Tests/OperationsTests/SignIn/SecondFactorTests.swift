import Accounts
import Cryptography
import Identity
import TestSupport
import Testing

@testable import Operations

@Suite(.bothDatabases) struct SecondFactorTests {
    private let stage: SignInStage

    init() throws { stage = try SignInStage() }

    /// A browser at which the password was right.
    private func begun() async throws -> StepPlace {
        let place = try await stage.browser()
        try #require(try await stage.begin(at: place).begunStep == .secondFactor)
        return place
    }

    private func wrong(_ seed: OneTimePasswordSeed) throws -> OneTimePassword {
        let digit = stage.code(seed).text.hasPrefix("0") ? "1" : "0"
        return try #require(OneTimePassword(digit + stage.code(seed).text.dropFirst()))
    }

    @Test func `password and app give a session of level two`() async throws {
        let (seed, _) = try await stage.activated()
        let cookie = try #require(try await stage.show(.oneTimePassword(stage.code(seed)), at: begun()).cookie)
        let session = try #require(try await stage.session(cookie))
        #expect(session.authentication.methods == [.password, .oneTimePassword, .multipleFactors])
        #expect(session.authentication.level == .two)
    }

    @Test func `a recovery code stands in for the app, and is said to be a one-time password`() async throws {
        let (_, enrolled) = try await stage.activated()
        let cookie = try #require(try await stage.show(.recoveryCode(enrolled.codes[3]), at: begun()).cookie)
        let session = try #require(try await stage.session(cookie))
        #expect(session.authentication.methods == [.password, .oneTimePassword, .multipleFactors])
        #expect(try await stage.here.audit().contains { $0.hasPrefix("recovery-code-use | success") })
    }

    @Test func `a right password alone opens nothing`() async throws {
        _ = try await stage.activated()
        let sessions = "SELECT COUNT(*) FROM sessions"
        let before = try await stage.here.read { try $0.row(sessions)?.integer(0) }
        _ = try await begun()
        #expect(try await stage.here.read { try $0.row(sessions)?.integer(0) } == before)
    }

    @Test func `a code that was used is not taken again, nor one of a step before it`() async throws {
        let (seed, _) = try await stage.activated()
        let early = stage.code(seed)
        stage.here.clock.advance(by: .seconds(30))
        let now = stage.code(seed)
        #expect(try await stage.show(.oneTimePassword(now), at: begun()).cookie != nil)
        #expect(try await stage.show(.oneTimePassword(now), at: begun()).word == "used")
        #expect(try await stage.show(.oneTimePassword(early), at: begun()).word == "used")
        #expect(try await stage.show(.oneTimePassword(wrong(seed)), at: begun()).word == "wrong")
        stage.here.clock.advance(by: .seconds(30))
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: begun()).cookie != nil)
    }

    @Test func `of a hundred uses of one code at once, one succeeds`() async throws {
        let (seed, _) = try await stage.activated()
        let code = stage.code(seed)
        try await expectOne(of: .oneTimePassword(code))
    }

    @Test func `of a hundred uses of one recovery code at once, one succeeds`() async throws {
        let (_, enrolled) = try await stage.activated()
        try await expectOne(of: .recoveryCode(enrolled.codes[0]))
    }

    /// The others find it used, or the lock that so many attempts bring.
    private func expectOne(of presented: SecondFactor.Presented) async throws {
        var places: [StepPlace] = []
        for _ in 0..<100 { places.append(try await begun()) }
        let words = try await race(100) { [stage, places] number in
            try await stage.show(presented, at: places[number]).word
        }
        #expect(words.count { $0 == "signed in" } == 1)
        #expect(Set(words).isSubset(of: ["signed in", "used", "locked"]))
    }

    @Test func `five wrong codes lock the second factor and not the password`() async throws {
        let (seed, enrolled) = try await stage.activated()
        for _ in 0..<5 {
            #expect(try await stage.show(.oneTimePassword(wrong(seed)), at: begun()).word == "wrong")
        }
        // Neither a right password nor the other way gives an attempt back.
        let until = stage.here.clock.now + Lockout.duration
        guard case .locked(until) = try await stage.show(.recoveryCode(enrolled.codes[0]), at: begun()) else {
            Issue.record("it is not locked")
            return
        }
        stage.here.clock.advance(by: Lockout.duration)
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: begun()).cookie != nil)
    }

    @Test func `five wrong passwords lock the password and not a second step that was begun`() async throws {
        let (seed, _) = try await stage.activated()
        let place = try await begun()
        let stranger = BrowserSecretMaker.device(stage)
        for _ in 0..<6 {
            let other = try await stage.browser()
            let password = try #require(PresentedPassword("sai"))
            _ = try await PasswordSignIn(stage.installation, stage.passwords)
                .run(stage.username.text, password, device: stranger, at: other, stage.act)
        }
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: place).cookie != nil)
    }

    @Test func `an administrator unlocks both`() async throws {
        let (seed, _) = try await stage.activated()
        for _ in 0..<5 { _ = try await stage.show(.oneTimePassword(wrong(seed)), at: begun()) }
        _ = try await UnlockAccount(stage.installation).run(stage.username, stage.act)
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: begun()).cookie != nil)
    }

    @Test func `a half-finished sign-in of another browser isn't one`() async throws {
        let (seed, _) = try await stage.activated()
        let (place, other) = (try await begun(), try await stage.browser())
        let foreign = StepPlace(
            interaction: place.interaction, client: try #require(place.place.client), browser: other.browser,
            session: nil)
        #expect(try await stage.step(foreign) == nil)
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: foreign).word == "not due")
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: place).cookie != nil)
    }

    @Test func `it ends after ten minutes, and when it is finished`() async throws {
        let (seed, _) = try await stage.activated()
        let (late, place) = (try await begun(), try await begun())
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: place).cookie != nil)
        #expect(try await stage.step(place) == nil)
        stage.here.clock.advance(by: BegunSignIn.lifetime)
        #expect(try await stage.step(late) == nil)
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: late).word == "not due")
    }

    @Test func `a disabled account gets no further at any step`() async throws {
        let (seed, _) = try await stage.activated()
        let place = try await begun()
        try await stage.here.write { try $0.execute("UPDATE people SET is_enabled = 0") }
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: place).word == "disabled")
        #expect(try await stage.begin(at: try await stage.browser()).word == "wrong")
    }
}

/// A browser that nobody has signed in with.
enum BrowserSecretMaker {
    static func device(_ stage: SignInStage) -> BrowserSecret<DeviceCookie> {
        BrowserSecret(random: stage.installation.random)
    }
}
