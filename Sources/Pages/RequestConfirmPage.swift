/// Asks whether a platform that the person is not at may go on as that person, and shows what is to be compared (CIBA Core §7.1,
/// `binding_message`).
package struct RequestConfirmPage: Page {
    private let platformName, personName, action, formToken: String
    private let message: String?
    private let scopes: [String]

    /// - Parameters:
    ///   - message: what the platform shows or says too; `nil` where it says nothing.
    ///   - scopes: as on the ``ConsentPage``.
    package init(
        platformName: String, personName: String, message: String?, scopes: [String], action: String, formToken: String
    ) {
        self.platformName = platformName
        self.personName = personName
        self.message = message
        self.scopes = scopes
        self.action = action
        self.formToken = formToken
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.requestConfirm
        package let title: String
        let asks, platformName, messageLabel: String
        let message: String?
        let warning, learns: String
        let items: [ConsentPage.Item]
        let action: Address
        let formToken, deny, allow: String
    }

    package func content(in language: Language) -> Content {
        let texts = BackchannelTexts.self
        return Content(
            title: texts.confirm(language), asks: texts.asks(personName)(language), platformName: platformName,
            messageLabel: texts.messageLabel(language), message: message, warning: texts.warning(language),
            learns: texts.learns(language), items: ConsentPage.Item.items(scopes, in: language),
            action: Address(action), formToken: formToken, deny: DeviceTexts.deny(language),
            allow: DeviceTexts.allow(language))
    }
}
