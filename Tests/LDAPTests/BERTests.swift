import TestSupport
import Testing

@testable import LDAP

/// The values of controls.
@Suite struct BERTests {
    @Test(arguments: [0, 1, 127, 128, 255, 256, 65_535, 8_388_608, 2_147_483_647])
    func `a number is read as it was written`(number: Int) {
        var reader = BERReader(BER.number(BER.integer, number))
        #expect(reader.integer(BER.integer) == number)
        #expect(reader.isAtEnd)
    }

    @Test(arguments: [0, 1, 127, 128, 255, 256, 70_000])
    func `octets are read as they were written, however many`(count: Int) {
        let octets = [UInt8](repeating: 7, count: count)
        var reader = BERReader(BER.element(BER.octetString, octets))
        #expect(reader.octets() == octets)
        #expect(reader.isAtEnd)
    }

    @Test func `TRUE is what isn't nought`() {
        for (octet, value) in [(UInt8(0), false), (1, true), (0xFF, true)] {
            var reader = BERReader([BER.boolean, 1, octet])
            #expect(reader.boolean() == value)
        }
    }

    @Test func `what is cut anywhere isn't read`() {
        let whole = BER.element(BER.sequence, BER.number(BER.enumerated, 1) + BER.element(BER.octetString, [1, 2, 3]))
        for count in 0..<whole.count {
            var reader = BERReader(whole.prefix(count))
            #expect(reader.element(BER.sequence) == nil)
        }
    }

    @Test(arguments: 0..<200)
    func `no octets whatever bring it down`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<100 {
            let octets = [random.pick([0x30, 0xA1, 0xA2, 0xA3, 0x80])] + random.bytes(upTo: 40)
            _ = SyncInfo(octets)
            _ = SyncState(octets)
            _ = SyncDone(octets)
        }
    }
}
