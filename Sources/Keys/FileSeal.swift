import Cryptography
import Foundation
import Wire

/// Seals what stands in the files of keys: AES-256-GCM under the master key. The name of what is sealed is
/// authenticated with it, so that one file's secret can't stand in another's place.
///
/// While everything is being sealed under another master key, a file has two seals, and opens with either
/// (`KeyVault.Resealing`).
struct FileSeal: Sendable {
    private let cipher: AES256GCM
    private let random: any RandomSource

    /// The members of a file's JSON that hold a seal.
    enum Place: String, CaseIterable {
        case first = "sealed"
        case second = "resealed"
    }

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

    /// Opens whichever seal of a file is of this master key.
    func open(_ json: JSONObject, name: String, _ file: URL) throws(KeyVaultError) -> [UInt8] {
        guard json[Place.first.rawValue]?.object != nil else { throw .unreadable(file.path) }
        for place in Place.allCases {
            if let secret = try open(json, place, name: name, file) { return secret }
        }
        throw .wrongMasterKey(file.path)
    }

    /// - Returns: `nil` where there is no seal, or one of another master key.
    func open(_ json: JSONObject, _ place: Place, name: String, _ file: URL) throws(KeyVaultError) -> [UInt8]? {
        guard let seal = json[place.rawValue] else { return nil }
        func part(_ member: String) -> [UInt8]? {
            seal.object?[member]?.string.flatMap { try? Base64URL.decode($0) }
        }
        guard let nonce = part("iv"), let ciphertext = part("ciphertext"), let tag = part("tag") else {
            throw .unreadable(file.path)
        }
        return try? cipher.open(ciphertext, tag: tag, nonce: nonce, additionalData: Array(name.utf8))
    }
}
