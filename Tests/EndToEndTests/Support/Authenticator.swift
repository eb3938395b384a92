import Foundation

/// The phones and sheets of paper of all accounts that the tests sign in with: what each authenticator app was set up
/// with, and the recovery codes that are left. A code of an app is shown once, as the provider takes it once; who signs
/// in more often than twice a minute takes from the sheet.
actor Authenticators {
    static let shared = Authenticators()

    enum Proof: Sendable {
        case code(String)
        case recoveryCode(String)
    }

    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    private struct Owner: Sendable {
        let secret: [UInt8]
        var lastStep: UInt64
        var recoveryCodes: [String] = []
    }

    private var owners: [String: Owner] = [:]

    /// Sets an app up by the address that its QR code holds.
    /// - Returns: the code that it shows.
    func setUp(_ address: String, of username: String, at issuer: String) throws -> String {
        guard let secret = Form(of: address)["secret"].flatMap(TOTP.decodeBase32) else {
            throw Unknown(description: "no secret in \(address)")
        }
        let step = TOTP.step
        owners["\(issuer) \(username)"] = Owner(secret: secret, lastStep: step)
        return TOTP.code(secret, at: step)
    }

    func keep(_ recoveryCodes: [String], of username: String, at issuer: String) {
        owners["\(issuer) \(username)"]?.recoveryCodes = recoveryCodes
    }

    /// What proves next that somebody has the app, or the sheet.
    func proof(of username: String, at issuer: String) async throws -> Proof {
        let key = "\(issuer) \(username)"
        guard var owner = owners[key] else { throw Unknown(description: "\(username) has set up no app here") }
        defer { owners[key] = owner }
        let step = TOTP.step
        if step > owner.lastStep {
            owner.lastStep = step
            return .code(TOTP.code(owner.secret, at: step))
        }
        guard !owner.recoveryCodes.isEmpty else {
            throw Unknown(description: "\(username) has no recovery codes left")
        }
        return .recoveryCode(owner.recoveryCodes.removeFirst())
    }
}

/// RFC 6238 with SHA-1, once more: what apps do, written apart from what the provider does.
enum TOTP {
    static var step: UInt64 { UInt64(Date().timeIntervalSince1970 / 30) }

    static func code(_ secret: [UInt8], at step: UInt64) -> String {
        let message = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * UInt64($0))) }
        let key = secret + [UInt8](repeating: 0, count: 64 - secret.count)
        let tag = sha1(key.map { $0 ^ 0x5C } + sha1(key.map { $0 ^ 0x36 } + message))
        let offset = Int(tag[19] & 0x0F)
        let number = tag[offset..<offset + 4].reduce(0 as UInt32) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        return String(String(1_000_000 + number % 1_000_000).dropFirst())
    }

    static func decodeBase32(_ text: String) -> [UInt8]? {
        var (bytes, bits, count): ([UInt8], UInt32, UInt32) = ([], 0, 0)
        for scalar in text.unicodeScalars {
            let value: UInt32
            switch scalar {
            case "A"..."Z": value = scalar.value - 65
            case "2"..."7": value = scalar.value - 24
            default: return nil
            }
            bits = bits << 5 | value
            count += 5
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
        return bytes
    }

    /// FIPS 180-4 §6.1.
    private static func sha1(_ message: [UInt8]) -> [UInt8] {
        let length = UInt64(message.count) * 8
        let padding = [UInt8](repeating: 0, count: (119 - message.count % 64) % 64)
        let padded =
            message + [0x80] + padding + (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * UInt64($0))) }
        var hash: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        for start in stride(from: 0, to: padded.count, by: 64) { hash = block(padded[start..<start + 64], hash) }
        return hash.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
    }

    private static func block(_ bytes: ArraySlice<UInt8>, _ hash: [UInt32]) -> [UInt32] {
        func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }
        var words = (0..<16).map { word in
            bytes.dropFirst(word * 4).prefix(4).reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        }
        for place in 16..<80 {
            words.append(rotate(words[place - 3] ^ words[place - 8] ^ words[place - 14] ^ words[place - 16], 1))
        }
        var (a, b, c, d, e) = (hash[0], hash[1], hash[2], hash[3], hash[4])
        for (place, word) in words.enumerated() {
            let (mix, constant): (UInt32, UInt32) =
                switch place {
                case ..<20: (b & c | ~b & d, 0x5A82_7999)
                case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
                case ..<60: (b & c | b & d | c & d, 0x8F1B_BCDC)
                default: (b ^ c ^ d, 0xCA62_C1D6)
                }
            let next = rotate(a, 5) &+ mix &+ e &+ constant &+ word
            (e, d, c, b, a) = (d, c, rotate(b, 30), a, next)
        }
        return [hash[0] &+ a, hash[1] &+ b, hash[2] &+ c, hash[3] &+ d, hash[4] &+ e]
    }
}
