import Accounts
import Identity
import TestSupport
import Testing
import Wire

@Suite struct OneTimePasswordTests {
    /// The secret of RFC 4226 Appendix D and of the SHA-1 row of RFC 6238 Appendix B.
    private func seed() throws -> OneTimePasswordSeed {
        try #require(OneTimePasswordSeed(Array("12345678901234567890".utf8)))
    }

    @Test(
        arguments: zip(
            0..<10 as Range<Int64>,
            [
                "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
            ]))
    func `the values of RFC 4226 Appendix D hold`(counter: Int64, code: String) throws {
        #expect(try seed().code(at: counter).text == code)
    }

    /// The RFC's codes have eight digits; six are their last ones.
    @Test(
        arguments: [
            (59, 0x1, "94287082"), (1_111_111_109, 0x23523EC, "07081804"), (1_111_111_111, 0x23523ED, "14050471"),
            (1_234_567_890, 0x273EF07, "89005924"), (2_000_000_000, 0x3F940AA, "69279037"),
            (20_000_000_000, 0x27BC_86AA, "65353130"),
        ] as [(Int64, Int64, String)])
    func `the values of RFC 6238 Appendix B hold`(seconds: Int64, step: Int64, code: String) throws {
        let moment = Instant(secondsSince1970: seconds)
        #expect(OneTimePasswordSeed.timeStep(at: moment) == step)
        let code = try #require(OneTimePassword(String(code.suffix(6))))
        #expect(try seed().timeStep(of: code, at: moment, after: nil) == step)
    }

    @Test func `a code is good one step early and one step late, and no more`() throws {
        let seed = try seed()
        let step = OneTimePasswordSeed.timeStep(at: .noon)
        for offset in -3...3 as ClosedRange<Int64> {
            let accepted = seed.timeStep(of: seed.code(at: step + offset), at: .noon, after: nil)
            #expect(accepted == (abs(offset) <= 1 ? step + offset : nil))
        }
    }

    @Test func `a step ends with its last millisecond`() throws {
        let start = Instant(secondsSince1970: 1_795_521_600)
        let step = OneTimePasswordSeed.timeStep(at: start)
        #expect(OneTimePasswordSeed.timeStep(at: start + .milliseconds(29_999)) == step)
        #expect(OneTimePasswordSeed.timeStep(at: start + .seconds(30)) == step + 1)
        #expect(OneTimePasswordSeed.timeStep(at: start - .milliseconds(1)) == step - 1)
        #expect(OneTimePasswordSeed.timeStep(at: Instant(millisecondsSince1970: -1)) == -1)
    }

    @Test func `a code is good once, and one of an earlier step not at all after it`() throws {
        let seed = try seed()
        let step = OneTimePasswordSeed.timeStep(at: .noon)
        let (before, now, next) = (seed.code(at: step - 1), seed.code(at: step), seed.code(at: step + 1))
        #expect(seed.timeStep(of: now, at: .noon, after: step - 1) == step)
        #expect(seed.timeStep(of: now, at: .noon, after: step) == nil)
        #expect(seed.timeStep(of: before, at: .noon, after: step) == nil)
        #expect(seed.timeStep(of: next, at: .noon, after: step) == step + 1)
        // It was right, and only used: that can be told.
        #expect(seed.timeStep(of: now, at: .noon, after: nil) == step)
    }

    @Test func `a code that two steps have in common is good once, too`() throws {
        let seed = try seed()
        // Found by trying: the first two neighbours with one code.
        let step: Int64 = 910_737
        try #require(seed.code(at: step).text == seed.code(at: step + 1).text)
        let moment = Instant(secondsSince1970: step * 30)
        let accepted = seed.timeStep(of: seed.code(at: step), at: moment, after: nil)
        #expect(accepted == step + 1)
        #expect(seed.timeStep(of: seed.code(at: step), at: moment, after: accepted) == nil)
    }

    @Test func `moments at the ends of time don't trap`() throws {
        let code = try #require(OneTimePassword("000000"))
        for moment in [Instant(millisecondsSince1970: .min), Instant(millisecondsSince1970: .max)] {
            _ = try seed().timeStep(of: code, at: moment, after: .max)
        }
    }

    @Test(arguments: [
        ("123456", "123456"), ("123 456", "123456"), (" 1 2 3\t4 5 6\n", "123456"), ("000000", "000000"),
        ("１２３４５６", "123456"), ("１２３\u{3000}４56", "123456"), ("123\u{A0}456", "123456"),
    ])
    func `six digits are read however they are spaced`(typed: String, code: String) {
        #expect(OneTimePassword(typed)?.text == code)
    }

    @Test(
        arguments: [
            "", "12345", "1234567", "12345a", "-12345", "123-456", "१२३४५६", "١٢٣٤٥٦", "1234५6", "①23456",
            "12345\u{0}6",
            "1\u{301}23456", "１２３４５", "123456" + String(repeating: " ", count: 59), "      ",
        ])
    func `anything else is no code`(typed: String) {
        #expect(OneTimePassword(typed) == nil)
    }
}

@Suite struct OneTimePasswordSeedTests {
    @Test func `a seed is twenty random bytes and can be kept`() throws {
        let seed = OneTimePasswordSeed(random: SeededRandom(seed: 1))
        #expect(seed.bytes.count == 20)
        #expect(OneTimePasswordSeed(seed.bytes)?.bytes == seed.bytes)
        #expect(OneTimePasswordSeed(random: SeededRandom(seed: 2)).bytes != seed.bytes)
        for count in [0, 10, 19, 21, 32] { #expect(OneTimePasswordSeed([UInt8](repeating: 1, count: count)) == nil) }
    }

    @Test func `people read it in groups of four`() throws {
        let seed = try #require(OneTimePasswordSeed(Array("12345678901234567890".utf8)))
        #expect(seed.text == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")
        #expect(try Base32.decode(seed.text.filter { $0 != " " }) == seed.bytes)
    }

    @Test(arguments: [
        ("Hue SSO", "canbo01", "Hue%20SSO:canbo01", "Hue%20SSO"),
        (
            "Huế một cửa", "nguyen.thi-thu_1@hue", "Hu%E1%BA%BF%20m%E1%BB%99t%20c%E1%BB%ADa:nguyen.thi-thu_1%40hue",
            "Hu%E1%BA%BF%20m%E1%BB%99t%20c%E1%BB%ADa"
        ),
        ("A&B=C?#/+%", "a~b", "A%26B%3DC%3F%23%2F%2B%25:a~b", "A%26B%3DC%3F%23%2F%2B%25"),
        ("a:b\n", "c:d", "ab%0A:cd", "ab%0A"), ("", "", ":", ""),
    ])
    func `the app is told all in one address`(
        _ issuer: String, _ account: String, _ label: String, _ name: String
    ) throws {
        let seed = try #require(OneTimePasswordSeed(Array("12345678901234567890".utf8)))
        #expect(
            seed.uri(issuer: issuer, account: account)
                == "otpauth://totp/\(label)?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=\(name)"
                + "&algorithm=SHA1&digits=6&period=30")
    }
}
