import Accounts
import Cryptography
import TestSupport
import Testing
import Wire

@Suite struct WrittenCodeTests {
    /// A source of one byte.
    private struct Always: RandomSource {
        let byte: UInt8
        func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }
    }

    @Test func `a recovery code is 80 bits in groups of four`() {
        #expect(RecoveryCode(random: Always(byte: 0)).text == "AAAA-AAAA-AAAA-AAAA")
        #expect(RecoveryCode(random: Always(byte: 0xFF)).text == "7777-7777-7777-7777")
        #expect(RecoveryCode(random: Always(byte: 0b1010_1010)).text == "VKVK-VKVK-VKVK-VKVK")
    }

    @Test func `an activation code is 100 bits in groups of five`() {
        #expect(ActivationCode(random: Always(byte: 0)).text == "AAAAA-AAAAA-AAAAA-AAAAA")
        #expect(ActivationCode(random: Always(byte: 0xFF)).text == "77777-77777-77777-77777")
        #expect(ActivationCode.lifetime == .hours(168))
    }

    @Test func `every character of a code is as random as the others`() {
        let codes = (0..<400 as Range<UInt64>).map { ActivationCode(random: SeededRandom(seed: $0)).text }
        for place in 0..<23 where place % 6 != 5 {
            let seen = Set(codes.map { Array($0.utf8)[place] })
            #expect(seen.count == 32, "character \(place)")
        }
    }

    @Test func `an account has ten recovery codes, no two alike`() {
        let codes = RecoveryCode.fresh(random: SeededRandom(seed: 1))
        #expect(codes.count == 10 && Set(codes.map(\.text)).count == 10 && Set(codes.map(\.hash)).count == 10)
    }

    @Test(arguments: [
        "OIBA-OIBA-2345-67ZZ", "oiba-oiba-2345-67zz", "OIBAOIBA234567ZZ", " oiba oiba\t2345 67zz\n",
        "01ba-0i8a-2345-67zz", "O1BA—OIBA–2345‑67ZZ", "oiba\u{2212}oiba\u{A0}2345--67zz-",
    ])
    func `a code is read as people type it`(typed: String) throws {
        let code = try #require(RecoveryCode("OIBAOIBA234567ZZ"))
        #expect(RecoveryCode(typed)?.text == "OIBA-OIBA-2345-67ZZ")
        #expect(RecoveryCode(typed)?.matches(code.hash) == true)
    }

    @Test(arguments: [
        "", "OIBA-OIBA-2345-67Z", "OIBA-OIBA-2345-67ZZZ", "9IBA-OIBA-2345-67ZZ", "OIBA_OIBA_2345_67ZZ",
        "OIBA-OIBA-2345-67Z\u{0}", "ÓIBA-OIBA-2345-67ZZ", "ОIBA-OIBA-2345-67ZZ", "OIBA-OIBA-2345-67Z\u{17F}",
        "OIBA-OIBA-2345-67ZZ" + String(repeating: "-", count: 256), "Mat-khau-cua-toi-1",
    ])
    func `what we can't have made is no code`(typed: String) {
        #expect(RecoveryCode(typed) == nil)
    }

    @Test func `what is stored is the SHA-256 of kind and code`() throws {
        let code = try #require(RecoveryCode("oiba-oiba-2345-67zz"))
        #expect(code.hash == Base64URL.encode(SHA2.sha256(Array("recovery-code\0OIBAOIBA234567ZZ".utf8))))
        #expect(code.matches(code.hash))
        for other in ["", String(code.hash.dropLast()), code.hash + "A", RecoveryCode(random: Always(byte: 0)).hash] {
            #expect(!code.matches(other))
        }
    }

    @Test func `a code of one kind is none of the other`() throws {
        let activation = ActivationCode(random: SeededRandom(seed: 1))
        let recovery = RecoveryCode(random: SeededRandom(seed: 1))
        #expect(RecoveryCode(activation.text) == nil && ActivationCode(recovery.text) == nil)
        #expect(RecoveryCodeKind.name != ActivationCodeKind.name)
    }
}
