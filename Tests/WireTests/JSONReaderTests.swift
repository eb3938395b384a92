import Testing
import Wire

struct JSONReaderTests {
    @Test func `every kind of value is read`() throws {
        let text = #" {"a" : null, "b":[true,false], "c":-12, "d":1.5e3, "e":"x\n\u00e9", "f":{}} "#
        let expected: JSONObject = [
            "a": .null, "b": [true, false], "c": -12, "d": .number(1500), "e": "x\n\u{E9}", "f": [:],
        ]
        let object = try JSONReader.readObject(Array(text.utf8))
        #expect(object == expected)
        #expect(object.names == ["a", "b", "c", "d", "e", "f"])
    }

    @Test(
        arguments: [
            ("0", .integer(0)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("1.0", .number(1)), ("1e0", .number(1)),
            ("0.0", .number(0)), ("0e999", .number(0)), ("1E+2", .number(100)), ("25e-1", .number(2.5)),
            ("5e-324", .number(.leastNonzeroMagnitude)),
            ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
        ] as [(String, JSONValue)])
    func `a number is an integer unless it has a fraction or an exponent`(
        text: String, value: JSONValue
    )
        throws
    {
        #expect(try JSONReader.read(Array(text.utf8)) == value)
    }

    @Test func `an integer is never equal to a number`() {
        #expect(JSONValue.integer(1) != .number(1))
    }

    private static let refusals: [(String, JSONError.Reason, Int)] = [
        ("", .unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2),
        ("tru", .unexpectedEnd, 3),
        (#"{"a":"#, .unexpectedEnd, 5), (#""\u00"#, .unexpectedEnd, 5), (#""abc"#, .unexpectedEnd, 4),
        ("[1,]", .unexpectedByte, 3), ("{a:1}", .unexpectedByte, 1), ("NaN", .unexpectedByte, 0),
        ("nan", .unexpectedByte, 1), ("+1", .unexpectedByte, 0), ("'a'", .unexpectedByte, 0),
        ("1 2", .trailingContent, 2), ("{}\0", .trailingContent, 2), ("[]//", .trailingContent, 2),
        ("\u{FEFF}{}", .byteOrderMark, 0),
        ("\"a\u{1F}\"", .controlCharacter, 2), ("\"\n\"", .controlCharacter, 1),
        (#""a\x""#, .invalidEscape, 2), (#""\u00G0""#, .invalidEscape, 1),
        (#""\U0041""#, .invalidEscape, 1),
        (#""\uD834""#, .loneSurrogate, 1), (#""a\uDD1E""#, .loneSurrogate, 2),
        (#""\uD834\u0061""#, .loneSurrogate, 1), (#""\uD834\n""#, .loneSurrogate, 1),
        (#" "\uFFFE""#, .noncharacter, 1),
        (#""\uDBFF\uDFFF""#, .noncharacter, 0),
        ("[01]", .invalidNumber, 1), ("-", .invalidNumber, 0), ("1.", .invalidNumber, 0),
        ("1e", .invalidNumber, 0),
        ("-01", .invalidNumber, 0), ("1e+", .invalidNumber, 0), ("-.5", .invalidNumber, 0),
        ("[1e999]", .numberOutOfRange, 1), ("-1e999", .numberOutOfRange, 0),
        ("1e-999", .numberOutOfRange, 0),
        ("9223372036854775808", .numberOutOfRange, 0), ("-9223372036854775809", .numberOutOfRange, 0),
        (#"{"a":1,"a":1}"#, .duplicateName, 7), (#"{"a":1,"\u0061":2}"#, .duplicateName, 7),
        (#"[{"":1},{"":2,"":3}]"#, .duplicateName, 14),
    ]

    @Test(arguments: refusals)
    func `a refusal says why and where`(text: String, reason: JSONError.Reason, offset: Int) {
        #expect(throws: JSONError(reason, offset: offset)) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test(
        arguments: [
            [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80],  // overlong
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],  // surrogates
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],  // too high
            [0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFF], [0xFE],  // cut or stray
        ] as [[UInt8]])
    func `a string that is not UTF-8 is refused, as a value and as a name`(bytes: [UInt8]) {
        let string = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
        #expect(throws: JSONError(.invalidUTF8, offset: 0)) { try JSONReader.read(string) }
        let object = Array("{".utf8) + string + Array(":1}".utf8)
        #expect(throws: JSONError(.invalidUTF8, offset: 1)) { try JSONReader.read(object) }
        let withEscape = Array("\"\\n".utf8) + bytes + Array("\\n\"".utf8)
        #expect(throws: JSONError(.invalidUTF8, offset: 0)) { try JSONReader.read(withEscape) }
    }

    @Test(arguments: [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x5FFFF, 0x10FFFE, 0x10FFFF] as [UInt32])
    func `a code point that is never a character is refused`(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(throws: JSONError(.noncharacter, offset: 0)) {
            try JSONReader.read(Array("\"\(scalar)\"".utf8))
        }
    }

    @Test(arguments: [0xFDCF, 0xFDF0, 0xFFFD, 0x10000, 0x1FFFD, 0x10FFFD] as [UInt32])
    func `its neighbours are accepted`(value: UInt32) throws {
        let text = String(try #require(Unicode.Scalar(value)))
        #expect(try JSONReader.read(Array("\"\(text)\"".utf8)) == .string(text))
    }

    @Test func `an escape doesn't complete a broken sequence before it`() {
        let bytes = [UInt8(ascii: "\""), 0xC3] + Array(#"\u00a9""#.utf8)
        #expect(throws: JSONError(.invalidUTF8, offset: 0)) { try JSONReader.read(bytes) }
    }

    @Test func `names that only Unicode takes as equal are two names`() throws {
        let object = try JSONReader.readObject(Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test(arguments: [2, 8, 9, 10, 100, 1000])
    func `a name that stands twice is found among many`(count: Int) {
        let members = (1..<count).map { "\"name\($0)\":0" } + ["\"name\(count / 2 + 1)\":0", "\"name1\":1"]
        let text = "{" + members.joined(separator: ",") + "}"
        #expect { try JSONReader.read(Array(text.utf8)) } throws: {
            ($0 as? JSONError)?.reason == .duplicateName
        }
    }

    @Test func `a text may be as long as its limit and no longer`() throws {
        let text = Array(#""12345678""#.utf8)
        #expect(try JSONReader.read(text, limits: JSONLimits(bytes: 10)) == "12345678")
        #expect(throws: JSONError(.tooLarge, offset: 9)) {
            try JSONReader.read(text, limits: JSONLimits(bytes: 9))
        }
    }

    @Test func `arrays and objects may nest to the limit and no deeper`() throws {
        let limits = JSONLimits(depth: 2)
        #expect(try JSONReader.read(Array("[[]]".utf8), limits: limits) == [[]])
        #expect(try JSONReader.read(Array(#"{"a":[1]}"#.utf8), limits: limits) == ["a": [1]])
        for text in ["[[[]]]", #"{"a":{"b":{}}}"#, #"[{"a":[]}]"#] {
            #expect { try JSONReader.read(Array(text.utf8), limits: limits) } throws: {
                ($0 as? JSONError)?.reason == .tooDeep
            }
        }
        #expect(try JSONReader.read(Array("1".utf8), limits: JSONLimits(depth: 0)) == 1)
    }

    @Test func `a hundred thousand brackets are refused at the limit`() {
        let text = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: JSONError(.tooDeep, offset: Limits.jsonDepth)) {
            try JSONReader.read(text, limits: JSONLimits(bytes: .max))
        }
    }

    @Test func `a number may be as long as its limit and no longer`() throws {
        let longest = "0." + String(repeating: "1", count: Limits.jsonNumberBytes - 2)
        #expect(try JSONReader.read(Array(longest.utf8)) == .number(1.0 / 9))
        #expect(throws: JSONError(.numberOutOfRange, offset: 0)) {
            try JSONReader.read(Array((longest + "1").utf8))
        }
    }

    @Test(arguments: ["[]", "1", "\"a\"", "null"])
    func `only an object is read where one is due`(text: String) {
        #expect(throws: JSONError(.notAnObject, offset: 0)) { try JSONReader.readObject(Array(text.utf8)) }
    }
}
