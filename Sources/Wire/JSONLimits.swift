/// How large and how deep a JSON text may be for one reader of it.
package struct JSONLimits: Hashable, Sendable {
    /// Bytes of the whole text, white space included.
    package let bytes: Int
    /// Arrays and objects that may be nested; 0 takes only a lone string, number or literal. The reader recurses
    /// once per level, so this must stay far below what a thread's stack holds (some thousands).
    package let depth: Int

    package init(bytes: Int = Limits.jsonBytes, depth: Int = Limits.jsonDepth) {
        self.bytes = bytes
        self.depth = depth
    }

    package static let `default` = JSONLimits()
}
