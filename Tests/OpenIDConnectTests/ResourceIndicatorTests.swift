import Identity
import OpenIDConnect
import Testing
import Wire

/// `resource` of an authorization request (RFC 8707 §2.1), and what tokens are for by it.
@Suite struct ResourceIndicatorTests {
    /// Those of the RFC's examples.
    private static let calendar = "https://cal.example.com/"
    private static let contacts = "https://contacts.example.com/"

    private func client() throws -> Client {
        try Sample.client { $0.audiences = [Self.calendar, Self.contacts, "https://api.hue.test/"] }
    }

    private func request(_ resources: [String]) throws(AuthorizationRefusal) -> AuthorizationRequest {
        let client: Client
        do { client = try self.client() } catch { throw .page(.unknownClient) }
        return try AuthorizationRequest(.authorization(also: resources.map { ("resource", $0) }), client: client)
    }

    private func authorization(_ resources: [String]) throws -> Authorization {
        Authorization(
            try request(resources).demand, id: Sample.authorizationID(), person: try Sample.person(),
            authentication: Sample.authentication(), session: SessionID("session"), issuer: try Sample.issuer())
    }

    @Test(
        arguments: [
            ([], [Sample.audience, calendar, contacts, "https://api.hue.test/"]),
            ([calendar], [calendar, Sample.audience]),
            // RFC 8707 §2.1, figure 2: both may be asked for.
            ([calendar, contacts], [calendar, contacts, Sample.audience]),
            ([contacts, calendar, contacts], [contacts, calendar, Sample.audience]),
            ([""], [Sample.audience, calendar, contacts, "https://api.hue.test/"]),
        ] as [([String], [String])])
    func `tokens are for the resources that the request names, and for UserInfo`(
        resources: [String], audiences: [String]
    ) throws {
        #expect(try authorization(resources).audiences == audiences)
    }

    @Test func `a token is for one of them, the first where its request names none (RFC 8707 §2.2)`() throws {
        let (authorization, issuer) = (try authorization([Self.calendar, Self.contacts]), try Sample.issuer())
        let client = try Sample.authenticated(try client())
        #expect(try authorization.audience(nil, for: client, issuer: issuer) == Self.calendar)
        #expect(try authorization.audience(Self.contacts, for: client, issuer: issuer) == Self.contacts)
        #expect(try authorization.audience(Sample.audience, for: client, issuer: issuer) == Sample.audience)
        #expect(throws: TokenRefusal.foreignResource) {
            try authorization.audience("https://api.hue.test/", for: client, issuer: issuer)
        }
    }

    @Test(
        arguments: [
            ["https://other.example.com/"], ["https://cal.example.com"], ["https://CAL.example.com/"], ["cal"],
            ["https://cal.example.com/#x"], [calendar, "https://other.example.com/"], [Sample.audience],
        ])
    func `a resource that isn't one of the client's, to the letter, is an invalid_target`(resources: [String]) throws {
        let refusal = #expect(throws: AuthorizationRefusal.self) { try request(resources) }
        #expect(refusal?.code == "invalid_target")
        #expect(refusal?.clientID?.text == "platform", "the client is told")
    }

    @Test func `who pushes a request is told of it at once (RFC 9126 §2.3)`() throws {
        let client = try Sample.authenticated(try client())
        let parameters = FormParameters.authorization(also: [("resource", "https://other.example.com/")])
        let refusal = #expect(throws: TokenRefusal.self) {
            try PushedRequest(ReceivedRequest(plain: parameters), from: client)
        }
        #expect(refusal?.error.code == .invalidTarget)
    }

    @Test func `what is kept of a request has all of its resources`() throws {
        let kept = try request([Self.contacts, Self.calendar]).parameters
        let again = try AuthorizationRequest(kept, client: try client())
        #expect(again.demand.resources == [Self.contacts, Self.calendar])
    }
}
