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
    package func digest(of bytes: some Collection<UInt8>) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        let contiguous: Void? = bytes.withContiguousStorageIfAvailable { hash($0, into: &digest) }
        if contiguous == nil {
            Array(bytes).withUnsafeBufferPointer { hash($0, into: &digest) }
        }
        return digest
    }

    var method: OpaquePointer {
        switch self {
        case .sha256: Fetched.sha256.pointer
        case .sha384: Fetched.sha384.pointer
        case .sha512: Fetched.sha512.pointer
        }
    }

    private func hash(_ input: UnsafeBufferPointer<UInt8>, into digest: inout [UInt8]) {
        guard EVP_Digest(input.baseAddress, input.count, &digest, nil, method, nil) == 1 else {
            // The only way to get here is that libcrypto couldn't allocate its context of some hundred bytes.
            fatalError("libcrypto couldn't hash")
        }
    }
}

/// SHA-2 as functions (FIPS 180-4).
package enum SHA2 {
    package static func sha256(_ bytes: some Collection<UInt8>) -> [UInt8] {
        HashAlgorithm.sha256.digest(of: bytes)
    }
    package static func sha384(_ bytes: some Collection<UInt8>) -> [UInt8] {
        HashAlgorithm.sha384.digest(of: bytes)
    }
    package static func sha512(_ bytes: some Collection<UInt8>) -> [UInt8] {
        HashAlgorithm.sha512.digest(of: bytes)
    }
}
