import COpenSSL

/// A parsed key of libcrypto, shared by everybody who signs or verifies with it, and wiped when the last one
/// goes.
final class KeyHandle: @unchecked Sendable {
    // Safe to share: we never change a key after it is made, and libcrypto keeps its own locks and atomic
    // counters for what it caches inside (Montgomery forms, blinding).
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// Generates a key pair of the algorithm that libcrypto calls `name`.
    static func generate(
        _ name: StaticString, settings: (OpaquePointer) -> Int32
    ) throws(CryptographyError) -> KeyHandle {
        let context = try Library.check(EVP_PKEY_CTX_new_from_name(nil, name.cString, nil))
        defer { EVP_PKEY_CTX_free(context) }
        try Library.check(EVP_PKEY_keygen_init(context))
        try Library.check(settings(context))
        var key: OpaquePointer?
        try Library.check(EVP_PKEY_generate(context, &key))
        return KeyHandle(owning: try Library.check(key))
    }

    /// Runs one of libcrypto's checks of a key.
    func passes(_ check: (OpaquePointer?) -> Int32) -> Bool {
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else { return Library.isTrue(0) }
        defer { EVP_PKEY_CTX_free(context) }
        return Library.isTrue(check(context))
    }
}
