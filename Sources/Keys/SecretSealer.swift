import Cryptography
import Wire

/// Seals small secrets for the database: AES-256-GCM under a key that is derived from the master key, so that who has
/// the database alone has none of them.
///
/// What a secret is for and whose it is are authenticated with it: it can't be moved into another's place.
package struct SecretSealer: Sendable {
    private let cipher: AES256GCM
    private let random: any RandomSource
    /// By what the master key is known beside what it has sealed; it tells nothing of the key.
    package let masterKeyID: String

    /// The label keeps this key apart from all else that the master key seals.
    private static let label = Array("hue-sso secrets in the database".utf8)

    private static let idLabel = Array("hue-sso name of a master key".utf8)
    private static let idLength = 16

    init(_ masterKey: borrowing MasterKey, random: any RandomSource) throws(KeyVaultError) {
        var master = masterKey.secret.withUnsafeBytes { Array($0) }
        defer { cleanse(&master) }
        var derived = HMAC.sha256(key: master, Self.label)
        do { cipher = try AES256GCM(key: SecretBytes(moving: &derived)) } catch { throw .badMasterKey }
        masterKeyID = Base64URL.encode(HMAC.sha256(key: master, Self.idLabel).prefix(Self.idLength))
        self.random = random
    }

    /// - Returns: nonce, ciphertext and tag, in Base64url.
    package func seal(_ secret: [UInt8], purpose: String, owner: String) throws -> String {
        let nonce = random.bytes(AES256GCM.nonceLength)
        let sealed = try cipher.seal(secret, nonce: nonce, additionalData: Self.binding(purpose, owner))
        return Base64URL.encode(nonce + sealed.ciphertext + sealed.tag)
    }

    /// - Throws: `SealedSecretError` for what was sealed under another key, for something else or for somebody else.
    package func open(_ text: String, purpose: String, owner: String) throws(SealedSecretError) -> [UInt8] {
        let overhead = AES256GCM.nonceLength + AES256GCM.tagLength
        guard let bytes = try? Base64URL.decode(text), bytes.count >= overhead else { throw SealedSecretError() }
        let nonce = Array(bytes.prefix(AES256GCM.nonceLength))
        let ciphertext = Array(bytes.dropFirst(AES256GCM.nonceLength).dropLast(AES256GCM.tagLength))
        do {
            return try cipher.open(
                ciphertext, tag: Array(bytes.suffix(AES256GCM.tagLength)), nonce: nonce,
                additionalData: Self.binding(purpose, owner))
        } catch {
            throw SealedSecretError()
        }
    }

    // NUL is in neither of the two, so that no two pairs read the same.
    private static func binding(_ purpose: String, _ owner: String) -> [UInt8] { Array("\(purpose)\u{0}\(owner)".utf8) }
}

/// A sealed secret that can't be opened.
package struct SealedSecretError: Error, Hashable {}
