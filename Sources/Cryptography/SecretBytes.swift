import COpenSSL

/// Bytes that nobody may find in memory later: a key, a seed, a prime. They can't be copied by accident, and
/// are overwritten with zeroes when their owner lets them go.
///
/// It can't clean up what its bytes were made from: code that decodes a secret into an array hands
/// that over with ``init(moving:)`` or wipes it with ``cleanse(_:)``. A Swift `String` can't be wiped at all.
package struct SecretBytes: ~Copyable, @unchecked Sendable {  // safe: written by the initialisers only
    private let storage: UnsafeMutableRawBufferPointer

    /// Copies `bytes`; wiping the original is the caller's business.
    package init(copying bytes: [UInt8]) {
        storage = .allocate(byteCount: bytes.count, alignment: 1)
        storage.copyBytes(from: bytes)
    }

    /// Takes the content of `bytes` over, and leaves an empty array behind whose storage has been wiped.
    ///
    /// Storage that another variable shares survives there.
    package init(moving bytes: inout [UInt8]) {
        self.init(copying: bytes)
        cleanse(&bytes)
    }

    /// Makes a secret of `count` bytes that `fill` writes. When `fill` throws, what it wrote is wiped.
    init<Failure: Error>(
        count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        storage = .allocate(byteCount: count, alignment: 1)
        storage.initializeMemory(as: UInt8.self, repeating: 0)
        try fill(storage)
    }

    deinit {
        OPENSSL_cleanse(storage.baseAddress, storage.count)
        storage.deallocate()
    }

    package var count: Int { storage.count }

    /// Lends the bytes for the time of one call. They mustn't be kept, nor copied to where they aren't wiped.
    package func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(storage))
    }
}

/// Overwrites an array's bytes with zeroes in a way that the optimiser can't leave out, and empties it.
package func cleanse(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    bytes = []
}
