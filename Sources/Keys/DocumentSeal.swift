import Cryptography
import Wire

/// Seals what is secret in the documents of keys: AES-256-GCM under the master key. The name of what is sealed is
/// authenticated with it, so that one document's secret can't stand in another's place.
struct DocumentSeal: Sendable {
    private let cipher: AES256GCM
    private let random: any RandomSource

    /// The member of a document that holds the seal.
    static let member = "sealed"
    /// The one that held another, under the next master key, while versions before sealed their files anew.
    static let secondMember = "resealed"

    init(_ masterKey: borrowing MasterKey, random: any RandomSource) throws(KeyVaultError) {
        var bytes = masterKey.secret.withUnsafeBytes { Array($0) }
        defer { cleanse(&bytes) }
        do { cipher = try AES256GCM(key: SecretBytes(moving: &bytes)) } catch { throw .badMasterKey }
        self.random = random
    }

    func seal(_ secret: [UInt8], name: String) throws(KeyVaultError) -> JSONObject {
        let nonce = random.bytes(AES256GCM.nonceLength)
        do {
            let sealed = try cipher.seal(secret, nonce: nonce, additionalData: Array(name.utf8))
            return [
                "enc": "A256GCM", "iv": .string(Base64URL.encode(nonce)),
                "ciphertext": .string(Base64URL.encode(sealed.ciphertext)),
                "tag": .string(Base64URL.encode(sealed.tag)),
            ]
        } catch {
            throw .generationFailed
        }
    }

    /// Opens whichever seal of a document is of this master key.
    /// - Parameters:
    ///   - name: of what is sealed.
    ///   - document: its name, for the error.
    func open(_ json: JSONObject, name: String, in document: String) throws(KeyVaultError) -> [UInt8] {
        guard json[Self.member]?.object != nil else { throw .unreadable(document) }
        for member in [Self.member, Self.secondMember] {
            if let secret = try open(json, member, name: name, in: document) { return secret }
        }
        throw .wrongMasterKey(document)
    }

    /// - Returns: `nil` where there is no seal, or one of another master key.
    private func open(
        _ json: JSONObject, _ member: String, name: String, in document: String
    ) throws(KeyVaultError) -> [UInt8]? {
        guard let seal = json[member] else { return nil }
        func part(_ member: String) -> [UInt8]? {
            seal.object?[member]?.string.flatMap { try? Base64URL.decode($0) }
        }
        guard let nonce = part("iv"), let ciphertext = part("ciphertext"), let tag = part("tag") else {
            throw .unreadable(document)
        }
        return try? cipher.open(ciphertext, tag: tag, nonce: nonce, additionalData: Array(name.utf8))
    }
}
