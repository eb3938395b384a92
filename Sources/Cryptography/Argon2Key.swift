extension Argon2id {
    /// A key of 32 bytes from a passphrase (RFC 9106 §4), for what nobody but its holder shall open.
    /// - Parameters:
    ///   - passphrase: the caller's to wipe.
    ///   - salt: fresh random bytes, 16 to 64.
    package func key(passphrase: [UInt8], salt: [UInt8]) throws(CryptographyError) -> SecretBytes {
        guard Self.saltLengths.contains(salt.count) else { throw .wrongLength }
        var tag = try Self.tag(password: passphrase, salt: salt, length: AES256GCM.keyLength, parameters)
        return SecretBytes(moving: &tag)
    }
}
