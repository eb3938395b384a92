import Cryptography
import Identity
import JOSE
import TestSupport
import Testing
import Wire

@testable import OpenIDConnect

/// Signed authorization responses (JARM).
@Suite struct JWTResponseTests {
    private func address(
        _ changes: [String: String?], client: Client? = nil
    ) throws -> ResponseAddress {
        try AuthorizationRequest(.authorization(changes), client: try client ?? Sample.client()).address
    }

    private static let code = AuthorizationCode(random: SeededRandom(seed: 1))

    private func sealed(_ address: ResponseAddress) async throws -> AuthorizationResponse {
        try await AuthorizationResponse(code: Self.code, to: address, issuer: Sample.issuer())
            .sealed(by: Sample.keys(), at: .noon) { _, _ in throw NotAsked() }
    }

    private struct NotAsked: Error {}

    private func claims(_ response: AuthorizationResponse) throws -> JSONObject {
        #expect(response.parameters.map(\.name) == ["response"])
        return try VerifiedJWT(response.parameters.first?.value, keys: Sample.keys()).claims
    }

    /// JARM §2.1.1.
    @Test func `a signed answer says from whom and for whom it is, until when, and what a plain one says`() async throws
    {
        let response = try await sealed(address(["response_mode": "jwt"]))
        #expect(
            try claims(response)
                == [
                    "aud": "platform", "exp": .integer((Instant.noon + AuthorizationCode.lifetime).secondsSince1970),
                    "code": .string(Self.code.text), "state": "xyz", "iss": "https://sso.hue.test",
                ])
    }

    /// JARM §2.3.
    @Test func `it travels in the mode that was asked for`() async throws {
        for mode in ["jwt", "query.jwt"] {
            let response = try await sealed(address(["response_mode": mode]))
            guard case .redirect(let location) = response.delivery else { throw NotAsked() }
            #expect(location.hasPrefix("https://rp.hue.test/callback?response=ey"), "\(mode)")
        }
        let fragment = try await sealed(address(["response_mode": "fragment.jwt"]))
        guard case .redirect(let location) = fragment.delivery else { throw NotAsked() }
        #expect(location.hasPrefix("https://rp.hue.test/callback#response=ey"))
        let posted = try await sealed(address(["response_mode": "form_post.jwt"]))
        guard case .form(let form) = posted.delivery else { throw NotAsked() }
        #expect(form.action == "https://rp.hue.test/callback")
        #expect(form.fields.map(\.name) == ["response"])
        for mode in ["query", "form_post", nil] {
            let plain = try await sealed(address(["response_mode": mode]))
            #expect(plain.parameters.map(\.name) == ["code", "state", "iss"])
        }
    }

    @Test func `an error is signed as an answer is`() async throws {
        let error = AuthorizationError(.accessDenied, "the person refused")
        let response = try await AuthorizationResponse(
            error: error, to: address(["response_mode": "jwt"]), issuer: Sample.issuer()
        ).sealed(by: Sample.keys(), at: .noon) { _, _ in throw NotAsked() }
        #expect(try claims(response)["error"] == "access_denied")
        // What is wrong with the request itself, too: where the mode can be read.
        do {
            _ = try AuthorizationRequest(
                .authorization(["response_mode": "form_post.jwt", "scope": "profile"]), client: Sample.client())
        } catch AuthorizationRefusal.redirect(_, let address) {
            #expect(address.mode == .formPostJWT && address.signed != nil)
        }
    }

    @Test(arguments: ClientRegistration.idTokenAlgorithms)
    func `it is signed by the algorithm that the client is registered with`(algorithm: SignatureAlgorithm) async throws
    {
        let client = try Sample.client { $0.messages.responseAlgorithm = algorithm.rawValue }
        let response = try await sealed(address(["response_mode": "jwt"], client: client))
        let token = try UnverifiedJWT(parsing: #require(response.parameters.first?.value))
        #expect(token.header.algorithm == algorithm)
        let usual = try Sample.client { $0.idTokenAlgorithm = algorithm.rawValue }
        #expect(usual.messages.signedResponse.algorithm == algorithm)
    }

    @Test func `what a client wants encrypted is encrypted after it is signed`() async throws {
        let key = try DecryptionKey(p256: .generate(.p256))
        let set = JWKSet(keys: [], encryptionKeys: [key.publicKey]).json
        let client = try Sample.client {
            $0.proofs.keys = set
            $0.messages.responseEncryption = .init(named: "ECDH-ES A256GCM")
        }
        let response = try await AuthorizationResponse(
            code: Self.code, to: address(["response_mode": "jwt"], client: client), issuer: Sample.issuer()
        ).sealed(by: Sample.keys(), at: .noon) { token, encryption in
            try JWE.encrypt(
                Array(token.utf8), to: key.publicKey, encryption.algorithm, encryption.content,
                random: SeededRandom(seed: 2))
        }
        let message = try EncryptedJWE(parsing: try #require(response.parameters.first?.value))
        #expect(message.header.encryption == .A256GCM)
        let token = String(decoding: try message.decrypted(by: [key]), as: UTF8.self)
        #expect(try VerifiedJWT(token, keys: Sample.keys()).claims["code"] == .string(Self.code.text))
    }

    @Test func `a client of the profile for signed messages takes no other answer`() throws {
        let keys = JWKSet(keys: [try SigningKey.generate(algorithm: .ES256).publicJWK]).json
        let client = try Sample.client {
            $0.authenticationMethod = "private_key_jwt"
            $0.proofs.keys = keys
            $0.proofs.profile = "fapi2-message-signing"
        }
        // Where it says nothing, its answer is signed all the same.
        #expect(try address([:], client: client).mode == .jwt)
        for mode in ["query", "form_post", "fragment"] {
            do {
                _ = try AuthorizationRequest(.authorization(["response_mode": mode]), client: client)
                Issue.record("taken: \(mode)")
            } catch AuthorizationRefusal.redirect(let error, let address) {
                #expect(error.code == .invalidRequest)
                #expect(address.signed != nil)
            }
        }
        #expect(
            throws: ClientRegistrationError.weakerThanProfile(.fapi2MessageSigning, "authorization_signed_response_alg")
        ) {
            try Sample.client {
                $0.authenticationMethod = "private_key_jwt"
                $0.proofs.keys = keys
                $0.proofs.profile = "fapi2-message-signing"
                $0.messages.responseAlgorithm = "RS256"
            }
        }
    }

    @Test func `what is to be encrypted needs a key of the client that fits`() throws {
        let key = try DecryptionKey(p256: .generate(.p256)).publicKey
        func client(_ set: JWKSet?, _ encryption: ClientRegistration.Messages.Encryption) throws -> Client {
            try Sample.client {
                $0.proofs.keys = set?.json
                $0.messages.responseEncryption = encryption
            }
        }
        let set = JWKSet(keys: [], encryptionKeys: [key])
        #expect(
            try client(set, .init(named: "ECDH-ES")).messages.signedResponse.encryption
                == MessageEncryption(algorithm: .ECDH_ES, content: .A128CBC_HS256))
        #expect(try client(set, .init(named: "")).messages.signedResponse.encryption == nil)
        #expect(throws: ClientRegistrationError.noEncryptionKey("RSA-OAEP-256")) {
            try client(set, .init(named: "RSA-OAEP-256 A128GCM"))
        }
        #expect(throws: ClientRegistrationError.keysNeededFor("authorization_encrypted_response_alg")) {
            try client(nil, .init(named: "ECDH-ES"))
        }
        for name in ["RSA1_5", "RSA-OAEP", "dir", "ECDH-ES A192GCM", "ECDH-ES none"] {
            #expect(throws: ClientRegistrationError.self) { try client(set, .init(named: name)) }
        }
        #expect(throws: ClientRegistrationError.encryptionNeedsAlgorithm("authorization_encrypted_response")) {
            try ClientRegistration(
                id: "platform",
                metadata: [
                    "redirect_uris": ["https://rp.hue.test/callback"], "jwks": .object(set.json),
                    "authorization_encrypted_response_enc": "A256GCM",
                ]
            ).client(secret: SecretHash(of: Sample.secret))
        }
    }
}
