import Identity

/// The 26 characters of a person's id as four words: compared and hashed without following a pointer.
///
/// Ids are random and made by us, so no stranger can choose keys that collide.
struct PersonKey: Equatable, Sendable {
    let words: SIMD4<UInt64>

    @inline(__always)
    init(_ id: PersonID) {
        let packed = id.text.utf8.withContiguousStorageIfAvailable { characters -> SIMD4<UInt64>? in
            let bytes = UnsafeRawBufferPointer(characters)
            guard bytes.count == 26 else { return nil }
            return SIMD4(
                bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
                UInt64(bytes.loadUnaligned(fromByteOffset: 24, as: UInt16.self))
            )
        }
        words = (packed ?? nil) ?? Self.pack(id.text.utf8)
    }

    /// The high bits choose the shard, the low ones the place in it.
    @inline(__always)
    var hash: UInt64 {
        var hash = words[0] &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ (hash >> 32) ^ words[1]) &* 0xC2B2_AE3D_27D4_EB4F
        hash = (hash ^ (hash >> 29) ^ words[2]) &* 0x1656_67B1_9E37_79F9
        hash = (hash ^ (hash >> 32) ^ words[3]) &* 0x9E37_79B9_7F4A_7C15
        return hash ^ (hash >> 31)
    }

    /// For text that doesn't lie in one piece.
    private static func pack(_ characters: String.UTF8View) -> SIMD4<UInt64> {
        var words = SIMD4<UInt64>()
        for (place, character) in characters.prefix(32).enumerated() {
            words[place / 8] |= UInt64(character) << UInt64(place % 8 * 8)
        }
        return words
    }
}
