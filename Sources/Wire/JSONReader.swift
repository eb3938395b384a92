/// Reads JSON as RFC 8259 writes it and RFC 7493 (I-JSON) narrows it, and nothing more.
///
/// Refused, besides what is no JSON: any encoding but UTF-8, a byte order mark, repeated member
/// names, lone surrogates and noncharacters, numbers that no double or 64-bit integer can hold, and whatever
/// passes the limits.
package enum JSONReader {
    /// Reads one value that fills the whole text, white space around it aside.
    package static func read(_ bytes: [UInt8], limits: JSONLimits = .default) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytes else { throw JSONError(.tooLarge, offset: limits.bytes) }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw JSONError(.byteOrderMark, offset: 0) }
        var scanner = JSONScanner(bytes)
        let value = try readValue(&scanner, depth: limits.depth)
        guard scanner.nextSignificant() == nil else { throw scanner.error(.trailingContent) }
        return value
    }

    /// Reads one object, as every message of the protocol is.
    package static func readObject(
        _ bytes: [UInt8], limits: JSONLimits = .default
    ) throws(JSONError) -> JSONObject {
        guard case .object(let object) = try read(bytes, limits: limits) else {
            throw JSONError(.notAnObject, offset: 0)
        }
        return object
    }

    private static func readValue(_ scanner: inout JSONScanner, depth: Int) throws(JSONError) -> JSONValue {
        switch scanner.nextSignificant() {
        case UInt8(ascii: "{"): return .object(try readObject(&scanner, depth: depth))
        case UInt8(ascii: "["): return .array(try readArray(&scanner, depth: depth))
        case UInt8(ascii: "\""): return .string(try scanner.readString())
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try scanner.readNumber()
        case UInt8(ascii: "t"):
            try scanner.readLiteral("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try scanner.readLiteral("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try scanner.readLiteral("null")
            return .null
        default: throw scanner.unexpected()
        }
    }

    private static func readArray(_ scanner: inout JSONScanner, depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth > 0 else { throw scanner.error(.tooDeep) }
        scanner.advance()
        var elements: [JSONValue] = []
        guard scanner.nextSignificant() != UInt8(ascii: "]") else {
            scanner.advance()
            return elements
        }
        while true {
            elements.append(try readValue(&scanner, depth: depth - 1))
            switch scanner.nextSignificant() {
            case UInt8(ascii: ","): scanner.advance()
            case UInt8(ascii: "]"):
                scanner.advance()
                return elements
            default: throw scanner.unexpected()
            }
        }
    }

    private static func readObject(_ scanner: inout JSONScanner, depth: Int) throws(JSONError) -> JSONObject {
        guard depth > 0 else { throw scanner.error(.tooDeep) }
        scanner.advance()
        var object = JSONObject()
        guard scanner.nextSignificant() != UInt8(ascii: "}") else {
            scanner.advance()
            return object
        }
        while true {
            guard scanner.nextSignificant() == UInt8(ascii: "\"") else { throw scanner.unexpected() }
            let start = scanner.position
            let name = try scanner.readString()
            guard scanner.nextSignificant() == UInt8(ascii: ":") else { throw scanner.unexpected() }
            scanner.advance()
            let value = try readValue(&scanner, depth: depth - 1)
            guard object.insert(name, value) else { throw JSONError(.duplicateName, offset: start) }
            switch scanner.nextSignificant() {
            case UInt8(ascii: ","): scanner.advance()
            case UInt8(ascii: "}"):
                scanner.advance()
                return object
            default: throw scanner.unexpected()
            }
        }
    }
}
