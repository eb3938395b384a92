/// Shown between a form and what follows it, for the moment until the browser continues by itself.
package struct ContinuePage: Page {
    private let target, platformName: String

    package init(target: String, platformName: String) {
        self.target = target
        self.platformName = platformName
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.continue
        package let title: String
        let explanation: String
        let target: Address
        let `continue`: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: SessionTexts.continuing(language), explanation: SessionTexts.pressIfNot(language),
            target: Address(target), continue: SessionTexts.continue(to: platformName)(language))
    }
}
