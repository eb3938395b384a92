import COpenSSL

/// What every bridge to libcrypto shares: return codes that become errors, and algorithms that are fetched
/// once.
enum Library {
    /// Turns the return code of a libcrypto call into a typed error. Everything except 1 is a failure.
    static func check(_ returnCode: Int32) throws(CryptographyError) {
        guard returnCode == 1 else { throw failure() }
    }

    /// Takes a libcrypto object that was just made, or says why there is none.
    static func check(_ pointer: OpaquePointer?) throws(CryptographyError) -> OpaquePointer {
        guard let pointer else { throw failure() }
        return pointer
    }

    /// The error that libcrypto queued for this thread; the queue is empty afterwards, as a stale entry would
    /// be blamed on the next operation.
    static func failure() -> CryptographyError {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        return .openSSL(code: code)
    }

    /// Turns an answer of libcrypto into yes or no: what isn't a clear yes is a no, and leaves no queued
    /// error behind.
    static func isTrue(_ returnCode: Int32) -> Bool {
        if returnCode == 1 { return true }
        ERR_clear_error()
        return false
    }
}

/// An algorithm of libcrypto's provider, fetched once: a fetch per call takes a lock that all threads share.
struct Fetched: @unchecked Sendable {
    // Safe to share: libcrypto never changes a fetched method, and it is never freed.
    let pointer: OpaquePointer

    /// `nil` from libcrypto means an installation without an algorithm that nothing here works without.
    init(_ pointer: OpaquePointer?, name: StaticString) {
        guard let pointer else { fatalError("this libcrypto doesn't provide \(name)") }
        self.pointer = pointer
    }

    static let sha256 = Fetched(EVP_MD_fetch(nil, "SHA2-256", nil), name: "SHA2-256")
    static let sha384 = Fetched(EVP_MD_fetch(nil, "SHA2-384", nil), name: "SHA2-384")
    static let sha512 = Fetched(EVP_MD_fetch(nil, "SHA2-512", nil), name: "SHA2-512")
    static let hmac = Fetched(EVP_MAC_fetch(nil, "HMAC", nil), name: "HMAC")
    static let aes128GCM = Fetched(EVP_CIPHER_fetch(nil, "AES-128-GCM", nil), name: "AES-128-GCM")
    static let aes256GCM = Fetched(EVP_CIPHER_fetch(nil, "AES-256-GCM", nil), name: "AES-256-GCM")
    static let aes128CBC = Fetched(EVP_CIPHER_fetch(nil, "AES-128-CBC", nil), name: "AES-128-CBC")
    static let aes256Wrap = Fetched(EVP_CIPHER_fetch(nil, "AES-256-WRAP", nil), name: "AES-256-WRAP")
}
