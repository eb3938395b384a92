import COpenSSL

/// A SHA-256 (FIPS 180-4) of what comes piece by piece, for what is too long to be held at once.
package final class RunningHash {
    private let context: OpaquePointer

    package init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex2(context, Fetched.sha256.pointer, nil) == 1 else {
            // The only way to get here is that libcrypto couldn't allocate its context of some hundred bytes.
            fatalError("libcrypto couldn't begin a hash")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package func update(_ bytes: [UInt8]) {
        guard EVP_DigestUpdate(context, bytes, bytes.count) == 1 else { fatalError("libcrypto couldn't hash") }
    }

    /// The digest: 32 bytes. It is asked for once, at the end.
    package func digest() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        guard EVP_DigestFinal_ex(context, &digest, nil) == 1 else { fatalError("libcrypto couldn't hash") }
        return digest
    }
}
