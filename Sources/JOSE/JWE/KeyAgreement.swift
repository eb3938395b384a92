import Cryptography

/// What a secret that two keys have in common is made into (RFC 7518 §4.6.2): the Concat KDF of NIST SP 800-56A §5.8.1 with
/// SHA-256. Nothing here is longer than one hash, so that one round is all there is.
struct KeyAgreement {
    /// What the derived key is for: `enc` where it is the content's, `alg` where it wraps that one.
    let algorithmID: String
    let partyU: [UInt8]
    let partyV: [UInt8]
    /// In bytes, at most 32.
    let keyLength: Int

    init(algorithmID: String, partyU: [UInt8] = [], partyV: [UInt8] = [], keyLength: Int) {
        self.algorithmID = algorithmID
        self.partyU = partyU
        self.partyV = partyV
        self.keyLength = keyLength
    }

    init(_ header: JWEHeader) {
        let isDirect = header.algorithm == .ECDH_ES
        self.init(
            algorithmID: isDirect ? header.encryption.rawValue : header.algorithm.rawValue,
            partyU: header.partyU, partyV: header.partyV,
            keyLength: isDirect ? header.encryption.keyLength : AESKeyWrap.keyLength)
    }

    func derive(from secret: borrowing SecretBytes) -> SecretBytes {
        var input = Self.bytes(1) + secret.withUnsafeBytes { Array($0) }
        for part in [Array(algorithmID.utf8), partyU, partyV] { input += Self.bytes(UInt32(part.count)) + part }
        input += Self.bytes(UInt32(keyLength * 8))
        defer { cleanse(&input) }
        var digest = SHA2.sha256(input)
        digest.removeLast(digest.count - keyLength)
        return SecretBytes(moving: &digest)
    }

    private static func bytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}
