import Cryptography
import Identity
import Wire

/// A code of six digits, as somebody has read it off their authenticator app and typed it.
///
/// Spaces are dropped, as the apps show "123 456", and the digits of a full-width keyboard are folded. It can't be
/// compared with `==`: ``OneTimePasswordSeed/timeStep(of:at:after:)`` is the way to ask whether it is right.
package struct OneTimePassword: Sendable {
    /// Six digits of ASCII.
    let digits: [UInt8]

    static let length = 6
    /// More than anybody types, white space included.
    private static let maximumBytes = 64

    /// Reads what was typed; `nil` for anything but six digits.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumBytes else { return nil }
        var digits: [UInt8] = []
        for scalar in text.unicodeScalars where !scalar.properties.isWhitespace {
            guard let digit = Self.digit(scalar) else { return nil }
            digits.append(digit)
        }
        guard digits.count == Self.length else { return nil }
        self.digits = digits
    }

    /// The code that an HMAC gives: dynamic truncation (RFC 4226 §5.3).
    fileprivate init(truncating tag: [UInt8]) {
        let offset = Int(tag[tag.count - 1] & 0x0F)
        var number = tag[offset..<offset + 4].reduce(0 as UInt32) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        var digits = [UInt8](repeating: 0, count: Self.length)
        for place in digits.indices.reversed() {
            digits[place] = UInt8(ascii: "0") + UInt8(number % 10)
            number /= 10
        }
        self.digits = digits
    }

    package var text: String { String(decoding: digits, as: UTF8.self) }

    private static func digit(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar {
        case "0"..."9": UInt8(truncatingIfNeeded: scalar.value)
        case "\u{FF10}"..."\u{FF19}": UInt8(ascii: "0") + UInt8(truncatingIfNeeded: scalar.value - 0xFF10)
        default: nil
        }
    }
}

/// What an authenticator app and we both know of an account: 20 random bytes (RFC 4226 §4, R6), from which each half
/// minute's code follows (TOTP: RFC 6238 with SHA-1, six digits and 30 seconds, which every app can do).
///
/// Who has it can make every code to come, so that it is kept encrypted, shown to its owner once, and never logged.
package struct OneTimePasswordSeed: Sendable {
    package let bytes: [UInt8]

    package static let byteCount = 20
    /// In seconds (RFC 6238 §5.2).
    package static let period: Int64 = 30
    /// How many time steps a code may be early or late: for clocks that differ and for the time that typing takes
    /// (RFC 6238 §5.2, §6).
    private static let tolerance: Int64 = 1

    package init(random: any RandomSource) {
        bytes = random.bytes(Self.byteCount)
    }

    /// A seed that was kept, or derived from another secret; `nil` unless it has ``byteCount`` bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// The time step for which `code` is accepted: within one of `now`'s, and later than the last one that was used,
    /// because a code is good once (RFC 6238 §5.2). `nil` for a code that is wrong, too old or used.
    ///
    /// Whoever accepts the code writes the step down in the same transaction, as the next `lastUsed`. That a refused
    /// code was right and only used before shows when it is asked about again, with `nil`.
    package func timeStep(of code: OneTimePassword, at now: Instant, after lastUsed: Int64?) -> Int64? {
        let present = Self.timeStep(at: now)
        var accepted: Int64?
        // All are computed and compared whatever comes out. When two steps have one code by chance, the later is
        // used up, and the code with it.
        for step in present - Self.tolerance...present + Self.tolerance {
            let isRight = constantTimeEqual(self.code(at: step).digits, code.digits)
            if isRight, step > lastUsed ?? .min { accepted = step }
        }
        return accepted
    }

    /// The code of a time step (RFC 6238 §4.2, RFC 4226 §5.2).
    package func code(at step: Int64) -> OneTimePassword {
        let counter = UInt64(bitPattern: step)
        let message = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: counter >> UInt64($0)) }
        return OneTimePassword(truncating: HMAC.sha1(key: bytes, message))
    }

    /// The number of whole periods since 1970.
    package static func timeStep(at moment: Instant) -> Int64 {
        let (whole, rest) = moment.secondsSince1970.quotientAndRemainder(dividingBy: period)
        return rest < 0 ? whole - 1 : whole
    }
}

extension OneTimePasswordSeed {
    /// For people who can't scan: Base32 in groups of four. The apps drop the spaces.
    package var text: String { Base32.encode(bytes).inGroups(of: 4, separator: " ") }

    /// What the QR code says, in the format that the apps have agreed upon ("Key Uri Format" of Google Authenticator).
    /// - Parameters:
    ///   - issuer: whose account it is, in people's words, as the app shows it above the codes.
    ///   - account: what tells several accounts of one person apart: the user name.
    package func uri(issuer: String, account: String) -> String {
        // A colon ends the issuer, in its encoded form too; neither name may hold one.
        let (issuer, account) = (Self.encode(issuer.filter { $0 != ":" }), Self.encode(account.filter { $0 != ":" }))
        return "otpauth://totp/\(issuer):\(account)?secret=\(Base32.encode(bytes))&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=\(OneTimePassword.length)&period=\(Self.period)"
    }

    /// Everything but RFC 3986's unreserved characters as percent triples of UTF-8 (§2.5). A space is `%20`, for to
    /// several apps `+` is a plus sign.
    private static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}
