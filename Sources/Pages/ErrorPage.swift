import Identity

/// Says that something is wrong, in both languages whatever the reader's is, with what support needs to find it.
package struct ErrorPage: Page {
    private let kind: ErrorKind
    private let reference: String

    /// What is wrong.
    package enum ErrorKind: Hashable, Sendable {
        /// A platform's request can't be honoured.
        case request(Problem)
        case notFound
        /// Asked too often.
        case tooMany
        case `internal`
        /// More people come than can be served at once.
        case busy
    }

    /// What is wrong with a platform's request.
    package struct Problem: Hashable, Sendable {
        let code, reason: String
        let advice: Advice?

        /// - Parameters:
        ///   - reason: our own sentence for the platform's developers.
        ///   - advice: what they can do; `nil` where there is nothing to set.
        package init(code: String, reason: String, advice: Advice? = nil) {
            self.code = code
            self.reason = reason
            self.advice = advice
        }
    }

    /// What is wrong with how a platform is set up, and what to set.
    package struct Advice: Hashable, Sendable {
        let problem, remedy: Bilingual

        package init(_ problem: Bilingual, _ remedy: Bilingual) {
            self.problem = problem
            self.remedy = remedy
        }
    }

    /// - Parameter reference: what a person can quote to the support.
    package init(kind: ErrorKind, reference: String) {
        self.kind = kind
        self.reference = reference
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.error
        package let title: String
        let heading, message, englishHeading, englishMessage: String
        let code, reason: String?
        let advice, englishAdvice: String?
        let reference, home: String
    }

    package func content(in language: Language) -> Content {
        var problem: Problem?
        if case .request(let request) = kind { problem = request }
        let heading = ErrorTexts.title(kind)
        let message = ErrorTexts.message(kind)
        return Content(
            title: heading(language), heading: heading.vietnamese, message: message.vietnamese,
            englishHeading: heading.english, englishMessage: message.english, code: problem?.code,
            reason: problem?.reason, advice: problem?.advice.map { "\($0.problem.vietnamese) \($0.remedy.vietnamese)" },
            englishAdvice: problem?.advice.map { "\($0.problem.english) \($0.remedy.english)" },
            reference: reference, home: SessionTexts.home(language))
    }
}
