import Cryptography
import Identity
import Testing
import Wire

@testable import DemoPlatform

@Suite struct SessionsTests {
    private let start = Instant(secondsSince1970: 1_000)

    @Test func `a browser keeps its last five begun sign-ins`() async throws {
        let sessions = Sessions(random: KernelRandomSource())
        var id: String?
        for state in 0...5 { id = await sessions.begin(try begun("s\(state)"), in: id, at: start) }
        let session = try #require(id)
        #expect(await sessions.take(state: "s0", in: session, at: start) == nil)
        for state in 1...5 {
            #expect(await sessions.take(state: "s\(state)", in: session, at: start)?.state == "s\(state)")
        }
    }

    @Test func `when there are too many sessions, the oldest goes`() async throws {
        let sessions = Sessions(random: KernelRandomSource())
        let first = await sessions.begin(try begun("first"), in: nil, at: start)
        let second = await sessions.begin(try begun("second"), in: nil, at: start + .seconds(1))
        for _ in 2...PlatformLimits.sessions {
            _ = await sessions.begin(try begun("s"), in: nil, at: start + .seconds(2))
        }
        #expect(await sessions.take(state: "first", in: first, at: start + .seconds(2)) == nil)
        #expect(await sessions.take(state: "second", in: second, at: start + .seconds(2)) != nil)
    }

    @Test func `signing in ends the old id and takes other tabs' sign-ins along`() async throws {
        let sessions = Sessions(random: KernelRandomSource())
        let old = await sessions.begin(try begun("other tab"), in: nil, at: start)
        let person = SignedInPerson(
            subject: "s", idTokenClaims: [:], userInfo: [:], idToken: "", clientID: "",
            endSessionEndpoint: nil)
        let new = await sessions.signIn(person, replacing: old, at: start)
        #expect(await sessions.take(state: "other tab", in: old, at: start) == nil)
        #expect(await sessions.person(in: old, at: start) == nil)
        #expect(await sessions.person(in: new, at: start) == person)
        #expect(await sessions.take(state: "other tab", in: new, at: start)?.state == "other tab")
    }

    private func begun(_ state: String) throws -> BegunSignIn {
        let endpoint: JSONValue = "https://op.test/x"
        let metadata = try ProviderMetadata(
            [
                "issuer": "https://op.test", "authorization_endpoint": endpoint, "token_endpoint": endpoint,
                "jwks_uri": endpoint,
            ], expecting: URI("https://op.test"))
        return BegunSignIn(
            metadata: metadata,
            registration: DemoRegistration(
                issuer: try URI("https://op.test"), clientID: "c", clientSecret: "s"),
            state: state, nonce: "n", codeVerifier: "v", end: start + .hours(1))
    }
}
