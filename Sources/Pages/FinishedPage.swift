/// Shown after the back button: this sign-in is done, and the link leads to the platform.
package struct FinishedPage: Page {
    private let personName, platformName, platformURL: String

    package init(personName: String, platformName: String, platformURL: String) {
        self.personName = personName
        self.platformName = platformName
        self.platformURL = platformURL
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.finished
        package let title: String
        let explanation: String
        let platformURL: Address
        let back: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: SessionTexts.signedInAs(personName)(language), explanation: SessionTexts.finished(language),
            platformURL: Address(platformURL), back: SessionTexts.back(to: platformName)(language))
    }
}
