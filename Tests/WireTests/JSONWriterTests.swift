import Foundation
import TestSupport
import Testing
import Wire

struct JSONWriterTests {
    @Test(
        arguments: [
            (.null, "null"), (true, "true"), (false, "false"), (0, "0"),
            (.integer(.min), "-9223372036854775808"),
            (.number(1), "1.0"), (.number(-0.0), "-0.0"), (.number(1e300), "1e+300"), (.number(0.1), "0.1"),
            ("", #""""#), (#"a"\/b"#, #""a\"\\/b""#), ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
            ("\0\u{1}\u{1F}\u{7F}", "\"\\u0000\\u0001\\u001f\u{7F}\""), ("Huế 𝄞", #""Huế 𝄞""#),
            ([], "[]"), ([1, [2, "x"]], #"[1,[2,"x"]]"#), ([:], "{}"),
            (["b": 1, "a": ["c": .null]], #"{"b":1,"a":{"c":null}}"#),
        ] as [(JSONValue, String)])
    func `a value has one short form`(value: JSONValue, text: String) {
        #expect(String(decoding: JSONWriter.write(value), as: UTF8.self) == text)
    }

    @Test func `a byte is escaped wherever it stands, and no other is`() {
        for byte in 0..<0x80 as Range<UInt8> {
            let alone = JSONWriter.write(.string(String(decoding: [byte], as: UTF8.self))).dropFirst().dropLast()
            #expect((alone.count > 1) == (byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")))
            for place in 0..<20 {
                let (before, after) = ([UInt8](repeating: 0x21, count: place), [UInt8]("Huế!".utf8))
                let written = JSONWriter.write(.string(String(decoding: before + [byte] + after, as: UTF8.self)))
                #expect(written.dropFirst().dropLast() == before + alone + after)
            }
        }
    }

    @Test func `an object is written as its value is`() {
        let object: JSONObject = ["a": 1, "é": "\n"]
        #expect(JSONWriter.write(object) == JSONWriter.write(.object(object)))
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan])
    func `a number that JSON can't say becomes null`(number: Double) {
        #expect(JSONWriter.write(.number(number)) == Array("null".utf8))
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `whatever is written reads back equal`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = generator.jsonValue(depth: 5)
        let written = JSONWriter.write(value)
        #expect(try JSONReader.read(written) == value)
    }

    /// Foundation's reader is not strict, but what is good JSON it must take, and see as the same.
    @Test(arguments: 0..<100 as Range<UInt64>)
    func `another reader sees what was written`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = generator.jsonValue(depth: 5)
        let seen = try JSONDecoder().decode(Seen.self, from: Data(JSONWriter.write(value)))
        #expect(seen.value == value)
    }
}

/// A value as Foundation sees it.
private struct Seen: Decodable {
    let value: JSONValue

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Name.self) {
            var object = JSONObject()
            for name in container.allKeys {
                object[name.stringValue] = try container.decode(Seen.self, forKey: name).value
            }
            value = .object(object)
        } else if var container = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !container.isAtEnd { elements.append(try container.decode(Seen.self).value) }
            value = .array(elements)
        } else {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                value = .null
            } else if let bool = try? container.decode(Bool.self) {
                value = .bool(bool)
            } else if let string = try? container.decode(String.self) {
                value = .string(string)
            } else if let integer = try? container.decode(Int64.self) {
                value = .integer(integer)
            } else {
                value = .number(try container.decode(Double.self))
            }
        }
    }
}

extension SeededGenerator {
    fileprivate mutating func jsonValue(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &self))
        case 3: return .integer(Int64.random(in: -10...10, using: &self))
        case 4:
            // Not a whole number: Foundation doesn't tell 1.0 from 1.
            return .number(Double.random(in: -1...1, using: &self) * 1e-3)
        case 5: return .string(jsonString())
        case 6:
            return .array((0..<Int.random(in: 0...4, using: &self)).map { _ in jsonValue(depth: depth - 1) })
        default:
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0...12, using: &self)).map { _ in
                        (jsonString(), jsonValue(depth: depth - 1))
                    }))
        }
    }

    private mutating func jsonString() -> String {
        text(
            of: ["a", "\"", "\\", "/", "\u{0}", "\n", "\u{1F}", "\u{7F}", "é", "ế", "𝄞", "\u{2028}"], upTo: 6)
    }
}
