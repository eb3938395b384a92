/// Says that something is wrong, in both languages whatever the reader's is, with what support needs to find it.
package struct ErrorPage: Page {
    private let kind: ErrorKind
    private let reference: String

    /// What is wrong.
    package enum ErrorKind: Hashable, Sendable {
        /// A platform's request can't be honoured. `reason` is our own sentence for its developers.
        case request(code: String, reason: String)
        case notFound
        /// Asked too often.
        case tooMany
        case `internal`
        /// More people come than can be served at once.
        case busy
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
        let reference, home: String
    }

    package func content(in language: Language) -> Content {
        var code: String?
        var reason: String?
        if case .request(let requestCode, let requestReason) = kind { (code, reason) = (requestCode, requestReason) }
        let heading = ErrorTexts.title(kind)
        let message = ErrorTexts.message(kind)
        return Content(
            title: heading(language), heading: heading.vietnamese, message: message.vietnamese,
            englishHeading: heading.english, englishMessage: message.english, code: code, reason: reason,
            reference: reference, home: SessionTexts.home(language))
    }
}
