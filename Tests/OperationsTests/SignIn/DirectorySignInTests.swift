import Accounts
import Directory
import Identity
import OpenIDConnect
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Operations

@Suite(.bothDatabases) struct DirectorySignInTests {
    private static func unexpected() { Issue.record("another outcome") }

    private let stage: SignInStage
    private let directory: DirectoryStage

    init() async throws {
        stage = try SignInStage()
        try await stage.here.importUnits(SampleDepartments.units)
        var directory = DirectoryStage(here: stage.here, source: try #require(SourceID("thanh-pho")))
        directory.reading.units = try DirectoryStage.units(SampleDepartments.units)
        try directory.tell(1, username: "an.nguyen", "chuyen-vien@H57.01.01")
        try await directory.apply()
        self.directory = directory
    }

    private func signIn(
        _ verdict: DirectoryVerdict, _ name: String = "an.nguyen", _ password: String = SignInStage.password,
        at place: StepPlace, asked: Calls = Calls()
    ) async throws -> DirectorySignIn.Outcome {
        let act = DirectorySignIn(stage.installation, source: directory.source) { _, _ in
            _ = asked.next()
            return verdict
        }
        return try await act.run(
            name, try #require(PresentedPassword(password)), device: stage.device, at: place, stage.act)
    }

    @Test func `who is let in there sets up the second factor here, and shows it from then on`() async throws {
        let place = try await stage.browser()
        guard case .begun(.enrolSecondFactor, .graceLeft(2)) = try await signIn(.accepted(.graceLeft(2)), at: place)
        else { return Self.unexpected() }
        let (seed, enrolled) = try await stage.enrol(at: place)
        #expect(try await stage.session(enrolled.cookie)?.authentication.level == .two)
        stage.here.clock.advance(by: .seconds(30))
        let next = try await stage.browser()
        guard case .begun(.secondFactor, nil) = try await signIn(.accepted(nil), at: next) else {
            return Self.unexpected()
        }
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: next).cookie != nil)
    }

    @Test(arguments: [
        (DirectoryVerdict.wrong, "wrong"), (.locked, "lockedThere"), (.expired, "expiredThere"),
        (.mustChange, "changeThere"), (.unavailable, "unavailable"),
    ])
    func `what the directory doesn't accept begins nothing`(_ verdict: DirectoryVerdict, _ word: String) async throws {
        let place = try await stage.browser()
        #expect("\(try await signIn(verdict, at: place))" == word)
        #expect(try await stage.step(place) == nil)
    }

    @Test func `five wrong passwords lock here, and the directory isn't asked any more`() async throws {
        let (place, asked) = (try await stage.browser(), Calls())
        for _ in 0..<5 { _ = try await signIn(.wrong, at: place, asked: asked) }
        let outcome = try await signIn(.accepted(nil), at: place, asked: asked)
        guard case .locked = outcome else { return Self.unexpected() }
        #expect(asked.count == 5)
    }

    @Test func `a directory that doesn't answer costs nobody an attempt`() async throws {
        let place = try await stage.browser()
        for _ in 0..<10 { _ = try await signIn(.unavailable, at: place) }
        guard case .begun = try await signIn(.accepted(nil), at: place) else { return Self.unexpected() }
    }

    @Test func `a password that a bind can't hold is never sent`() async throws {
        // netmagis #173, thelounge #1724, CVE-2017-14623: an empty password signs in.
        let asked = Calls()
        #expect(
            "\(try await signIn(.accepted(nil), "an.nguyen", "a\u{0}b", at: try await stage.browser(), asked: asked))"
                == "wrong")
        #expect(asked.count == 0)
    }

    @Test func `names that the source doesn't know, and accounts of the city's, aren't asked for`() async throws {
        let asked = Calls()
        for name in ["nobody.here", "*", "an.nguyen)(uid=*"] {
            #expect(
                "\(try await signIn(.accepted(nil), name, at: try await stage.browser(), asked: asked))" == "notAsked")
        }
        _ = try await stage.add()
        #expect("\(try await signIn(.accepted(nil), at: try await stage.browser(), asked: asked))" == "notAsked")
        #expect(asked.count == 0)
    }

    @Test func `who left meanwhile isn't let in`() async throws {
        let place = try await stage.browser()
        var gone = directory
        try gone.remove(1)
        let left = gone
        let act = DirectorySignIn(stage.installation, source: directory.source) { _, _ in
            _ = try? await left.apply()
            return .accepted(nil)
        }
        let outcome = try await act.run(
            "an.nguyen", try #require(PresentedPassword(SignInStage.password)), device: stage.device, at: place,
            stage.act)
        #expect("\(outcome)" == "wrong")
        #expect(try await stage.step(place) == nil)
    }
}
