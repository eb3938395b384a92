/// Stands between a form and what follows it, for the moment until the browser goes on by itself.
package struct ContinuePage: Page {
    private let target, platformName: String

    package init(target: String, platformName: String) {
        self.target = target
        self.platformName = platformName
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.carryOn
        package let title: String
        let explanation: String
        let target: Address
        let carryOn: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: SessionTexts.goingOn(language), explanation: SessionTexts.pressIfNot(language),
            target: Address(target), carryOn: SessionTexts.carryOn(to: platformName)(language))
    }
}
