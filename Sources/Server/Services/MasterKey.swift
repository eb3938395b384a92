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
        do { try SecretFile.create(Array(text.utf8), at: file) } catch { throw .unusableDirectory(file) }
    }
}

/// Files that only their owner may read, from the first byte on.
package enum SecretFile {
    /// Creates a file of mode 0600. One that is there already is an error: secrets are never overwritten.
    package static func create(_ bytes: [UInt8], at path: String) throws(SecretFileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SecretFileError(code: errno) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
            try handle.close()
        } catch {
            throw SecretFileError(code: errno)
        }
    }
}

/// The system's error number of a file that could not be written.
package struct SecretFileError: Error, Hashable {
    package let code: Int32
}
