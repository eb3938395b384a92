import Cryptography
import Identity

/// Writes a backup: files by their names, one after the other. It is whole only when `finish` has returned.
///
/// In the stream stands of each file the length of its name (2 bytes, big-endian), the name, its size (8 bytes) and its
/// content; a name of no length ends them.
package final class BackupWriter {
    private let file: OutputFile
    private let stream: SealedWriter

    /// Begins a backup in a new file, readable by its owner only.
    package init(
        _ path: String, sealedTo secret: borrowing BackupSecret, at now: Instant, random: any RandomSource
    ) throws(BackupError) {
        let header = BackupHeader(
            createdAt: now, seal: secret.seal, salt: random.bytes(BackupHeader.saltLength))
        let bytes = header.bytes
        let keys = try secret.keys(of: header, bytes)
        file = try OutputFile(path)
        try file.write(bytes + keys.check)
        stream = SealedWriter(file, keys)
    }

    /// Adds a file's content under a name.
    package func add(_ name: BackupEntry, contentsOf path: String) throws(BackupError) {
        let input = try InputFile(path)
        var left = try input.size
        try stream.write(name.head(size: left))
        while left > 0 {
            let bytes = try input.read(Int(min(left, UInt64(BackupKeys.partBytes))))
            // It has become shorter meanwhile: none of the files of a backup does that.
            guard !bytes.isEmpty else { throw .unusable(path: path, code: 0) }
            try stream.write(bytes)
            left -= UInt64(bytes.count)
        }
    }

    /// - Returns: the backup's size in bytes.
    package func finish() throws(BackupError) -> UInt64 {
        try stream.write(UInt16(0).bigEndianBytes)
        try stream.finish()
        return file.size
    }
}

/// A file of a backup, by where it belongs in an installation. No other names there are, so that restoring one writes
/// nowhere else.
package enum BackupEntry: Hashable, Sendable {
    case database
    case settings
    /// A file of `Keys/`, by its name there.
    case key(String)

    package static let databaseName = "hue-sso.sqlite"
    package static let settingsName = "hue-sso.yaml"
    private static let keysPrefix = "Keys/"
    static let maximumName = 255

    package var name: String {
        switch self {
        case .database: Self.databaseName
        case .settings: Self.settingsName
        case .key(let name): Self.keysPrefix + name
        }
    }

    package init?(_ name: String) {
        switch name {
        case Self.databaseName: self = .database
        case Self.settingsName: self = .settings
        default:
            guard name.hasPrefix(Self.keysPrefix), let key = Self.keyName(String(name.dropFirst(Self.keysPrefix.count)))
            else { return nil }
            self = key
        }
    }

    /// A file of `Keys/` whose name is letters, digits, `-`, `_` and `.`, the last not in front.
    package static func keyName(_ name: String) -> BackupEntry? {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, !name.isEmpty, !name.hasPrefix("."), name.utf8.count + keysPrefix.utf8.count <= maximumName
        else { return nil }
        return .key(name)
    }

    func head(size: UInt64) -> [UInt8] {
        UInt16(name.utf8.count).bigEndianBytes + Array(name.utf8) + size.bigEndianBytes
    }
}
