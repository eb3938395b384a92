import Foundation

/// Files that only their owner may read, from the first byte on. Each is there whole or not at all, also after a crash:
/// it is written under another name, made durable, and named then; the folder is made durable too.
package enum SecretFile {
    /// How a file is called that is being written.
    static let draftSuffix = ".draft"

    /// Creates a file of mode 0600. One that is there already is an error: secrets are never overwritten.
    package static func create(_ bytes: [UInt8], at path: String) throws(SecretFileError) {
        let draft = try write(bytes, beside: path)
        defer { unlink(draft) }
        // rename(2) would replace what is there; link(2) refuses to.
        guard link(draft, path) == 0 else { throw SecretFileError(code: errno) }
        try SecretFolder.synchronize(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    private static func write(_ bytes: [UInt8], beside path: String) throws(SecretFileError) -> String {
        let draft = "\(path).\(UUID().uuidString)\(draftSuffix)"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SecretFileError(code: errno) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
            try handle.close()
        } catch {
            let code = errno
            unlink(draft)
            throw SecretFileError(code: code)
        }
        return draft
    }
}

/// The system's error number of a file that could not be written.
package struct SecretFileError: Error, Hashable {
    package let code: Int32
}
