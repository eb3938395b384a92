/// Carries an authorization response to the platform in a form (OAuth 2.0 Form Post Response Mode §2). The form sends
/// itself where scripts run, and has a button where they don't.
package struct FormPostPage: Page {
    private let action, platformName: String
    private let fields: [(name: String, value: String)]

    /// The source that the page's policy has to allow (CSP Level 3 §2.3.1), where it is written in single quotes. The script
    /// takes `submit` from the prototype, because the form's own is the button with that id.
    package static let scriptHash = "sha256-ox4bri+xTrW3kuLTyRoak73QX8KZGuyP3JlQYusbSlA="

    /// - Parameter action: the redirect URI.
    package init(action: String, fields: [(String, String)], platformName: String) {
        self.action = action
        self.platformName = platformName
        self.fields = fields.map { (name: $0.0, value: $0.1) }
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.formPost
        package let title: String
        let explanation: String
        let action: Address
        let `continue`: String
        let fields: [Field]
    }

    struct Field: ListItem {
        let name, value: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: SessionTexts.continuing(language), explanation: SessionTexts.pressIfNot(language),
            action: Address(action), continue: SessionTexts.continue(to: platformName)(language),
            fields: fields.map { Field(name: $0.name, value: $0.value) })
    }
}
