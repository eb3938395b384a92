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

    /// Reads it from a file; white space around it doesn't count.
    package init(file: String) throws(KeyVaultError) {
        guard let data = FileManager.default.contents(atPath: file) else { throw .unreadable(file) }
        try self.init(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Makes one in a file, unless the file is there.
    package static func ensure(file: String, random: some RandomSource) throws(KeyVaultError) {
        guard !FileManager.default.fileExists(atPath: file) else { return }
        let text = Base64URL.encode(random.bytes(AES256GCM.keyLength)) + "\n"
        do { try SecretFile.create(Array(text.utf8), at: file) } catch {
            // Another process was quicker: its key is the one.
            guard error.code == EEXIST else { throw .unusableDirectory(file) }
        }
    }
}
