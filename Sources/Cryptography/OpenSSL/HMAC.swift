import COpenSSL

/// Keyed hashes (RFC 2104) for our own cookies, handles and derived values; never for tokens, which are
/// signed.
package enum HMAC {
    /// HMAC-SHA-256 of `message`: 32 bytes. Compare it with ``constantTimeEqual(_:_:)``.
    package static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: HashAlgorithm.sha256.byteCount)
        var length = 0
        let context = EVP_MAC_CTX_dup(template.pointer)
        defer { EVP_MAC_CTX_free(context) }
        guard EVP_MAC_init(context, key, key.count, nil) == 1,
            EVP_MAC_update(context, message, message.count) == 1,
            EVP_MAC_final(context, &tag, &length, tag.count) == 1, length == tag.count
        else {
            // The only way to get here is that libcrypto couldn't allocate its context of some hundred bytes.
            fatalError("libcrypto couldn't compute an HMAC")
        }
        return tag
    }

    /// A context that knows its digest and no key. It is only ever duplicated, so that threads can share it.
    private static let template = Fetched(makeTemplate(), name: "HMAC-SHA-256")

    private static func makeTemplate() -> OpaquePointer? {
        guard let context = EVP_MAC_CTX_new(Fetched.hmac.pointer) else { return nil }
        // Literals, because a parameter keeps pointers to its name and its value; libcrypto only reads both.
        let (name, digest): (StaticString, StaticString) = ("digest", "SHA2-256")
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
