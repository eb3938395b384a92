import Cryptography
import Identity
import Wire

/// The beginning of a backup, in the clear: what it is, and which secret opens it.
///
/// ```
/// "hue-sso backup\n"            15 bytes
/// version                       1 byte: 1
/// length of the description     2 bytes, big-endian
/// description                   JSON: created_at, sealed_to, salt, and argon2id {m, t, p} for a passphrase
/// check                         32 bytes: HMAC-SHA-256 under the secret, by which a wrong one is told
/// parts                         see SealedWriter
/// ```
///
/// The key of the parts is derived from the secret and all of these bytes: a beginning that was changed opens nothing,
/// and every backup has a key of its own.
package struct BackupHeader: Sendable {
    package let createdAt: Instant
    package let seal: Seal
    let salt: [UInt8]

    /// What a backup is sealed with.
    package enum Seal: Hashable, Sendable {
        case masterKey
        case passphrase(Argon2Parameters)

        package var name: String {
            switch self {
            case .masterKey: "master-key"
            case .passphrase: "passphrase"
            }
        }
    }

    static let magic = Array("hue-sso backup\n".utf8)
    static let version: UInt8 = 1
    static let saltLength = 32
    static let checkLength = 32
    private static let maximumDescription = 1024

    init(createdAt: Instant, seal: Seal, salt: [UInt8]) {
        self.createdAt = createdAt
        self.seal = seal
        self.salt = salt
    }

    /// Everything before the check.
    var bytes: [UInt8] {
        var description: JSONObject = [
            "created_at": .integer(createdAt.secondsSince1970), "sealed_to": .string(seal.name),
            "salt": .string(Base64URL.encode(salt)),
        ]
        if case .passphrase(let parameters) = seal {
            description["argon2id"] = [
                "m": .integer(Int64(parameters.memoryKiB)), "t": .integer(Int64(parameters.iterations)),
                "p": .integer(Int64(parameters.parallelism)),
            ]
        }
        let text = JSONWriter.write(description)
        return Self.magic + [Self.version] + UInt16(text.count).bigEndianBytes + text
    }

    /// Reads everything before the check.
    /// - Returns: the header, and its bytes as they stand.
    static func read(_ file: InputFile) throws(BackupError) -> (header: BackupHeader, bytes: [UInt8]) {
        let start = try file.read(magic.count + 3)
        guard start.count == magic.count + 3, start.starts(with: magic) else { throw .noBackup }
        guard start[magic.count] == version else { throw .newerFormat(Int(start[magic.count])) }
        let length = Int(start[magic.count + 1]) << 8 | Int(start[magic.count + 2])
        guard length <= maximumDescription else { throw .noBackup }
        let text = try file.read(length)
        guard text.count == length, let json = try? JSONReader.readObject(text), let header = BackupHeader(json) else {
            throw .noBackup
        }
        return (header, start + text)
    }

    private init?(_ json: JSONObject) {
        guard let seconds = json["created_at"]?.integer, let salt = json["salt"]?.string,
            let salt = try? Base64URL.decode(salt), salt.count == Self.saltLength
        else { return nil }
        switch json["sealed_to"]?.string {
        case "master-key": seal = .masterKey
        case "passphrase":
            guard let parameters = Self.parameters(json["argon2id"]?.object) else { return nil }
            seal = .passphrase(parameters)
        default: return nil
        }
        createdAt = Instant(secondsSince1970: seconds)
        self.salt = salt
    }

    /// Those in bounds: a forged backup can't take the machine down.
    private static func parameters(_ json: JSONObject?) -> Argon2Parameters? {
        guard let json, let memory = json["m"]?.integer.flatMap({ UInt32(exactly: $0) }),
            let iterations = json["t"]?.integer.flatMap({ UInt32(exactly: $0) }),
            let lanes = json["p"]?.integer.flatMap({ UInt32(exactly: $0) })
        else { return nil }
        return try? Argon2Parameters(memoryKiB: memory, iterations: iterations, parallelism: lanes)
    }
}

extension FixedWidthInteger {
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
