import Directory
import Testing

/// Values of key attributes, and filters that find them again.
@Suite struct KeyAttributeTests {
    private static let text = "184b60d7-5e1c-4f3a-9a52-0123456789ab"

    @Test func `entryUUID is a UUID as text, in either case`() throws {
        let key = try #require(KeyAttribute.entryUUID.key(of: [UInt8](Self.text.utf8)))
        #expect(key.description == Self.text)
        #expect(KeyAttribute.entryUUID.key(of: [UInt8](Self.text.uppercased().utf8)) == key)
        #expect(KeyAttribute.entryUUID.filter(for: key) == "(entryUUID=\(Self.text))")
    }

    @Test func `objectGUID has its first three parts turned around`() throws {
        let octets: [UInt8] = [
            0xD7, 0x60, 0x4B, 0x18, 0x1C, 0x5E, 0x3A, 0x4F, 0x9A, 0x52, 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB,
        ]
        let key = try #require(KeyAttribute.objectGUID.key(of: octets))
        #expect(key.description == Self.text)
        #expect(
            KeyAttribute.objectGUID.filter(for: key)
                == #"(objectGUID=\d7\60\4b\18\1c\5e\3a\4f\9a\52\01\23\45\67\89\ab)"#)
    }

    @Test func `nsUniqueId is four groups of eight digits`() throws {
        let text = "184b60d7-5e1c4f3a-9a520123-456789ab"
        let key = try #require(KeyAttribute.nsUniqueId.key(of: [UInt8](text.utf8)))
        #expect(key.description == Self.text)
        #expect(KeyAttribute.nsUniqueId.filter(for: key) == "(nsUniqueId=\(text))")
    }

    @Test(arguments: ["", "184b60d7", "184b60d75e1c4f3a9a520123456789ab", "184b60d7-5e1c-4f3a-9a52-0123456789ag"])
    func `nothing else is a key`(value: String) {
        for attribute in KeyAttribute.allCases { #expect(attribute.key(of: [UInt8](value.utf8)) == nil) }
    }
}
