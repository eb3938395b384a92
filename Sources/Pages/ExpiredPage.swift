/// The sign-in took too long, or goes on in another browser: says so, and offers the way on.
package struct ExpiredPage: Page {
    private let platformName: String?
    private let continuePath: String?

    /// - Parameter continuePath: where the sign-in begins again; `nil` when we don't know where the person was going.
    package init(platformName: String?, continuePath: String?) {
        self.platformName = platformName
        self.continuePath = continuePath
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.expired
        package let title: String
        let explanation: String
        let continuePath: Address?
        let `continue`, goBack, home: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: SessionTexts.expired(language), explanation: SessionTexts.expiredExplanation(language),
            continuePath: continuePath.map(Address.init),
            continue: SessionTexts.continue(to: platformName ?? "")(language), goBack: SessionTexts.goBack(language),
            home: SessionTexts.home(language))
    }
}
