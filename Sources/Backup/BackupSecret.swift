import Cryptography

/// What opens a backup: a key that is derived from the master key, or a passphrase.
package struct BackupSecret: ~Copyable {
    private let bytes: SecretBytes
    private let isPassphrase: Bool

    /// The label by which the key is derived from the master key, apart from all else that it seals.
    package static let masterKeyLabel = "hue-sso backup"

    /// - Parameter key: derived from the master key for `masterKeyLabel`.
    package init(masterKey key: consuming SecretBytes) {
        bytes = key
        isPassphrase = false
    }

    /// - Parameter passphrase: normalised; it is wiped.
    package init(passphrase: inout [UInt8]) {
        bytes = SecretBytes(moving: &passphrase)
        isPassphrase = true
    }

    /// How a new backup is sealed with it.
    var seal: BackupHeader.Seal { isPassphrase ? .passphrase(.recommended) : .masterKey }

    /// The keys of a backup that begins with these bytes.
    func keys(of header: BackupHeader, _ headerBytes: [UInt8]) throws(BackupError) -> BackupKeys {
        var base: [UInt8]
        switch (header.seal, isPassphrase) {
        case (.masterKey, false): base = bytes.withUnsafeBytes { Array($0) }
        case (.passphrase(let parameters), true):
            var passphrase = bytes.withUnsafeBytes { Array($0) }
            defer { cleanse(&passphrase) }
            do {
                let key = try Argon2id(parameters: parameters).key(passphrase: passphrase, salt: header.salt)
                base = key.withUnsafeBytes { Array($0) }
            } catch { throw .cryptography }
        case (.masterKey, true), (.passphrase, false): throw .wrongSecret
        }
        defer { cleanse(&base) }
        var content = HMAC.sha256(key: base, Array("content\n".utf8) + headerBytes)
        let check = HMAC.sha256(key: base, Array("check\n".utf8) + headerBytes)
        do { return BackupKeys(cipher: try AES256GCM(key: SecretBytes(moving: &content)), check: check) } catch {
            throw .cryptography
        }
    }
}

/// What one backup is sealed with, and what tells that it is the right one.
struct BackupKeys {
    let cipher: AES256GCM
    let check: [UInt8]

    /// The nonce of a part: its number, and whether it is the last. A part that was moved opens in no other place, and
    /// one that was the last never in the middle, nor the other way round: a cut end is noticed (the STREAM construction
    /// of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
    static func nonce(_ number: UInt64, isLast: Bool) -> [UInt8] {
        [0, 0, 0] + number.bigEndianBytes + [isLast ? 1 : 0]
    }

    /// The plaintext of a part; the last may have less.
    static let partBytes = 256 * 1024
}
