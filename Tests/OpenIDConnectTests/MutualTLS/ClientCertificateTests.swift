import Cryptography
import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// Clients that prove themselves by a certificate (RFC 8705), and the fields in which proxies pass it on (RFC 9440).
@Suite struct ClientCertificateTests {
    private func certificate() throws -> ClientCertificate { try #require(ClientCertificate(TestCertificate.client)) }

    private func authorities() throws -> CertificateAuthorities {
        try CertificateAuthorities([TestCertificate.authority])
    }

    // MARK: The field

    @Test func `the example of RFC 9440 is read`() throws {
        let read = try #require(ClientCertificate(field: ":\(TestCertificate.rfc9440):"))
        #expect(read == ClientCertificate(TestCertificate.bytes(TestCertificate.rfc9440)))
    }

    @Test func `what nginx and Apache write is read`() throws {
        let own = try #require(ClientCertificate(TestCertificate.rfc8705))
        #expect(ClientCertificate(field: TestCertificate.escaped(TestCertificate.rfc8705)) == own)
        let apache = TestCertificate.pem(TestCertificate.rfc8705).replacing("\n", with: " ")
        #expect(ClientCertificate(field: apache) == own)
    }

    @Test(arguments: [
        "", ":", "::", ":a", "(null)", ":AAAA:", "-----BEGIN CERTIFICATE-----", "%2D", "%",
        "-----BEGIN CERTIFICATE----- AAAA -----END CERTIFICATE-----", TestCertificate.rfc9440,
    ])
    func `what is no certificate is none`(text: String) {
        #expect(ClientCertificate(field: text) == nil)
    }

    @Test(arguments: ["%+D", "%0x", "%2", "%"]) func `an escape of another form spoils the field`(escape: String) {
        let field = TestCertificate.escaped(TestCertificate.rfc8705).replacing("%0A", with: escape, maxReplacements: 1)
        #expect(ClientCertificate(field: field) == nil)
    }

    @Test func `of two certificates in one field none counts`() {
        let both = TestCertificate.pem(TestCertificate.rfc8705) + TestCertificate.pem(TestCertificate.client)
        #expect(ClientCertificate(field: both.replacing("\n", with: " ")) == nil)
    }

    // MARK: tls_client_auth

    private func client(_ kind: CertificateSubject.Kind, _ name: String) throws -> Client {
        try Sample.client {
            $0.authenticationMethod = "tls_client_auth"
            $0.proofs.certificateSubjects = [kind: name]
        }
    }

    private func proof(
        _ client: Client, by authorities: CertificateAuthorities?, at now: Instant = .noon
    ) throws -> CertificateProof? {
        CertificateProof(try certificate(), of: client, by: authorities, keys: nil, at: now)
    }

    @Test(
        arguments: [
            (.distinguishedName, "CN=lgsp.hue.test,O=Thành phố Huế\\, CNTT,C=VN"),
            (.distinguishedName, "cn=lgsp.hue.test, o = Thành phố Huế\\, CNTT , C=VN"), (.dns, "LGSP.hue.test"),
            (.uri, "https://lgsp.hue.test/client"), (.email, "lgsp@hue.test"), (.address, "192.0.2.7"),
            (.address, "2001:DB8:0::7"),
        ] as [(CertificateSubject.Kind, String)])
    func `a client is known by the one name that is registered`(kind: CertificateSubject.Kind, name: String) throws {
        let client = try client(kind, name)
        let proof = try #require(try proof(client, by: authorities()))
        #expect(try ClientAuthentication.certificate(proof).verified(against: client, at: .noon).id == client.id)
        #expect(ClientAuthentication.certificate(proof).hasProof)
    }

    @Test(
        arguments: [
            (.distinguishedName, "CN=lgsp.hue.test"),
            (.distinguishedName, "C=VN,O=Thành phố Huế\\, CNTT,CN=lgsp.hue.test"),
            (.distinguishedName, "CN=LGSP.hue.test,O=Thành phố Huế\\, CNTT,C=VN"), (.dns, "hue.test"),
            (.dns, "*.hue.test"),
            (.uri, "https://lgsp.hue.test/"), (.email, "LGSP@hue.test"), (.address, "192.0.2.8"),
        ] as [(CertificateSubject.Kind, String)])
    func `by another name it is nobody`(kind: CertificateSubject.Kind, name: String) throws {
        #expect(try proof(client(kind, name), by: authorities()) == nil)
    }

    @Test func `the right name counts only by somebody who is believed, in its time`() throws {
        let client = try client(.dns, "lgsp.hue.test")
        #expect(try proof(client, by: nil) == nil)
        #expect(try proof(client, by: CertificateAuthorities([TestCertificate.rfc9440Authority])) == nil)
        #expect(try proof(client, by: authorities(), at: .noon - .hours(24 * 400)) == nil)
    }

    @Test func `a registration names exactly one`() throws {
        for subjects in [[:], [.dns: "a.test", .email: "a@a.test"], [.address: "a.test"], [.uri: "a"], [.dns: ""]]
            as [[CertificateSubject.Kind: String]]
        {
            #expect(throws: ClientRegistrationError.certificateSubjectNeeded) {
                try Sample.client {
                    $0.authenticationMethod = "tls_client_auth"
                    $0.proofs.certificateSubjects = subjects
                }
            }
        }
    }

