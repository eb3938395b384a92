import Cryptography

/// Seals a stream in parts of `BackupKeys.partBytes`, each with a tag of 16 bytes behind it. A part is written when it
/// is known whether anything follows: the last one says that it is.
final class SealedWriter {
    private let file: OutputFile
    private let keys: BackupKeys
    private var pending: [UInt8] = []
    private var number: UInt64 = 0

    init(_ file: OutputFile, _ keys: BackupKeys) {
        self.file = file
        self.keys = keys
    }

    func write(_ bytes: [UInt8]) throws(BackupError) {
        pending += bytes
        while pending.count > BackupKeys.partBytes {
            try seal(Array(pending.prefix(BackupKeys.partBytes)), isLast: false)
            pending.removeFirst(BackupKeys.partBytes)
        }
    }

    func finish() throws(BackupError) {
        try seal(pending, isLast: true)
        cleanse(&pending)
        try file.finish()
    }

    private func seal(_ part: [UInt8], isLast: Bool) throws(BackupError) {
        let sealed: (ciphertext: [UInt8], tag: [UInt8])
        do {
            sealed = try keys.cipher.seal(
                part, nonce: BackupKeys.nonce(number, isLast: isLast), additionalData: [])
        } catch { throw .cryptography }
        number += 1
        try file.write(sealed.ciphertext + sealed.tag)
    }
}

/// Opens what a `SealedWriter` has sealed. Nothing of a part is given out before its tag was right.
final class SealedReader {
    private let file: InputFile
    private let keys: BackupKeys
    /// The next part, as it stands in the file; empty at the end.
    private var next: [UInt8]
    private var opened: ArraySlice<UInt8> = []
    private var number: UInt64 = 0

    private static let sealedBytes = BackupKeys.partBytes + AES256GCM.tagLength

    init(_ file: InputFile, _ keys: BackupKeys) throws(BackupError) {
        self.file = file
        self.keys = keys
        next = try file.read(Self.sealedBytes)
        // Even a backup of nothing has a last part.
        guard !next.isEmpty else { throw .damaged }
    }

    /// Exactly `count` bytes.
    func read(_ count: Int) throws(BackupError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            if opened.isEmpty { try openNext() }
            let taken = opened.prefix(count - bytes.count)
            bytes += taken
            opened = opened.dropFirst(taken.count)
        }
        return bytes
    }

    /// Whether all of it has been read, the last part included.
    var isAtEnd: Bool { opened.isEmpty && next.isEmpty }

    private func openNext() throws(BackupError) {
        let part = next
        guard part.count >= AES256GCM.tagLength else { throw .damaged }
        next = try file.read(Self.sealedBytes)
        let (ciphertext, tag) = (part.dropLast(AES256GCM.tagLength), part.suffix(AES256GCM.tagLength))
        do {
            opened = try keys.cipher.open(
                Array(ciphertext), tag: Array(tag), nonce: BackupKeys.nonce(number, isLast: next.isEmpty),
                additionalData: [])[...]
        } catch { throw .damaged }
        number += 1
        // Only a stream of nothing has an empty part.
        guard !opened.isEmpty else { throw .damaged }
    }
}
