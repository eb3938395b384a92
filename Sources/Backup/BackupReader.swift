import Cryptography

/// A backup that is to be read: first which secret opens it, then its files.
package final class BackupReader {
    package let header: BackupHeader
    private let headerBytes: [UInt8]
    private let file: InputFile

    /// Reads the beginning.
    package init(_ path: String) throws(BackupError) {
        file = try InputFile(path)
        (header, headerBytes) = try BackupHeader.read(file)
    }

    /// Writes every file of the backup into a folder that is there, readable by their owner only, and reads on to the
    /// end: only when this returns, the backup was whole, and what was written counts.
    /// - Parameter folder: with `Keys/` in it.
    /// - Returns: what there was.
    package func extract(
        with secret: borrowing BackupSecret, to folder: String
    ) throws(BackupError) -> Set<BackupEntry> {
        let keys = try secret.keys(of: header, headerBytes)
        guard constantTimeEqual(try file.read(BackupHeader.checkLength), keys.check) else { throw .wrongSecret }
        let stream = try SealedReader(file, keys)
        var entries: Set<BackupEntry> = []
        while let entry = try nextEntry(stream) {
            guard entries.insert(entry).inserted else { throw .damaged }
            try copy(stream, to: folder + "/" + entry.name)
        }
        guard stream.isAtEnd, entries.contains(.database) else { throw .damaged }
        return entries
    }

    private func nextEntry(_ stream: SealedReader) throws(BackupError) -> BackupEntry? {
        let length = Int(Self.number(try stream.read(2)))
        guard length > 0 else { return nil }
        guard length <= BackupEntry.maximumName, let name = String(validating: try stream.read(length), as: UTF8.self),
            let entry = BackupEntry(name)
        else { throw .damaged }
        return entry
    }

    private func copy(_ stream: SealedReader, to path: String) throws(BackupError) {
        var left = Self.number(try stream.read(8))
        let output = try OutputFile(path)
        while left > 0 {
            let bytes = try stream.read(Int(min(left, UInt64(BackupKeys.partBytes))))
            try output.write(bytes)
            left -= UInt64(bytes.count)
        }
        try output.finish()
    }

    private static func number(_ bytes: [UInt8]) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
