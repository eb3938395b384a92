import Foundation

/// Folders that only their owner may look into.
package enum SecretFolder {
    /// Makes a folder of mode 0700, and those above it, where it isn't there; its name outlasts a power failure.
    package static func ensure(_ path: String) throws(SecretFileError) {
        guard mkdir(path, 0o700) != 0 else { return try synchronize(parent(of: path)) }
        switch errno {
        case EEXIST:
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw SecretFileError(code: ENOTDIR)
            }
        case ENOENT where parent(of: path) != path:
            try ensure(parent(of: path))
            guard mkdir(path, 0o700) == 0 else { throw SecretFileError(code: errno) }
            try synchronize(parent(of: path))
        case let code: throw SecretFileError(code: code)
        }
    }

    /// Makes the names in a folder durable: a new file's content may be on the disk, and its name not (fsync(2)).
    package static func synchronize(_ path: String) throws(SecretFileError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SecretFileError(code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SecretFileError(code: errno) }
    }

    private static func parent(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }
}
