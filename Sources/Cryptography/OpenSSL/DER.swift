import COpenSSL

/// What libcrypto encodes (i2d_X509(3)).
enum DER {
    /// - Parameter write: one of libcrypto's `i2d_…`: without a place it says how long the encoding is, with one it writes it
    ///   there. It does the same both times.
    static func encoded(
        _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) throws(CryptographyError) -> [UInt8] {
        let length = write(nil)
        guard length > 0 else { throw Library.failure() }
        var output = [UInt8](repeating: 0, count: Int(length))
        let written = output.withUnsafeMutableBufferPointer { buffer in
            var end = buffer.baseAddress
            return write(&end)
        }
        guard written == length else {
            // It may be half a private key.
            cleanse(&output)
            throw Library.failure()
        }
        return output
    }
}
