import Identity

/// Tells a platform's developer what is wrong with how the platform is set up, and what to set: in both languages whatever the
/// reader's is.
package struct MistakePage: Page {
    private let name: String
    private let problem, remedy: Bilingual

    /// - Parameter name: what the mistake is known by, in the addresses of these pages and in the records.
    package init(name: String, problem: Bilingual, remedy: Bilingual) {
        self.name = name
        self.problem = problem
        self.remedy = remedy
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.mistake
        package let title: String
        let name: String
        let heading, problem, remedy: String
        let englishHeading, englishProblem, englishRemedy: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: MistakeTexts.title(language), name: name, heading: MistakeTexts.title.vietnamese,
            problem: problem.vietnamese, remedy: remedy.vietnamese, englishHeading: MistakeTexts.title.english,
            englishProblem: problem.english, englishRemedy: remedy.english)
    }
}
