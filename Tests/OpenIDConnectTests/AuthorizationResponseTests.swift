import OpenIDConnect
import TestSupport
import Testing

@Suite struct AuthorizationResponseTests {
    private func address(_ changes: [String: String?] = [:], registered: String) throws -> ResponseAddress {
        let client = try Sample.client { $0.redirectURIs = [registered] }
        return try AuthorizationRequest(
            .authorization(changes.merging(["redirect_uri": registered]) { $1 }), client: client
        ).address
    }

    @Test func `an answer has the code or the error, the state and the issuer`() throws {
        let address = try address(registered: "https://rp.hue.test/callback?tenant=1")
        let error = AuthorizationError(.accessDenied, "the person refused")
        let response = AuthorizationResponse(error: error, to: address, issuer: try Sample.issuer())
        #expect(
            response.location == "https://rp.hue.test/callback?tenant=1&error=access_denied"
                + "&error_description=the+person+refused&state=xyz&iss=https%3A%2F%2Fsso.hue.test")
    }

    @Test func `without a state none is sent back`() throws {
        let address = try address(["state": nil], registered: "https://rp.hue.test/")
        let code = AuthorizationCode(random: SeededRandom(seed: 1))
        let response = AuthorizationResponse(code: code, to: address, issuer: try Sample.issuer())
        #expect(response.parameters.map(\.name) == ["code", "iss"])
        #expect(response.location == "https://rp.hue.test/?code=\(code.text)&iss=https%3A%2F%2Fsso.hue.test")
    }

    @Test func `the answer travels in the mode that was asked for`() throws {
        let posted = try address(["response_mode": "form_post"], registered: "https://rp.hue.test/callback?tenant=1")
        let code = AuthorizationCode(random: SeededRandom(seed: 1))
        guard case .form(let form) = AuthorizationResponse(code: code, to: posted, issuer: try Sample.issuer()).delivery
        else {
            Issue.record("no form")
            return
        }
        #expect(form.action == "https://rp.hue.test/callback?tenant=1")
        #expect(form.fields.map(\.name) == ["code", "state", "iss"])
        let queried = try address(registered: "https://rp.hue.test/callback")
        let response = AuthorizationResponse(code: code, to: queried, issuer: try Sample.issuer())
        guard case .redirect(let location) = response.delivery else {
            Issue.record("no redirect")
            return
        }
        #expect(location == response.location)
    }
}
