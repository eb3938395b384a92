import COpenSSL

/// Keyed hashes (RFC 2104) for our own cookies, handles and derived values, for one-time passwords, and for what a client says
/// of itself under its secret; never for tokens of ours, which are signed.
package enum HMAC {
    /// HMAC-SHA-256 of `message`: 32 bytes. Compare it with ``constantTimeEqual(_:_:)``.
    package static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        tag(of: message, key: key, length: HashAlgorithm.sha256.byteCount, by: sha256Template)
    }

    /// HMAC-SHA-1 of `message`: 20 bytes, for one-time passwords and nothing else (RFC 4226 §5.3).
    ///
    /// SHA-1, because it is what every authenticator app computes; several ignore the wish for another hash and then
    /// show codes that are wrong. Its collisions don't reach HMAC, which doesn't rest on there being none
    /// (RFC 6194 §3.3).
    package static func sha1(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        tag(of: message, key: key, length: 20, by: sha1Template)
    }

    private static func tag(of message: [UInt8], key: [UInt8], length: Int, by template: Fetched) -> [UInt8] {
        let context = EVP_MAC_CTX_dup(template.pointer)
        defer { EVP_MAC_CTX_free(context) }
        let tag = written(length) { tag in
            var count = 0
            return EVP_MAC_init(context, key, key.count, nil) == 1
                && EVP_MAC_update(context, message, message.count) == 1
                && EVP_MAC_final(context, tag, &count, length) == 1 && count == length
        }
        // The only way to get here is that libcrypto couldn't allocate its context of some hundred bytes.
        guard let tag else { fatalError("libcrypto couldn't compute an HMAC") }
        return tag
    }

    // Contexts that know their digest and no key. They are only ever duplicated, so that threads can share them.
    private static let sha256Template = Fetched(makeTemplate(digest: "SHA2-256"), name: "HMAC-SHA-256")
    private static let sha1Template = Fetched(makeTemplate(digest: "SHA1"), name: "HMAC-SHA-1")

    private static func makeTemplate(digest: StaticString) -> OpaquePointer? {
        guard let context = EVP_MAC_CTX_new(Fetched.hmac.pointer) else { return nil }
        // Literals, because a parameter keeps pointers to its name and its value; libcrypto only reads both.
        let name: StaticString = "digest"
        let parameters = [
            OSSL_PARAM_construct_utf8_string(name.cString, UnsafeMutablePointer(mutating: digest.cString), 0),
            OSSL_PARAM_construct_end(),
        ]
        guard EVP_MAC_CTX_set_params(context, parameters) == 1 else {
            EVP_MAC_CTX_free(context)
            return nil
        }
        return context
    }
}
