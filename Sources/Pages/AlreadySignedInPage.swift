/// "You are already signed in as …": continue, or use another account.
package struct AlreadySignedInPage: Page {
    private let personName, platformName, action, formToken: String

    package init(personName: String, platformName: String, action: String, formToken: String) {
        self.personName = personName
        self.platformName = platformName
        self.action = action
        self.formToken = formToken
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.alreadySignedIn
        package let title: String
        let asks, platformName: String
        let action: Address
        let formToken, `continue`, another: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: SessionTexts.signedInAs(personName)(language), asks: SessionTexts.continueTo(language),
            platformName: platformName, action: Address(action), formToken: formToken,
            continue: SessionTexts.continueAs(personName)(language), another: SessionTexts.another(language))
    }
}
