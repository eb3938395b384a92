import Accounts
import Cryptography
import Database
import TestSupport
import Testing

@testable import Operations

/// What is typed is what was meant, whichever keyboard it came from.
@Suite(.bothDatabases) struct PasswordTextTests {
    private let stage: SignInStage

    init() throws { stage = try SignInStage() }

    private static let whole = "M\u{1EAD}t-kh\u{1EA9}u-Hu\u{1EBF}-2026!"
    private static let inParts = "Ma\u{323}\u{302}t-kha\u{302}\u{309}u-Hue\u{302}\u{301}-2026!"

    private func parameters() throws -> Argon2Parameters {
        try Argon2Parameters(memoryKiB: 64, iterations: 1, parallelism: 1)
    }

    /// Puts a hash of just these bytes into the records, as a version of before may have made it.
    private func store(_ text: String) async throws {
        let hash = try Argon2id(parameters: try parameters())
            .hash(password: Array(text.utf8), salt: Array(repeating: 1, count: 16))
        let username = stage.username.text
        try await stage.here.write { transaction in
            _ = try transaction.execute(
                "UPDATE local_accounts SET password_hash = $1 WHERE username = $2", .text(hash), .text(username))
        }
    }

    private func begin(_ text: String) async throws -> String {
        try await stage.begin(text, at: stage.browser()).word
    }

    @Test(arguments: [inParts, whole])
    func `a password that was set at one keyboard is right at every other`(typed: String) async throws {
        let (_, code) = try await stage.add()
        let place = try await stage.browser()
        _ = try await stage.begin(code.text, at: place)
        _ = try await stage.choose(typed, at: place)
        for text in [Self.whole, Self.inParts, Self.whole.replacing("-", with: "-")] {
            #expect(try await begin(text) == "begun")
        }
        #expect(try await begin(Self.whole.uppercased()) == "wrong")
    }

    @Test func `a hash of what was typed before passwords were prepared stays good, and is made anew`() async throws {
        _ = try await stage.activated()
        try await store(Self.inParts)
        // Who types it otherwise than it was set has to wait until it was typed once as it was.
        #expect(try await begin(Self.whole) == "wrong")
        #expect(try await begin(Self.inParts) == "begun")
        #expect(try await begin(Self.whole) == "begun")
        #expect(try await begin(Self.inParts) == "begun")
        try await store("Mot\u{A0}con vit 2 cai canh")
        #expect(try await begin("Mot con vit 2 cai canh") == "wrong")
        #expect(try await begin("Mot\u{A0}con vit 2 cai canh") == "begun")
        #expect(try await begin("Mot con vit 2 cai canh") == "begun")
    }

    @Test(arguments: ["an.nguyen ", " an.nguyen", "\u{A0}AN.NGUYEN\u{3000}", "ａｎ．ｎｇｕｙｅｎ", "an.nguyen\r\n"])
    func `space around a user name, and its width, are no part of it`(typed: String) async throws {
        _ = try await stage.activated()
        let password = try #require(PresentedPassword(SignInStage.password))
        let outcome = try await PasswordSignIn(stage.installation, stage.passwords)
            .run(typed, password, device: stage.device, at: stage.browser(), stage.act)
        #expect(outcome.word == "begun")
        #expect(try await FindPerson(stage.installation).run(typed)?.auditName == "an.nguyen")
    }
}
