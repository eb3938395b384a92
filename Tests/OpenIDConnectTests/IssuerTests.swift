import OpenIDConnect
import Testing

@Suite struct IssuerTests {
    @Test(
        arguments: [
            "https://sso.hue.gov.vn", "https://sso.hue.gov.vn:8443", "http://localhost:8080",
            "http://127.0.0.1",
            "http://127.9.9.9:1", "http://[::1]:8080",
        ])
    func `an origin is an issuer and stays as it is written`(text: String) throws {
        #expect(try Issuer(text).text == text)
    }

    @Test(
        arguments: [
            "", "sso.hue.gov.vn", "https://sso.hue.gov.vn/", "https://sso.hue.gov.vn/realm",
            "https://sso.hue.gov.vn?a",
            "https://sso.hue.gov.vn#a", "https://user@sso.hue.gov.vn", "https://@sso.hue.gov.vn",
            "https://SSO.hue.gov.vn", "HTTPS://sso.hue.gov.vn", "https://sso.hue.gov.vn:443",
            "http://localhost:80",
            "ftp://sso.hue.gov.vn", "https://", "https:sso.hue.gov.vn", "urn:hue", " https://sso.hue.gov.vn",
            "https://sso.hue.gov.vn\n", "https://sso。hue.gov.vn",
        ])
    func `what is no origin in its one spelling is no issuer`(text: String) {
        #expect(throws: IssuerError.notAnOrigin) { try Issuer(text) }
    }

    @Test(
        arguments: [
            "http://sso.hue.gov.vn", "http://10.0.0.1", "http://127.0.0.1.nip.io", "http://localhost.evil",
            "http://[::2]",
        ])
    func `plain http is for loopback addresses only`(text: String) {
        #expect(throws: IssuerError.insecure) { try Issuer(text) }
    }

    @Test func `the addresses stand under the issuer`() throws {
        let issuer = try Issuer("https://sso.hue.test")
        #expect(issuer.address(Issuer.Path.token) == "https://sso.hue.test/oauth2/token")
        #expect(issuer.userInfoEndpoint == "https://sso.hue.test/oauth2/userinfo")
    }
}
