/// Why a cryptographic operation was refused: the one error of this room.
///
/// A signature that doesn't verify and a password that doesn't match are answers, not errors: those functions
/// return `false`. No case carries key material, plaintext or anything else that mustn't reach a log.
package enum CryptographyError: Error, Hashable, Sendable {
    /// The numbers that were given are no usable key.
    case invalidKey(KeyFault)
    /// A key, nonce, tag or salt has a length that the algorithm doesn't take.
    case wrongLength
    /// The ciphertext, its tag, its nonce or its additional data were changed, or the key is another one.
    case authenticationFailed
    /// The text isn't an Argon2id hash in PHC form, or asks for parameters outside the bounds of this room.
    case malformedPasswordHash
    /// Argon2 parameters outside of the bounds that ``Argon2Parameters`` states.
    case parametersOutOfRange
    /// What should be one certificate in DER isn't one.
    case malformedCertificate
    /// libargon2 failed, with its return code: in practice, memory couldn't be allocated.
    case argon2(code: Int32)
    /// libcrypto failed with this packed error code (`openssl errstr` explains it in hexadecimal); 0 when it
    /// gave none.
    case openSSL(code: UInt)
}

/// What is wrong with the numbers of a key.
package enum KeyFault: Hashable, Sendable {
    /// An RSA modulus with fewer bits than 2048 or more than 8192, or an even one.
    case modulus
    /// An RSA public exponent that is even, below 3 or longer than 64 bits.
    case publicExponent
    /// RSA private numbers that don't belong together, or are written with leading zero octets.
    case privateNumbers
    /// A coordinate or private value whose length isn't that of the curve.
    case length
    /// A point that isn't on its curve, or lies in a small subgroup.
    case point
    /// A private value out of range, or one that doesn't belong to the public key beside it.
    case privateValue
}
