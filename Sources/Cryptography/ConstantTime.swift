import COpenSSL

/// Whether two byte strings are the same, in a time that depends on their lengths only; `false` for different
/// lengths.
///
/// For everything that an outsider could guess byte by byte: hashes of codes and secrets, MACs, CSRF tokens.
package func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool { constantTimeEqual(a.span, b.span) }

/// The same for two texts, by their UTF-8.
package func constantTimeEqual(_ a: String, _ b: String) -> Bool {
    constantTimeEqual(a.utf8Span.span, b.utf8Span.span)
}

private func constantTimeEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    return a.withUnsafeBytes { a in
        b.withUnsafeBytes { b in CRYPTO_memcmp(a.baseAddress, b.baseAddress, a.count) == 0 }
    }
}
