import Cryptography
import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// Encrypted ID tokens and UserInfo over HTTP (OpenID Connect Core §10.2, §5.3.2).
@Suite(.bothDatabases) struct EncryptedTokenTests {
    private static let ec = Result { try DecryptionKey(p256: .generate(.p256)) }
    private static let rsa = Result { try DecryptionKey(rsa: .generate(bitCount: 2048)) }
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    private func register(_ change: (inout ClientRegistration) -> Void) async throws {
        var registration = ClientRegistration(
            id: "sealed", name: "Nền tảng kín", redirectURIs: ["https://sealed.hue.test/callback"])
        registration.proofs.keys =
            JWKSet(keys: [], encryptionKeys: [try Self.ec.get().publicKey, try Self.rsa.get().publicKey]).json
        change(&registration)
        try await provider.add(
            try registration.client(secret: SecretHash(of: "the secret of sealed")), at: provider.clock.now)
    }

    private func opened(_ text: String?) throws -> String {
        let message = try EncryptedJWE(parsing: #require(text))
        return String(decoding: try message.decrypted(by: [Self.ec.get(), Self.rsa.get()]), as: UTF8.self)
    }

    private func verified(_ token: String) throws -> JSONObject {
        try UnverifiedJWT(parsing: token).verified(by: testSecrets.get().keys.current.published).claims
    }

    private static let pairs = KeyManagementAlgorithm.allCases.flatMap { algorithm in
        ContentEncryption.allCases.map { "\(algorithm.rawValue) \($0.rawValue)" }
    }

    @Test func `an ID token is signed, and then encrypted to the client, by every pair of algorithms`() async throws {
        try await register { $0.messages.idTokenEncryption = .init(named: Self.pairs[0]) }
        for pair in Self.pairs {
            let names = pair.split(separator: " ").map(String.init)
            try await provider.execute(
                """
                UPDATE clients SET messages = '{"id_token_encrypted_response_alg":"\(names[0])",\
                "id_token_encrypted_response_enc":"\(names[1])"}'
                """)
            try await provider.execute("UPDATE client_revision SET number = number + 1")
            let tokens = try await browser.redeem(try await browser.code("sealed"), "sealed")
            let text = try #require(try tokens.json()["id_token"]?.string)
            let header = try EncryptedJWE(parsing: text).header
            #expect([header.algorithm.rawValue, header.encryption.rawValue] == names)
            let claims = try verified(opened(text))
            #expect(claims["aud"] == "sealed" && claims["nonce"] == "n-1")
            // The access token is for services that have no such key.
            #expect(try await browser.userInfo(browser.accessToken(tokens)).status == 200)
        }
    }

    @Test func `UserInfo is encrypted as it is, or signed before`() async throws {
        try await register { $0.messages.userInfoEncryption = .init(named: "RSA-OAEP-256 A256GCM") }
        let token = try await browser.accessToken(browser.redeem(try await browser.code("sealed"), "sealed"))
        let plain = try await browser.userInfo(token)
        #expect(plain.status == 200 && plain.header("Content-Type") == "application/jwt")
        let claims = try JSONReader.readObject(Array(try opened(plain.text).utf8))
        #expect(claims["name"] == "Nguyễn Văn An")
        try await provider.execute("UPDATE clients SET userinfo_alg = 'ES256'")
        try await provider.execute("UPDATE client_revision SET number = number + 1")
        let signed = try verified(opened(try await browser.userInfo(token).text))
        #expect(signed["name"] == "Nguyễn Văn An")
        #expect(signed["aud"] == "sealed" && signed["iss"] == .string(RunningProvider.issuer))
    }

    @Test func `nothing leaves in the clear that should be encrypted and can't be`() async throws {
        try await register {
            $0.proofs.keys = nil
            $0.proofs.keysURI = "https://away.hue.test/jwks"
            $0.messages.idTokenEncryption = .init(named: "ECDH-ES")
        }
        let reply = try await browser.redeem(try await browser.code("sealed"), "sealed")
        #expect(reply.status == 503 && reply.header("Retry-After") != nil)
        #expect(!reply.text.contains("id_token"))
    }

    @Test func `the metadata say by what`() async throws {
        let metadata = try await browser.get("/.well-known/openid-configuration").json()
        for message in ["id_token", "userinfo"] {
            #expect(
                metadata[message + "_encryption_alg_values_supported"] == ["RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW"])
            #expect(
                metadata[message + "_encryption_enc_values_supported"] == ["A128GCM", "A256GCM", "A128CBC-HS256"])
        }
    }
}
