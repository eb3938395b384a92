import COpenSSL

/// A hash function of the SHA-2 family (FIPS 180-4), by the names of RFC 7518: the three that signatures use.
package enum HashAlgorithm: CaseIterable, Hashable, Sendable {
    case sha256, sha384, sha512

    /// The length of a digest in bytes.
    package var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The digest of `bytes`.
    package func digest(of bytes: [UInt8]) -> [UInt8] { digest(of: bytes.span) }

    /// The same of bytes that are in no array.
    package func digest(of bytes: Span<UInt8>) -> [UInt8] {
        let digest = bytes.withUnsafeBufferPointer { bytes in
            written(byteCount, by: { EVP_Digest(bytes.baseAddress, bytes.count, $0, nil, method, nil) == 1 })
        }
        // libcrypto can only have failed to allocate its context of some hundred bytes.
        guard let digest else { fatalError("libcrypto couldn't hash") }
        return digest
    }

    var method: OpaquePointer {
        switch self {
        case .sha256: Fetched.sha256.pointer
        case .sha384: Fetched.sha384.pointer
        case .sha512: Fetched.sha512.pointer
        }
    }
}

/// SHA-2 as functions (FIPS 180-4).
package enum SHA2 {
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { HashAlgorithm.sha256.digest(of: bytes) }
    package static func sha256(_ bytes: some Collection<UInt8>) -> [UInt8] { sha256(Array(bytes)) }
    package static func sha384(_ bytes: [UInt8]) -> [UInt8] { HashAlgorithm.sha384.digest(of: bytes) }
    package static func sha512(_ bytes: [UInt8]) -> [UInt8] { HashAlgorithm.sha512.digest(of: bytes) }
}
