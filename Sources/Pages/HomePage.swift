/// The page at our own address: what this system is, and who is signed in here.
package struct HomePage: Page {
    private let personName: String?
    private let logoutPath: String
    private let recoveryCodesPath: String?

    /// - Parameters:
    ///   - personName: whose session this browser holds; `nil` for nobody's.
    ///   - recoveryCodesPath: where they get new recovery codes; `nil` for who has none.
    package init(personName: String?, logoutPath: String, recoveryCodesPath: String? = nil) {
        self.personName = personName
        self.logoutPath = logoutPath
        self.recoveryCodesPath = recoveryCodesPath
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.home
        package let title: String
        let explanation: String
        let signedInAs: String?
        let logoutPath: Address
        let logout: String
        let recoveryCodesPath: Address?
        let recoveryCodes: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: HomeTexts.title(language), explanation: HomeTexts.explanation(language),
            signedInAs: personName.map { SessionTexts.signedInAs($0)(language) }, logoutPath: Address(logoutPath),
            logout: SessionTexts.logout(language), recoveryCodesPath: recoveryCodesPath.map(Address.init),
            recoveryCodes: RenewRecoveryCodesTexts.title(language))
    }
}
