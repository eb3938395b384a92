import Cryptography
import Wire

/// `code_challenge_method` (RFC 7636 §4.2). `plain` doesn't exist here.
package enum CodeChallengeMethod: String, Hashable, Sendable, CaseIterable {
    case S256
}

/// The challenge of an authorization request: always the S256 of a verifier (RFC 7636 §4.2).
package struct CodeChallenge: Hashable, Sendable {
    package let text: String

    /// `nil` unless the text is the Base64url of 32 bytes.
    package init?(_ text: String) {
        guard let bytes = try? Base64URL.decode(text), bytes.count == 32 else { return nil }
        self.text = text
    }
}

/// What the client keeps to itself until it redeems the code (RFC 7636 §4.1).
package struct CodeVerifier: Sendable {
    package let text: String

    /// `nil` unless the text is 43 to 128 unreserved characters.
    package init?(_ text: String) {
        guard (43...128).contains(text.utf8.count), ASCIISet.unreserved.holdsAll(of: text) else { return nil }
        self.text = text
    }

    /// RFC 7636 §4.6, in constant time.
    package func answers(_ challenge: CodeChallenge) -> Bool {
        constantTimeEqual(Base64URL.encode(SHA2.sha256(Array(text.utf8))), challenge.text)
    }
}
