import Glibc

extension Span<UInt8> {
    /// Where a byte stands first, from a place on; `nil` where it doesn't. By C's search, which looks at many bytes at a time.
    package func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        guard start < count else { return nil }
        return extracting(start..<count).withUnsafeBytes { rest in
            guard let base = rest.baseAddress, let found = memchr(base, Int32(byte), rest.count) else { return nil }
            return start + base.distance(to: found)
        }
    }

    /// Whether they are a text's UTF-8. Not for secrets: it stops at the first difference.
    package func isUTF8(of text: String) -> Bool {
        let other = text.utf8Span.span
        return count == other.count && indices.allSatisfy { self[$0] == other[$0] }
    }
}

extension String {
    /// Whether a byte is in its UTF-8.
    package func hasByte(_ byte: UInt8) -> Bool { utf8Span.span.firstIndex(of: byte) != nil }

    /// A part of another text's UTF-8, cut at characters.
    package init(_ bytes: Span<UInt8>) {
        self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
