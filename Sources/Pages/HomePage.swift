/// The page at our own address: what this system is, and who is signed in here.
package struct HomePage: Page {
    private let personName: String?
    private let logoutPath: String

    /// - Parameter personName: who is signed in with this browser; `nil` for nobody.
    package init(personName: String?, logoutPath: String) {
        self.personName = personName
        self.logoutPath = logoutPath
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.home
        package let title: String
        let explanation: String
        let signedInAs: String?
        let logoutPath: Address
        let logout: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: HomeTexts.title(language), explanation: HomeTexts.explanation(language),
            signedInAs: personName.map { SessionTexts.signedInAs($0)(language) }, logoutPath: Address(logoutPath),
            logout: SessionTexts.logout(language))
    }
}