    @Test func `the metadata of RFC 8705 §2.1.2 are read, and the client is read again as it is`() throws {
        let registration = try ClientRegistration(
            id: "lgsp",
            metadata: [
                "redirect_uris": ["https://rp.hue.test/callback"], "token_endpoint_auth_method": "tls_client_auth",
                "tls_client_auth_san_dns": "lgsp.hue.test", "tls_client_certificate_bound_access_tokens": true,
            ])
        let client = try registration.client(secret: nil)
        #expect(client.credential.methodName == "tls_client_auth" && client.protection.bindsToCertificate)
        #expect(try ClientRegistration(client).client(secret: nil) == client)
    }

    // MARK: self_signed_tls_client_auth

    /// RFC 8705, Appendix A: the key of its certificate.
    private static let key: JSONObject = [
        "kty": "EC", "crv": "P-256", "x": "1yfLHCpXqFjxCeHHHMVDTcLscpb07KUxudBmOMn8C7Q",
        "y": "8_coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8",
    ]

    @Test func `a client that vouches for itself is known by the key of its certificate`() throws {
        let client = try Sample.client {
            $0.authenticationMethod = "self_signed_tls_client_auth"
            $0.proofs.keys = ["keys": [.object(Self.key)]]
        }
        let own = try #require(ClientCertificate(TestCertificate.rfc8705))
        let keys = try JWKSet(["keys": [.object(Self.key)]])
        let proof = try #require(CertificateProof(own, of: client, by: nil, keys: keys, at: .noon))
        #expect(try ClientAuthentication.certificate(proof).verified(against: client, at: .noon).id == client.id)
        #expect(try CertificateProof(certificate(), of: client, by: authorities(), keys: keys, at: .noon) == nil)
        #expect(CertificateProof(own, of: client, by: nil, keys: nil, at: .noon) == nil)
    }

    /// RFC 8705 §2.2, RFC 7517 §4.7.
    @Test(arguments: ["self_signed_tls_client_auth", "private_key_jwt"])
    func `a certificate that is registered with a key is that key's`(method: String) throws {
        func register(_ certificate: [UInt8]) throws -> Client {
            var key = Self.key
            key["x5c"] = .array([.string(Base64.encode(certificate))])
            return try Sample.client {
                $0.authenticationMethod = method
                $0.proofs.keys = ["keys": [.object(key)]]
            }
        }
        #expect(try register(TestCertificate.rfc8705).keys == .set(JWKSet(["keys": [.object(Self.key)]])))
        #expect(throws: ClientRegistrationError.foreignCertificate) { try register(TestCertificate.client) }
    }

    @Test func `a proof counts for the registration under which it was looked at`() throws {
        let client = try client(.dns, "lgsp.hue.test")
        let proof = try #require(try proof(client, by: authorities()))
        for other in [try Sample.client(), try self.client(.email, "lgsp@hue.test")] {
            #expect(throws: ClientAuthenticationError.self) {
                try ClientAuthentication.certificate(proof).verified(against: other, at: .noon)
            }
        }
    }

    @Test func `a client that is registered with a certificate isn't known without one`() throws {
        let client = try client(.dns, "lgsp.hue.test")
        for form in [[("client_id", "platform")], [("client_id", "platform"), ("client_secret", Sample.secret)]] {
            let presented = try ClientAuthentication(authorization: nil, parameters: FormParameters(form))
            #expect(throws: ClientAuthenticationError.self) { try presented.verified(against: client, at: .noon) }
        }
    }

    // MARK: Bound tokens

    @Test func `a client that is registered so has its tokens bound to the certificate, or gets none`() throws {
        let client = try Sample.client { $0.proofs.bindsToCertificate = true }
        let own = try #require(ClientCertificate(TestCertificate.rfc8705))
        let confirmation = try #require(try client.confirmation(nil, own))
        #expect(confirmation.json == ["x5t#S256": "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"])
        #expect(throws: TokenRefusal.certificateAbsent) { try client.confirmation(nil) }
        #expect(try Sample.client().confirmation(nil, own) == nil)
    }

    @Test func `FAPI 2 takes a certificate for a key, and for what binds tokens`() throws {
        let client = try Sample.client {
            $0.authenticationMethod = "tls_client_auth"
            $0.proofs.certificateSubjects = [.dns: "lgsp.hue.test"]
            $0.proofs.profile = "fapi2"
            $0.proofs.bindsToCertificate = true
        }
        #expect(try client.confirmation(nil, certificate()) == .certificate(certificate().thumbprint))
        #expect(throws: TokenRefusal.self) { try client.confirmation(nil) }
        #expect(client.requiresCodeChallenge && client.requiresPushedRequests)
    }
}
