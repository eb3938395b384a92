import COpenSSL

/// Where unpredictable bytes come from. There is one per process, passed in; tests pass one that repeats from
/// a seed.
package protocol RandomSource: Sendable {
    /// `count` fresh bytes; `count` is written in our code and never comes from outside.
    func bytes(_ count: Int) -> [UInt8]
}

/// libcrypto's generator for values that stay secret (`RAND_priv_bytes`), seeded by the kernel.
///
/// Keys are generated inside libcrypto, by the same generator, and not from a ``RandomSource``.
package struct OpenSSLRandomSource: RandomSource {
    package init() {}

    package func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_priv_bytes(&bytes, Int32(count)) == 1 else {
            // Without randomness every code, session and nonce that we'd still hand out could be guessed: an
            // end that everybody sees is better, and there is no caller that could do anything else.
            fatalError("libcrypto's random generator failed: the machine gives it no entropy")
        }
        return bytes
    }
}
