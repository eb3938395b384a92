import Identity
import OpenIDConnect
import Testing
import Wire

/// What an authorization request may say that we don't act on (OpenID Connect Core §3.1.2.1: a server ignores what it doesn't
/// understand), and what may be said in any order.
@Suite struct IgnoredParametersTests {
    @Test(
        arguments: [
            ["display": "page"], ["display": "popup"], ["display": "touch"], ["claims_locales": "vi en se"],
            ["extra": "foobar"], ["id_token_signed_response_alg": "none"],
        ])
    func `display, claims_locales and what nobody knows change nothing`(more: [String: String]) throws {
        let client = try Sample.client()
        let plain = try AuthorizationRequest(.authorization(), client: client)
        let request = try AuthorizationRequest(.authorization(more.mapValues { $0 }), client: client)
        #expect(request.demand == plain.demand)
        #expect(request.parameters.encoded() == plain.parameters.encoded(), "nor is it kept")
    }

    @Test(arguments: [
        "openid profile phone", "phone openid profile", "profile phone openid", "openid phone profile profile",
    ])
    func `scopes are a set: their order says nothing, nor how often one stands there (RFC 6749 §3.3)`(
        scope: String
    ) throws {
        let client = try Sample.client { $0.scopes.append("phone") }
        let request = try AuthorizationRequest(.authorization(["scope": scope]), client: client)
        #expect(request.demand.scopes == [.openid, .profile, .phone])
    }
}
