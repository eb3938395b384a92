import Identity

/// The dotted name of a function, from its platform down: `bi.dashboard.publish` is part of the group
/// `bi.dashboard`. At most 256 characters and eight names.
package struct FunctionID: Hashable, Sendable, CustomStringConvertible {
    package static let maximumDepth = 8

    package let text: String

    /// `nil` unless the text is at least two slugs (`Slug`) with dots between them.
    package init?(_ text: String) {
        guard text.utf8.count <= 256, let depth = Self.depth(of: text), (2...Self.maximumDepth).contains(depth)
        else { return nil }
        self.text = text
    }

    /// One of a platform's, by its name there; `nil` unless both together are one.
    package init?(_ platform: PlatformID, _ name: String) {
        let own = platform.slug.utf8.count + 1
        guard own + name.utf8.count <= 256, let depth = Self.depth(of: name), depth < Self.maximumDepth else {
            return nil
        }
        // In one piece of memory, and in one pass, as every request brings some.
        text = String(unsafeUninitializedCapacity: own + name.utf8.count) { characters in
            _ = characters.update(fromContentsOf: platform.slug.utf8)
            characters[own - 1] = UInt8(ascii: ".")
            _ = characters[own...].update(fromContentsOf: name.utf8)
            return own + name.utf8.count
        }
    }

    private static func depth(of text: String) -> Int? {
        // Bytes in one piece are soonest read.
        var text = text
        return text.withUTF8 { depth(of: $0) }
    }

    /// How many names there are, all of them slugs; in one pass, since every request brings some.
    private static func depth(of text: some Sequence<UInt8>) -> Int? {
        var depth = 1
        var length = 0
        for character in text {
            if character == UInt8(ascii: ".") {
                guard length > 0 else { return nil }
                depth += 1
                length = 0
            } else {
                guard length < Slug.maximumLength, Slug.allows(character, at: length) else { return nil }
                length += 1
            }
        }
        return length > 0 ? depth : nil
    }

    /// Whether it is one of a platform's.
    package func isOf(_ platform: PlatformID) -> Bool {
        text.utf8.count > platform.slug.utf8.count && text.utf8.starts(with: platform.slug.utf8)
            && text.utf8.dropFirst(platform.slug.utf8.count).first == UInt8(ascii: ".")
    }

    /// The first name.
    package var platform: PlatformID? {
        text.firstIndex(of: ".").flatMap { PlatformID(String(text[..<$0])) }
    }

    /// The group that this function is part of; `nil` directly under the platform.
    package var group: FunctionID? {
        text.lastIndex(of: ".").flatMap { FunctionID(String(text[..<$0])) }
    }

    package var description: String { text }
}
