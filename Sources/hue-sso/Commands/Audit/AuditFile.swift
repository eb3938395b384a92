import Glibc
import Identity
import Operations
import Server

/// A new file for an export, readable by its owner only. It has its name once all of it is on the disk; until then, and
/// when it can't be finished, nothing stands under it.
final class AuditFile: AuditSink {
    private let path: String
    private let descriptor: Int32

    private var partial: String { path + ".part" }

    init(_ path: String) throws(CommandFailure) {
        self.path = path
        guard access(path, F_OK) != 0 else {
            throw .alreadyThere("đã có tệp \(path)", english: "the file \(path) is there already")
        }
        descriptor = open(path + ".part", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(
                "không tạo được tệp \(path).part", english: "the file \(path).part can't be made", code: EX_CANTCREAT)
        }
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws {
        guard Descriptor.write(bytes, to: descriptor) == bytes.count else { throw unwritten }
    }

    func finish() throws {
        guard fsync(descriptor) == 0, rename(partial, path) == 0 else { throw unwritten }
        // The name, too, has to outlast a power failure.
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let directory = open(folder, O_RDONLY | O_CLOEXEC)
        defer { close(directory) }
        guard directory >= 0, fsync(directory) == 0 else { throw unwritten }
    }

    /// Runs an export, and leaves no half of a file when it fails.
    func keeping<Result>(_ export: () async throws -> Result) async throws -> Result {
        do { return try await export() } catch {
            abandon()
            throw error
        }
    }

    func abandon() { unlink(partial) }

    private var unwritten: CommandFailure {
        CommandFailure("không ghi được tệp \(path)", english: "the file \(path) can't be written", code: EX_IOERR)
    }
}

/// Standard output, for an export that somebody reads at once.
struct StandardOutputSink: AuditSink {
    func write(_ bytes: [UInt8]) throws {
        guard Descriptor.write(bytes, to: STDOUT_FILENO) == bytes.count else { throw CommandFailure.unwritten }
    }

    func finish() throws {}
}
