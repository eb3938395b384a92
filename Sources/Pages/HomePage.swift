/// The page at our own address: what this system is, and who is signed in here.
package struct HomePage: Page {
    private let personName: String?
    private let logoutPath: String
    private let recoveryCodesPath, requestsPath, consentsPath: String?

    /// - Parameters:
    ///   - personName: whose session this browser holds; `nil` for nobody's.
    ///   - recoveryCodesPath: where they get new recovery codes; `nil` for who has none.
    ///   - requestsPath: where they find what platforms have asked of them; `nil` where none can.
    ///   - consentsPath: where they find what they have agreed to; `nil` for nobody.
    package init(
        personName: String?, logoutPath: String, recoveryCodesPath: String? = nil, requestsPath: String? = nil,
        consentsPath: String? = nil
    ) {
        self.requestsPath = requestsPath
        self.consentsPath = consentsPath
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
        let requestsPath: Address?
        let requests: String
        let consentsPath: Address?
        let consents: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: HomeTexts.title(language), explanation: HomeTexts.explanation(language),
            signedInAs: personName.map { SessionTexts.signedInAs($0)(language) }, logoutPath: Address(logoutPath),
            logout: SessionTexts.logout(language), recoveryCodesPath: recoveryCodesPath.map(Address.init),
            recoveryCodes: RenewRecoveryCodesTexts.title(language), requestsPath: requestsPath.map(Address.init),
            requests: BackchannelTexts.title(language), consentsPath: consentsPath.map(Address.init),
            consents: ConsentTexts.given(language))
    }
}
