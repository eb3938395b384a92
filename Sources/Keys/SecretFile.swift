import Foundation

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
