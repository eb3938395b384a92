import Cryptography
import Wire

/// What a device holds and polls with (RFC 8628 §3.2): 256 random bits, Base64url.
package struct DeviceCode: Sendable {
    package let text: String

    package init(random: any RandomSource) {
        text = Base64URL.encode(random.bytes(32))
    }

    package var hash: DeviceCodeHash { DeviceCodeHash(ofPresented: text) }
}

/// What a person copies from a device's screen to the page of ours: eight letters, 34 bits (RFC 8628 §6.1). It is short
/// enough to be guessed at by many tries, so that the tries are counted and the code ends soon.
package struct UserCode: Hashable, Sendable {
    /// Without the hyphen.
    private let letters: String

    /// Consonants, so that no code spells a word, and no digits, so that no letter can be taken for one.
    private static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ".utf8)
    private static let length = 8

    package init(random: any RandomSource) {
        var letters: [UInt8] = []
        while letters.count < Self.length {
            // 240 is the last multiple of 20 in a byte: what lies above would make the first letters more frequent.
            letters += random.bytes(Self.length).filter { $0 < 240 }
                .map { Self.alphabet[Int($0) % Self.alphabet.count] }
        }
        self.letters = String(decoding: letters.prefix(Self.length), as: UTF8.self)
    }

    /// Reads what a person has typed: case, spaces, hyphens and other punctuation are nothing to go wrong by (RFC 8628
    /// §6.1). `nil` for what can't be a code.
    package init?(typed text: String) {
        guard text.utf8.count <= Limits.shortParameterBytes else { return nil }
        let typed = text.uppercased().filter { $0.isLetter || $0.isNumber }.utf8
        guard typed.count == Self.length, typed.allSatisfy(Self.alphabet.contains) else { return nil }
        letters = String(decoding: typed.map { $0 }, as: UTF8.self)
    }

    /// As it is shown: `WDJB-MJHT`.
    package var text: String { "\(letters.prefix(4))-\(letters.suffix(4))" }

    package var hash: UserCodeHash { UserCodeHash(ofPresented: letters) }
}
