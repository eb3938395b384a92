/// The person is signed out.
package struct SignedOutPage: Page {
    private let returnURL: String?
    private let platformName: String?

    /// - Parameter returnURL: where the platform begins; `nil` leads to our own page.
    package init(returnURL: String?, platformName: String?) {
        self.returnURL = returnURL
        self.platformName = platformName
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.signedOut
        package let title: String
        let explanation: String
        let returnURL: Address?
        let back, home: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: SessionTexts.signedOut(language), explanation: SessionTexts.signedOutExplanation(language),
            returnURL: returnURL.map(Address.init),
            back: SessionTexts.back(to: platformName ?? "")(language), home: SessionTexts.home(language))
    }
}
