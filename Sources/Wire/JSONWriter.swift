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
        let bytes = string.utf8Span.span
        // Nearly every string is as it stands.
        if bytes.standsForItself {
            bytes.withUnsafeBufferPointer { output.append(contentsOf: $0) }
        } else {
            for place in bytes.indices { append(bytes[place], to: &output) }
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
    /// Whether no byte has to be escaped (RFC 8259 §7): none below 0x20, no `"` and no `\`.
    fileprivate var standsForItself: Bool {
        allSatisfy { eight in
            !eight.holdLess(than: 0x20) && !eight.hold(UInt8(ascii: "\"")) && !eight.hold(UInt8(ascii: "\\"))
        }
    }
}
