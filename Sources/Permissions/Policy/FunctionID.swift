import Identity

/// The dotted name of a function, from its platform down: `bi.dashboard.publish` is part of the group
/// `bi.dashboard`. At most 256 characters and eight names.
package struct FunctionID: Hashable, Sendable, CustomStringConvertible {
    package static let maximumDepth = 8

    package let text: String

    /// `nil` unless the text is at least two slugs (`Slug`) with dots between them.
    package init?(_ text: String) {
        guard text.utf8.count <= 256 else { return nil }
        let names = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...Self.maximumDepth).contains(names.count), names.allSatisfy(Slug.isValid) else {
            return nil
        }
        self.text = text
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
