import Cryptography
import Foundation
import Wire

/// The key that seals everything secret at rest: 32 bytes, given from outside (environment or file) and kept nowhere.
package struct MasterKey: ~Copyable {
    let secret: SecretBytes

    /// Reads 32 bytes in Base64url.
    package init(_ text: String) throws(KeyVaultError) {
        guard var bytes = try? Base64URL.decode(text), bytes.count == AES256GCM.keyLength else {
            throw .badMasterKey
        }
        secret = SecretBytes(moving: &bytes)
    }

    /// Reads it from a file; white space around it and a byte order mark don't count.
    package init(file: String) throws(KeyVaultError) {
        guard let data = FileManager.default.contents(atPath: file) else { throw .masterKeyUnreadable(file) }
        let text = ByteOrderMark.dropped(from: String(decoding: data, as: UTF8.self))
        try self.init(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Another key, for one purpose: what the label names. Nobody learns this one of it.
    package func derived(for label: String) -> SecretBytes {
        var master = secret.withUnsafeBytes { Array($0) }
        defer { cleanse(&master) }
        var derived = HMAC.sha256(key: master, Array(label.utf8))
        return SecretBytes(moving: &derived)
    }

    /// Makes one in a file, unless the file is there.
    /// - Returns: whether it was made.
    @discardableResult
    package static func ensure(file: String, random: some RandomSource) throws(KeyVaultError) -> Bool {
        guard !FileManager.default.fileExists(atPath: file) else { return false }
        let text = Base64URL.encode(random.bytes(AES256GCM.keyLength)) + "\n"
        do { try SecretFile.create(Array(text.utf8), at: file) } catch {
            // Another process was quicker: its key is the one.
            guard error.code == EEXIST else { throw .unusableDirectory(file) }
            return false
        }
        return true
    }
}
