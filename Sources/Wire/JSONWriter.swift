/// Writes JSON as short as it gets: no white space, members in their order, only the escapes that RFC 8259 §7
/// demands.
///
/// Whatever `JSONReader` took is written so that it reads back equal. A number that isn't finite, which is
/// never read and which JSON can't say, is written as `null`, as ECMAScript does.
package enum JSONWriter {
    package static func write(_ value: JSONValue) -> [UInt8] {
        var output: [UInt8] = []
        append(value, to: &output)
        return output
    }

    package static func write(_ object: JSONObject) -> [UInt8] {
        var output: [UInt8] = []
        // Most messages aren't longer.
        output.reserveCapacity(512)
        append(object, to: &output)
        return output
    }

    private static func append(_ value: JSONValue, to output: inout [UInt8]) {
        switch value {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .integer(let value): output += String(value).utf8
        // Swift writes a double with a fraction or an exponent, so that it reads back as a number, not an
        // integer.
        case .number(let value): output += (value.isFinite ? value.description : "null").utf8
        case .string(let value): append(value, to: &output)
        case .array(let elements): append(elements, to: &output)
        case .object(let object): append(object, to: &output)
        }
    }

    private static func append(_ elements: [JSONValue], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(element, to: &output)
        }
        output.append(UInt8(ascii: "]"))
    }

    private static func append(_ object: JSONObject, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        // By places, as in `JSONObject`.
        for index in object.members.indices {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(object.members[index].name, to: &output)
            output.append(UInt8(ascii: ":"))
            append(object.members[index].value, to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func append(_ string: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        // Nearly every string is as it stands.
        if string.utf8Span.span.standsForItself {
            output += string.utf8
        } else {
            for byte in string.utf8 { append(byte, to: &output) }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func append(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): output += "\\\"".utf8
        case UInt8(ascii: "\\"): output += "\\\\".utf8
        case 0x08: output += "\\b".utf8
        case 0x09: output += "\\t".utf8
        case 0x0A: output += "\\n".utf8
        case 0x0C: output += "\\f".utf8
        case 0x0D: output += "\\r".utf8
        case 0x00...0x1F: output += ((byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16)).utf8
        default: output.append(byte)
        }
    }
}

extension Span<UInt8> {
    /// Whether no byte has to be escaped (RFC 8259 §7): none below 0x20, no `"` and no `\`. Eight are looked at at a time, by what
    /// a subtraction borrows (Warren, Hacker's Delight, §6-1).
    fileprivate var standsForItself: Bool {
        let highest: UInt64 = 0x8080_8080_8080_8080
        func repeated(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }
        func holdsZero(_ word: UInt64) -> Bool { (word &- repeated(1)) & ~word & highest != 0 }
        var place = 0
        while place + 8 <= count {
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
            guard (word &- repeated(0x20)) & ~word & highest == 0, !holdsZero(word ^ repeated(UInt8(ascii: "\""))),
                !holdsZero(word ^ repeated(UInt8(ascii: "\\")))
            else { return false }
            place += 8
        }
        while place < count {
            let byte = self[place]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return false }
            place += 1
        }
        return true
    }
}
