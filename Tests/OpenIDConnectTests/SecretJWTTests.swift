import Cryptography
import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// A client that signs with its secret (`client_secret_jwt`, OpenID Connect Core §9).
@Suite struct SecretJWTTests {
    private static let secret = "the secret of the platform, long enough"
    private static let method = "client_secret_jwt"

    private func client(profile: String? = nil) throws -> Client {
        var registration = Sample.registration()
        registration.authenticationMethod = Self.method
        registration.proofs.profile = profile
        return try registration.client(secret: SecretHash(of: Self.secret), sealed: SealedClientSecret("sealed"))
    }

    private func form(
        under secret: String = secret, header: JSONObject = ["alg": "HS256", "typ": "JWT"],
        _ changes: [String: JSONValue] = [:]
    ) -> FormParameters {
        var claims: JSONObject = [
            "iss": "platform", "sub": "platform", "aud": "https://sso.hue.test/oauth2/token", "jti": "1",
            "exp": .integer(Instant.noon.secondsSince1970 + 60),
        ]
        for (name, value) in changes { claims[name] = value }
        return FormParameters([
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", macToken(claims, header: header, under: secret)),
        ])
    }

    private func assertion(_ form: FormParameters) throws -> ClientAssertion {
        guard case .assertion(let assertion) = try PresentedClient(authorization: nil, parameters: form) else {
            throw ClientAuthenticationError.malformed("no assertion")
        }
        return assertion
    }

    private func proof(
        _ form: FormParameters, by secrets: [String] = [secret]
    ) throws -> KeyProof {
        try assertion(form).verified(
            bySecrets: secrets.map { Array($0.utf8) }, of: client(), issuer: Sample.issuer(), at: .noon)
    }

    @Test func `who has the secret is the client, for the registration of then`() throws {
        let proof = ClientAuthentication.key(try proof(form()))
        #expect(try proof.verified(against: client(), at: .noon).id.text == "platform")
        var registration = Sample.registration()
        registration.authenticationMethod = Self.method
        let rotated = try registration.client(secret: SecretHash(of: "other"), sealed: SealedClientSecret("other"))
        #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) {
            try proof.verified(against: rotated, at: .noon)
        }
    }

    @Test func `either of two secrets counts, and no third`() throws {
        #expect(throws: Never.self) { try proof(form(), by: ["another secret, which is as long", Self.secret]) }
        #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) {
            try proof(form(under: "a third secret, which is as long too"), by: [Self.secret])
        }
    }

    @Test func `what it says is held to the same rules as what a key signs`() throws {
        for (changes, flaw): ([String: JSONValue], ClientAssertionFlaw) in [
            (["aud": "https://other.test"], .wrongAudience), (["exp": 1], .expired),
            (["iss": "other"], .otherClient("iss")),
            (["jti": ""], .missing("jti")),
        ] {
            #expect(throws: ClientAuthenticationError.badAssertion(flaw)) { try proof(form(changes)) }
        }
        #expect(throws: ClientAuthenticationError.badAssertion(.wrongType)) {
            try proof(form(header: ["alg": "HS256", "typ": "at+jwt"]))
        }
    }

    /// RFC 8725 §2.1.
    @Test func `a public key makes no assertion of the client that has it`() throws {
        let key = try SigningKey.generate(algorithm: .ES256)
        let keys = JWKSet(keys: [key.publicJWK])
        let signer = try Sample.client {
            $0.authenticationMethod = "private_key_jwt"
            $0.proofs.keys = keys.json
        }
        let published = String(decoding: JSONWriter.write(key.publicJWK.json), as: UTF8.self)
        #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) {
            try assertion(form(under: published)).verified(by: keys, of: signer, issuer: Sample.issuer(), at: .noon)
        }
    }

    @Test func `who sends the secret is told to sign with it`() throws {
        let header = Sample.basic("platform", Self.secret)
        let sent = try ClientAuthentication(authorization: header, parameters: FormParameters([]))
        #expect(throws: ClientAuthenticationError.otherMethod(Self.method, usedHeader: true)) {
            try sent.verified(against: client(), at: .noon)
        }
    }

    /// FAPI 2.0 Security Profile §5.3.2.1.
    @Test func `a strict client can't be registered so`() throws {
        #expect(throws: ClientRegistrationError.weakerThanProfile(.fapi2, "token_endpoint_auth_method")) {
            try client(profile: "fapi2")
        }
    }

    @Test func `it isn't registered without the sealed secret, and registers itself where that is enabled`() throws {
        var registration = Sample.registration()
        registration.authenticationMethod = Self.method
        #expect(throws: ClientRegistrationError.secretMissing) {
            try registration.client(secret: SecretHash(of: Self.secret))
        }
        let metadata: JSONObject = [
            "redirect_uris": ["https://rp.hue.test/callback"], "token_endpoint_auth_method": .string(Self.method),
        ]
        for (methods, isTaken) in [([], false), ([Self.method], true)] {
            let policy = RegistrationPolicy(otherMethods: methods)
            let request = try RegistrationRequest(metadata, policy, at: .noon)
            let made = try? request.client(
                request.registration(#require(ClientID("platform"))), secret: SecretHash(of: Self.secret),
                sealed: SealedClientSecret("sealed"))
            #expect((made != nil) == isTaken)
        }
    }

    @Test func `it is announced exactly where it is enabled`() throws {
        let others = ClientCredential.otherMethods(nil, takesSecretJWT: true)
        let json = ProviderMetadata.clientAuthentication(besides: others)
        for endpoint in ["token", "introspection", "revocation"] {
            #expect(json["\(endpoint)_endpoint_auth_methods_supported"]?.array?.contains(.string(Self.method)) == true)
            #expect(json["\(endpoint)_endpoint_auth_signing_alg_values_supported"]?.array?.contains("HS256") == true)
        }
        let without = ProviderMetadata.json(try Sample.issuer(), keys: try Sample.keys())
        #expect(without["token_endpoint_auth_methods_supported"]?.array?.contains(.string(Self.method)) == false)
        #expect(without["token_endpoint_auth_signing_alg_values_supported"]?.array?.contains("HS256") == false)
        #expect(without["id_token_signing_alg_values_supported"]?.array?.contains("HS256") == false)
    }
}
