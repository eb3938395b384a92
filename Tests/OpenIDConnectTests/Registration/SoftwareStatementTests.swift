import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// Software statements (RFC 7591 §2.3): metadata that somebody else answers for.
@Suite struct SoftwareStatementTests {
    private static let key = Result { try SigningKey.generate(algorithm: .ES256) }

    private func policy() throws -> RegistrationPolicy {
        let issuers: JSONObject = [
            "issuers": [
                [
                    "issuer": "https://software.hue.test",
                    "jwks": .object(JWKSet(keys: [try Self.key.get().publicJWK]).json),
                ]
            ]
        ]
        return RegistrationPolicy(softwareIssuers: try SoftwareIssuers(issuers))
    }

    private func statement(_ changes: [String: JSONValue?] = [:], by key: SigningKey? = nil) throws -> String {
        var claims: JSONObject = [
            "iss": "https://software.hue.test", "software_id": "4NRB1-0XZABZI9E6-5SM3R",
            "client_name": "Example Statement-based Client", "client_uri": "https://client.example.net/",
        ]
        for (name, value) in changes { claims[name] = value }
        return try JWS.sign(payload: JSONWriter.write(claims), key: try key ?? Self.key.get())
    }

    private func client(_ statement: String) throws -> (Client, RegistrationDetails) {
        var body = RegistrationRequestTests.example
        body["software_statement"] = .string(statement)
        let request = try RegistrationRequest(body, policy(), at: .noon)
        let registration = try request.registration(#require(ClientID("a")))
        return (try request.client(registration, secret: SecretHash(of: "secret")), request.details)
    }

    @Test func `what a statement says takes the place of what the client says`() throws {
        let statement = try statement()
        let (client, details) = try client(statement)
        #expect(client.name == "Example Statement-based Client" && client.homeURI == "https://client.example.net/")
        #expect(client.redirectURIs.count == 2)
        #expect(details.softwareID == "4NRB1-0XZABZI9E6-5SM3R" && details.softwareStatement == statement)
    }

    @Test func `what was kept of a registration is read as it was written`() throws {
        let (_, details) = try client(statement())
        #expect(try RegistrationDetails(details.json) == details)
    }

    @Test func `nobody is believed who isn't trusted, and no statement before or after its time`() throws {
        let now = Instant.noon.secondsSince1970
        let other = try SigningKey.generate(algorithm: .ES256)
        let rows: [(String, String)] = [
            (try statement(by: other), "unapproved_software_statement"),
            (try statement(["iss": "https://software.evil.test"]), "unapproved_software_statement"),
            (try statement(["iss": nil]), "unapproved_software_statement"),
            (Self.rfcExample, "unapproved_software_statement"),
            (try statement(["exp": .integer(now - 120)]), "invalid_software_statement"),
            (try statement(["nbf": .integer(now + 3600)]), "invalid_software_statement"),
            (try statement(["exp": "soon"]), "invalid_software_statement"),
            ("no token", "invalid_software_statement"),
        ]
        for (text, code) in rows {
            do {
                _ = try client(text)
                Issue.record("\(text) is taken")
            } catch let error as RegistrationError { #expect(error.code.rawValue == code, "\(text)") }
        }
    }

    @Test func `a statement can't say more than a client may`() throws {
        let statement = try statement(["scope": "openid citizen_id"])
        #expect(throws: RegistrationError.self) { try client(statement) }
    }

    /// RFC 7591 §2.3: it names no issuer, and nobody has its key.
    private static let rfcExample = """
        eyJhbGciOiJSUzI1NiJ9.eyJzb2Z0d2FyZV9pZCI6IjROUkIxLTBYWkFCWkk5RTYtNVNNM1IiLCJjbGll\
        bnRfbmFtZSI6IkV4YW1wbGUgU3RhdGVtZW50LWJhc2VkIENsaWVudCIsImNsaWVudF91cmkiOiJodHRwczovL2NsaWVudC5leGFtcGxlLm5ldC8ifQ.\
        GHfL4QNIrQwL18BSRdE595T9jbzqa06R9BT8w409x9oIcKaZo_mt15riEXHazdISUvDIZhtiyNrSHQ8K4TvqWxH6uJgcmoodZdPwmWRIEYbQDLqPNxREtYn0\
        5X3AR7ia4FRjQ2ojZjk5fJqJdQ-JcfxyhK-P8BAWBd6I2LLA77IG32xtbhxYfHX7VhuU5ProJO8uvu3Ayv4XRhLZJY4yKfmyjiiKiPNe-Ia4SMy_d_QSWxsk\
        U5XIQl5Sa2YRPMbDRXttm2TfnZM1xx70DoYi8g6czz-CPGRi4SW_S2RKHIJfIjoI3zTJ0Y2oe0_EJAiXbL6OyF9S5tKxDXV8JIndSA
        """
}
