/// Shows somebody's recovery codes, this once, to be printed or written down; then goes on.
package struct RecoveryCodesPage: Page {
    private let codes: [String]
    private let username, action, formToken: String

    /// - Parameter username: whose codes they are, for the sheet of paper.
    package init(codes: [String], username: String, action: String, formToken: String) {
        self.codes = codes
        self.username = username
        self.action = action
        self.formToken = formToken
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.recoveryCodes
        package let title: String
        let explanation, once, usernameLabel, username: String
        let codes: [Item]
        let keep: String
        let action: Address
        let formToken, kept: String
    }

    struct Item: ListItem {
        let code: String
    }

    package func content(in language: Language) -> Content {
        let texts = RecoveryCodesTexts.self
        return Content(
            title: texts.title(language), explanation: texts.explanation(language), once: texts.once(language),
            usernameLabel: SignInTexts.username(language), username: username, codes: codes.map { Item(code: $0) },
            keep: texts.keep(language), action: Address(action), formToken: formToken, kept: texts.kept(language))
    }
}
