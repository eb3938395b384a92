/// Asks whether a device may sign in as the person in front of this page, and warns: whoever has been sent here by a
/// stranger would let the stranger in (RFC 8628 §5.4).
package struct DeviceConfirmPage: Page {
    private let platformName, personName, userCode, action, formToken: String
    private let scopes: [String]

    /// - Parameters:
    ///   - userCode: as the device shows it, to be compared (RFC 8628 §3.3.1).
    ///   - scopes: as on the ``ConsentPage``.
    package init(
        platformName: String, personName: String, userCode: String, scopes: [String], action: String, formToken: String
    ) {
        self.platformName = platformName
        self.personName = personName
        self.userCode = userCode
        self.scopes = scopes
        self.action = action
        self.formToken = formToken
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.deviceConfirm
        package let title: String
        let asks, platformName, codeLabel, userCode, warning, nobodyAsks, learns: String
        let items: [ConsentPage.Item]
        let action: Address
        let formToken, deny, allow: String
    }

    package func content(in language: Language) -> Content {
        let texts = DeviceTexts.self
        return Content(
            title: texts.confirm(language), asks: texts.asks(personName)(language), platformName: platformName,
            codeLabel: texts.shownCode(language), userCode: userCode, warning: texts.warning(language),
            nobodyAsks: texts.nobodyAsks(language), learns: texts.learns(language),
            items: ConsentPage.Item.items(scopes, in: language), action: Address(action), formToken: formToken,
            deny: texts.deny(language), allow: texts.allow(language))
    }
}
