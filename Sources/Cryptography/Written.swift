import COpenSSL

/// Bytes that a function of C writes: on the stack, which is wiped, and then into an array. One that was made of zeros for it would
/// have the runtime look for the array's type each time.
/// - Parameters:
///   - count: how many it writes at most; few, and never from outside. What it doesn't write is zero.
///   - write: whether it has.
func written(_ count: Int, by write: (UnsafeMutablePointer<UInt8>) -> Bool) -> [UInt8]? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { buffer in
        buffer.initialize(repeating: 0)
        defer { OPENSSL_cleanse(buffer.baseAddress, count) }
        guard let start = buffer.baseAddress, write(start) else { return nil }
        return Array(buffer)
    }
}
