import Glibc

/// A text that is equal only to the same bytes of UTF-8.
///
/// Swift's `String` compares by canonical equivalence: "é" equals "e" followed by U+0301. The specifications
/// compare code point by code point (RFC 8259 §8.3, RFC 6749 §1.9, RFC 3986 §6.2.1), so whatever names, keys
/// or matches something from outside goes through this type or through `hasSameBytes(as:)`.
package struct ExactText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // Ends the text, as no UTF-8 holds this byte: ("a", "bc") and ("ab", "c") feed different bytes.
        hasher.combine(0xFF as UInt8)
    }
}

extension String {
    /// Whether both are the same bytes of UTF-8. Not for secrets: it stops at the first difference.
    @inline(__always)
    package func hasSameBytes(as other: String) -> Bool {
        // Where a name is sought, most others are of another length.
        utf8.count == other.utf8.count && hasSameBytes(ofSameCount: other)
    }

    private func hasSameBytes(ofSameCount other: String) -> Bool {
        let count = utf8.count
        let areSame = utf8.withContiguousStorageIfAvailable { own in
            other.utf8.withContiguousStorageIfAvailable { other -> Bool in
                // A word at a time, unlike `elementsEqual`: names are compared more often than anything.
                guard let own = own.baseAddress, let other = other.baseAddress else { return true }
                return memcmp(own, other, count) == 0
            }
        }
        return (areSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
