/// An Argon2id hash in the PHC string format: `$argon2id$v=19$m=65536,t=3,p=4$<salt>$<tag>`, salt and tag in
/// Base64 without padding. Reads exactly what it writes: another variant, version, order, spelling of a
/// number or spare bit in the Base64 is refused, as are parameters out of bounds.
struct Argon2Hash {
    let parameters: Argon2Parameters
    let salt: [UInt8]
    let tag: [UInt8]

    init(parameters: Argon2Parameters, salt: [UInt8], tag: [UInt8]) {
        self.parameters = parameters
        self.salt = salt
        self.tag = tag
    }

    init(phc: String) throws(CryptographyError) {
        // Twice the longest string that fits the bounds below.
        guard phc.utf8.count <= 512 else { throw .malformedPasswordHash }
        let fields = phc.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0].isEmpty, fields[1].elementsEqual("argon2id".utf8),
            fields[2].elementsEqual("v=19".utf8)
        else { throw .malformedPasswordHash }
        let costs = fields[3].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard costs.count == 3, let memoryKiB = Self.number(costs[0], named: "m"),
            let iterations = Self.number(costs[1], named: "t"),
            let parallelism = Self.number(costs[2], named: "p"),
            let salt = Self.decode(fields[4]), let tag = Self.decode(fields[5]),
            Argon2id.saltLengths.contains(salt.count), tag.count == Argon2id.tagLength
        else { throw .malformedPasswordHash }
        do {
            parameters = try Argon2Parameters(
                memoryKiB: memoryKiB, iterations: iterations, parallelism: parallelism)
        } catch {
            throw .malformedPasswordHash
        }
        self.salt = salt
        self.tag = tag
    }

    var phc: String {
        let costs = "m=\(parameters.memoryKiB),t=\(parameters.iterations),p=\(parameters.parallelism)"
        return "$argon2id$v=19$\(costs)$\(Self.encode(salt))$\(Self.encode(tag))"
    }

    /// `m=65536` without sign or leading zero.
    private static func number(_ field: Substring.UTF8View, named name: String) -> UInt32? {
        let prefix = name + "="
        guard field.starts(with: prefix.utf8) else { return nil }
        let text = String(Substring(field.dropFirst(prefix.utf8.count)))
        guard let number = UInt32(text), String(number) == text else { return nil }
        return number
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            buffer = (buffer & 0xFF) << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(buffer >> bits) & 63])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << (6 - bits)) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Comparing with what encoding gives back refuses spare bits and impossible lengths.
    private static func decode(_ text: Substring.UTF8View) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for character in text {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            buffer = (buffer & 0xFF) << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return encode(bytes).utf8.elementsEqual(text) ? bytes : nil
    }
}
