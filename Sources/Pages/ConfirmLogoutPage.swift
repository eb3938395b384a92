/// Asks whether the person really wants to sign out, where a link alone can't prove it.
package struct ConfirmLogoutPage: Page {
    private let personName: String
    private let platformName: String?
    private let action, formToken, stayPath: String

    package init(personName: String, platformName: String?, action: String, formToken: String, stayPath: String) {
        self.personName = personName
        self.platformName = platformName
        self.action = action
        self.formToken = formToken
        self.stayPath = stayPath
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.confirmLogout
        package let title: String
        let asks: String?
        let signedInAs, explanation: String
        let action: Address
        let formToken, confirm: String
        let stayPath: Address
        let stay: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: SessionTexts.confirmLogout(language),
            asks: platformName.flatMap { $0.isEmpty ? nil : SessionTexts.asksForLogout($0)(language) },
            signedInAs: SessionTexts.signedInAs(personName)(language),
            explanation: SessionTexts.logoutMeans(language), action: Address(action), formToken: formToken,
            confirm: SessionTexts.logout(language), stayPath: Address(stayPath), stay: SessionTexts.stay(language))
    }
}
