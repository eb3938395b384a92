/// A statement's text as a key. Its length and its end tell it from nearly all others, and to hash hundreds of bytes costs
/// more than the rest of looking it up. Ours are ASCII: those that are equal have the same bytes.
struct StatementText: Hashable {
    /// How many a connection keeps prepared. Storage has some 360, and more where tables and conditions are put into one text.
    static let limit = 512

    private let text: String

    init(_ text: String) { self.text = text }

    func hash(into hasher: inout Hasher) {
        let bytes = text.utf8Span.span.bytes
        let end = bytes.byteCount - MemoryLayout<UInt64>.size
        hasher.combine(bytes.byteCount)
        if end >= 0 { hasher.combine(bytes.unsafeLoadUnaligned(fromByteOffset: end, as: UInt64.self)) }
    }
}
