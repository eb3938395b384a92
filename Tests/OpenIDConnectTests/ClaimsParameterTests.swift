import Identity
import OpenIDConnect
import Testing
import Wire

@Suite struct ClaimsParameterTests {
    private func client() throws -> Client {
        try Sample.client {
            $0.scopes = ["profile", "email", "phone", "org"]; $0.platform = "bi"
        }
    }

    private func request(_ claims: String, _ changes: [String: String?] = [:]) throws -> AuthorizationRequest {
        var changes = changes
        changes["claims"] = .some(claims)
        return try AuthorizationRequest(.authorization(changes), client: try client())
    }

    /// The example of OpenID Connect Core §5.5, to the letter.
    private static let example = """
        {
         "userinfo":
          {
           "given_name": {"essential": true},
           "nickname": null,
           "email": {"essential": true},
           "email_verified": {"essential": true},
           "picture": null,
           "http://example.info/claims/groups": null
          },
         "id_token":
          {
           "auth_time": {"essential": true},
           "acr": {"values": ["https://hue.gov.vn/acr/2"] }
          }
        }
        """

    @Test func `the specification's own example asks for what we have, and a level that is a wish (§5.5)`() throws {
        let demand = try request(Self.example).demand
        #expect(demand.claims == RequestedClaims(userInfo: [.givenName, .email, .emailVerified], idToken: []))
        #expect(demand.level == .two && !demand.isLevelEssential)
        #expect(demand.releasedScopes == [.openid, .profile, .email])
    }

    @Test(arguments: [
        "", "x", "[]", "null", #""userinfo""#, #"{"userinfo":[]}"#, #"{"id_token":"name"}"#,
        #"{"id_token":{"name":1}}"#,
        #"{"userinfo":{"name":[]}}"#, #"{"id_token":{"acr":{"essential":"yes"}}}"#,
        #"{"id_token":{"acr":{"values":"x"}}}"#,
        #"{"userinfo":{"name":null,"name":null}}"#,
    ])
    func `what isn't of its form is refused at the redirect URI`(claims: String) throws {
        let verdict = Verdict(.authorization(["claims": .some(claims)]), client: try client())
        #expect(claims.isEmpty ? verdict == .good : verdict == .redirect(.invalidRequest), "\(verdict)")
    }

    @Test func `it is bounded`() throws {
        let long = #"{"x":"\#(String(repeating: "a", count: 4_096))"}"#
        #expect(Verdict(.authorization(["claims": .some(long)]), client: try client()) == .redirect(.invalidRequest))
    }

    @Test func `what the client may not have, and what we don't, is left out without a word (§5.5.1)`() throws {
        let asked =
            #"{"userinfo":{"vn.gov.hue.citizen_id":{"essential":true},"name#vi":null,"x":null,"sub":null},"x":1}"#
        #expect(try request(asked).demand.claims == .none)
        #expect(try request(#"{"userinfo":null,"id_token":null}"#).demand.claims == .none)
    }

    @Test func `an ID token is never asked for what must not stand in addresses`() throws {
        let asked = #"{"id_token":{"vn.gov.hue.permissions":null,"vn.gov.hue.unit":null,"email":null}}"#
        let demand = try request(asked).demand
        #expect(demand.claims.idToken == [.unit, .email] && demand.isAboutPost)
    }

    @Test func `an essential acr is the level below which there is no answer, whatever is wished beside it (§5.5.1.1)`()
        throws
    {
        let asked =
            #"{"id_token":{"acr":{"essential":true,"values":["https://hue.gov.vn/acr/3","https://hue.gov.vn/acr/4"]}}}"#
        let demand = try request(asked, ["acr_values": "https://hue.gov.vn/acr/1"]).demand
        #expect(demand.level == .three && demand.isLevelEssential)
        let single = #"{"id_token":{"acr":{"essential":true,"value":"https://hue.gov.vn/acr/2"}}}"#
        #expect(try request(single).demand.level == .two)
        let foreign = #"{"id_token":{"acr":{"essential":true,"value":"urn:mace:incommon:iap:silver"}}}"#
        #expect(
            Verdict(.authorization(["claims": foreign]), client: try client())
                == .redirect(.unmetAuthenticationRequirements))
        // Essential without a value: an acr is always told.
        #expect(try request(#"{"id_token":{"acr":{"essential":true}}}"#).demand.isLevelEssential == false)
    }

    private func step(
        _ demand: SignInDemand, level: AuthenticationLevel, signedInHere: Bool = false
    ) throws -> NextStep {
        let session = DecisionFacts.Session(
            id: SessionID("session"), authentication: Sample.authentication(level: level))
        let progress = Interaction.Progress(
            startedAt: .noon, signedInSession: signedInHere ? SessionID("session") : nil)
        let address = try request("{}").reply
        return .decide(demand, reply: address, DecisionFacts(session: session, progress: progress), at: .noon)
    }

    private static let essential = #"{"id_token":{"acr":{"essential":true,"values":["https://hue.gov.vn/acr/3"]}}}"#

    @Test func `who is signed in below an essential level signs in anew, and is refused where that didn't help`() throws
    {
        let demand = try request(Self.essential).demand
        #expect(try step(demand, level: .two) == .signIn(.higherLevelDemanded))
        #expect(try step(demand, level: .three) == .issueCode)
        guard case .refuse(let error) = try step(demand, level: .two, signedInHere: true) else {
            Issue.record("a code below an essential level")
            return
        }
        #expect(error.code == .unmetAuthenticationRequirements)
    }

    @Test func `a silent request is refused below an essential level, and answered below one that is a wish`() throws {
        let silent = try request(Self.essential, ["prompt": "none"]).demand
        guard case .refuse(let error) = try step(silent, level: .two) else {
            Issue.record("a silent answer below an essential level")
            return
        }
        #expect(error.code == .unmetAuthenticationRequirements)
        let wish = try AuthorizationRequest(
            .authorization(["prompt": "none", "acr_values": "https://hue.gov.vn/acr/3"]), client: try client())
        #expect(try step(wish.demand, level: .two) == .issueCode)
    }

    @Test func `the answer is about whom sub names, or there is none (§3.1.2.2)`() throws {
        let client = try client()
        let (one, other) = (try Sample.person(1), try Sample.person(2))
        let subject = Sample.subjects.subject(of: one, for: client.subjectType)
        func isAbout(_ claims: String, _ person: PersonID?) throws -> Bool {
            try request(claims).isAbout(
                person, keys: try Sample.keys(), issuer: try Sample.issuer(), subjects: Sample.subjects)
        }
        for named in [
            #"{"id_token":{"sub":{"value":"\#(subject)"}}}"#, #"{"userinfo":{"sub":{"values":["x","\#(subject)"]}}}"#,
        ] {
            #expect(try isAbout(named, one))
            #expect(try !isAbout(named, other))
            #expect(try !isAbout(named, nil))
        }
        let contradiction = #"{"id_token":{"sub":{"value":"\#(subject)"}},"userinfo":{"sub":{"value":"x"}}}"#
        #expect(try !isAbout(contradiction, one))
        #expect(try isAbout(#"{"id_token":{"sub":{"essential":true}}}"#, other))
    }

    @Test func `prompt=create is refused by name (Initiating User Registration 1.0 §4)`() throws {
        for prompt in ["create", "login create"] {
            let error = #expect(throws: AuthorizationRefusal.self) {
                try AuthorizationRequest(.authorization(["prompt": prompt]), client: try client())
            }
            guard case .redirect(let told, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(told.code == .invalidRequest && told.description.contains("prompt=create"))
        }
    }
}
