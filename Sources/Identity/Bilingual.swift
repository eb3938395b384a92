/// A text for people in both languages, Vietnamese first, as the regulation is national text: one that lacks a
/// translation doesn't compile.
package struct Bilingual: Hashable, Sendable {
    package let vietnamese: String
    package let english: String

    package init(_ vietnamese: String, _ english: String) {
        self.vietnamese = vietnamese
        self.english = english
    }

    /// On one line.
    package var both: String { "\(vietnamese) (\(english))" }
}
