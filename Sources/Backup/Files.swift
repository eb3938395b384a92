import Foundation

/// A file that is read from its beginning to its end.
final class InputFile {
    private let handle: FileHandle
    private let path: String

    init(_ path: String) throws(BackupError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unusable(path: path, code: errno) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        self.path = path
    }

    /// The next `count` bytes; fewer at the end.
    func read(_ count: Int) throws(BackupError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            do {
                guard let data = try handle.read(upToCount: count - bytes.count), !data.isEmpty else { break }
                bytes += data
            } catch {
                throw .unusable(path: path, code: errno)
            }
        }
        return bytes
    }

    var size: UInt64 {
        get throws(BackupError) {
            var status = stat()
            guard fstat(handle.fileDescriptor, &status) == 0 else { throw .unusable(path: path, code: errno) }
            return UInt64(status.st_size)
        }
    }
}

/// A new file for our own user, written from its beginning to its end.
final class OutputFile {
    private let handle: FileHandle
    private let path: String
    private(set) var size: UInt64 = 0

    /// One that is there already is an error.
    init(_ path: String) throws(BackupError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unusable(path: path, code: errno) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        self.path = path
    }

    func write(_ bytes: [UInt8]) throws(BackupError) {
        do { try handle.write(contentsOf: Data(bytes)) } catch { throw .unusable(path: path, code: errno) }
        size += UInt64(bytes.count)
    }

    /// Makes it durable.
    func finish() throws(BackupError) {
        do {
            try handle.synchronize()
            try handle.close()
        } catch {
            throw .unusable(path: path, code: errno)
        }
    }
}
