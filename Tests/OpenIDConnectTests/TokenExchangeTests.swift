import Identity
import JOSE
import OpenIDConnect
import Testing
import Wire

/// How requests of RFC 8693 are read, and what an exchanged token says of who acts.
@Suite struct TokenExchangeTests {
    private func grant(_ more: String) throws -> TokenExchangeGrant {
        let body =
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=eyJ.a.b"
            + "&subject_token_type=urn:ietf:params:oauth:token-type:jwt" + more
        guard case .tokenExchange(let grant) = try TokenRequest(FormParameters(body: body)) else {
            throw TokenError(.unsupportedGrantType, "another grant")
        }
        return grant
    }

    @Test func `the requests of RFC 8693 appendix A are read: impersonation, and delegation with an actor`() throws {
        let impersonation = try grant("&audience=urn%3Aexample%3Acooperation-context")
        #expect(impersonation.target == .audience("urn:example:cooperation-context"))
        #expect(impersonation.subjectToken == "eyJ.a.b" && impersonation.actorToken == nil)
        let delegation = try grant(
            "&audience=urn%3Aexample%3Acooperation-context&actor_token=eyJ.c.d"
                + "&actor_token_type=urn:ietf:params:oauth:token-type:jwt")
        #expect(delegation.actorToken == "eyJ.c.d")
        #expect(
            try grant("&resource=https://backend.example.com/api").target
                == .resource("https://backend.example.com/api"))
        #expect(try grant("&scope=profile+x").scopes == [.profile] && grant("").scopes == nil)
    }

    private func exchange(_ actors: [String]) throws -> TokenExchange {
        TokenExchange(
            source: TokenID(stored: "source"), token: TokenID(stored: "token"), root: Sample.authorizationID(),
            actors: try actors.map { try #require(ClientID($0)) }, passedBy: [], subjectType: .public, isOffline: false)
    }

    @Test func `act names who acts now, and in it who acted before (RFC 8693 §4.1, figures 5 and 6)`() throws {
        #expect(try exchange([]).act == nil)
        #expect(try exchange(["admin.example.com"]).act == ["sub": "admin.example.com"])
        #expect(
            try exchange(["service16.example.com", "service77.example.com"]).act
                == ["sub": "service16.example.com", "act": ["sub": "service77.example.com"]])
    }

    @Test func `the answer says which type it issued, for how long and for what (RFC 8693 §2.2.1)`() throws {
        let client = try Sample.client()
        let authorization = Authorization(
            id: Sample.authorizationID("exchanged"), client: client.id,
            subject: .person(try Sample.person(), Sample.authentication(), session: SessionID("session")),
            scopes: [.profile], audiences: [Sample.audience], exchange: try exchange(["platform"]))
        let issue = TokenIssue(
            authorization, to: try Sample.authenticated(client), token: TokenID(stored: "t"), audience: Sample.audience,
            at: .noon)
        let response = try Sample.tokenIssuer().response(issue, platformClaims: [:])
        #expect(response["issued_token_type"] == "urn:ietf:params:oauth:token-type:access_token")
        #expect(response["token_type"] == "Bearer" && response["scope"] == "profile")
        #expect(response["expires_in"] == .integer(AccessTokenRecord.lifetime.wholeSeconds))
        #expect(response["access_token"] != nil && response["refresh_token"] == nil && response["id_token"] == nil)
    }

    @Test func `may_act stands in a person's token where one client alone may act (RFC 8693 §4.4)`() throws {
        for (registered, claim) in [
            ([], nil), (["admin.example.com"], ["sub": "admin.example.com"]), (["a", "b"], nil),
        ] as [([String], JSONValue?)] {
            let client = try Sample.client { $0.exchange.mayAct = registered }
            let issue = TokenIssue(
                try Sample.authorization(client), to: try Sample.authenticated(client), token: TokenID(stored: "t"),
                audience: Sample.audience, at: .noon)
            let response = try Sample.tokenIssuer().response(issue, platformClaims: [:])
            let token = try VerifiedJWT(response["access_token"]?.string, keys: try Sample.keys())
            #expect(token.claims["may_act"] == claim)
            #expect(response["issued_token_type"] == nil, "that is said of exchanged tokens only")
        }
    }

    @Test func `a client that can't prove to be itself exchanges nothing, and who may act has the form of a client id`()
    {
        #expect(throws: ClientRegistrationError.grantNeedsSecret(.tokenExchange)) {
            try Sample.client {
                $0.authenticationMethod = "none"
                $0.grants.append(GrantType.tokenExchange.rawValue)
            }
        }
        #expect(throws: ClientRegistrationError.badActor("a b")) { try Sample.client { $0.exchange.mayAct = ["a b"] } }
        #expect(throws: ClientRegistrationError.self) { try Sample.client { $0.exchange.mode = "both" } }
    }
}
