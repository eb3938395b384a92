import OpenIDConnect
import Testing

/// What a resource of ours says to whom it refuses.
@Suite struct ResourceChallengeTests {
    private static let metadata = "https://sso.hue.test/.well-known/oauth-protected-resource/oauth2/userinfo"
    private static let place = "resource_metadata=\"\(metadata)\""
    private static let algorithms = "algs=\"ES256 PS256 EdDSA Ed25519\""

    private func fields(_ error: BearerError, _ authorization: String?) -> [String] {
        ResourceChallenge(error, authorization: authorization, metadata: Self.metadata).fields
    }

    @Test func `a 401 challenges by both schemes, and says what is wrong by the one that was used (RFC 9449 §7.1)`() {
        let (bearer, proof) = (
            "Bearer realm=\"hue-sso\", \(Self.place)", "DPoP realm=\"hue-sso\", \(Self.algorithms), \(Self.place)"
        )
        #expect(fields(.missing, nil) == [bearer, proof])
        #expect(fields(.missing, "Basic YTpi") == [bearer, proof])
        let wrong = "error=\"invalid_token\", error_description=\"\(BearerError.invalidToken.sentence)\""
        #expect(
            fields(.invalidToken, "bearer a.b.c") == ["Bearer realm=\"hue-sso\", \(wrong), \(Self.place)", proof])
        #expect(
            fields(.invalidToken, "DPoP a.b.c") == [
                "DPoP realm=\"hue-sso\", \(wrong), \(Self.algorithms), \(Self.place)", bearer,
            ])
        let bad = fields(.badProof(.needsNonce), "DPoP a.b.c")
        #expect(bad.count == 2 && bad.first?.hasPrefix("DPoP realm=\"hue-sso\", error=\"use_dpop_nonce\"") == true)
    }

    @Test func `where another scheme wouldn't help, only the one that was used is named`() {
        let refused = fields(.insufficientScope(.scimRead), "DPoP a.b.c")
        #expect(
            refused == [
                "DPoP realm=\"hue-sso\", error=\"insufficient_scope\", scope=\"scim.read\", \(Self.algorithms), \(Self.place)"
            ])
        #expect(fields(.invalidRequest("the access token must not be in the URL"), nil).count == 1)
    }

    @Test func `every text of a challenge is a quoted string as it stands`() {
        let errors: [BearerError] = [
            .missing, .invalidRequest("the request is not well-formed"), .invalidToken, .insufficientScope(.scimWrite),
            .badProof(.replayed), .badProof(.otherKey), .badProof(.otherRequest("ath")), .badProof(.absent),
        ]
        for field in errors.flatMap({ fields($0, "DPoP x") }) {
            #expect(field.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
            #expect(field.count { $0 == "\"" }.isMultiple(of: 2))
        }
    }
}
