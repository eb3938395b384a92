/// What something is called by people: in Vietnamese, as the law and the city write it, and in English.
package struct LocalizedName: Hashable, Sendable {
    package let vietnamese: String
    package let english: String

    package init(vietnamese: String, english: String) {
        self.vietnamese = vietnamese
        self.english = english
    }

    /// On one line, Vietnamese first.
    package var both: String { "\(vietnamese) (\(english))" }
}
