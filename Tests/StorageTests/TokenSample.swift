import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Wire

/// Signed access tokens, as a platform presents them.
enum TokenSample {
    static func presented(id: String, client: ClientID) throws -> PresentedAccessToken {
        let keys = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
        let issuer = try Issuer("https://sso.hue.test")
        let token = try keys.sign(
            [
                "iss": "https://sso.hue.test", "aud": [.string(issuer.userInfoEndpoint)], "jti": .string(id),
                "client_id": .string(client.text), "iat": .integer(Instant.noon.secondsSince1970),
                "exp": .integer(Instant.noon.secondsSince1970 + 600),
            ], type: "at+jwt", with: .ES256)
        return try AccessTokenReader(issuer: issuer, keys: keys, memory: AccessTokenMemory())
            .token(token, for: issuer.userInfoEndpoint, at: .noon)
    }
}
