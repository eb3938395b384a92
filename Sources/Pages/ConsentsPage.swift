import Identity

/// What a person has agreed that platforms may learn, to be taken back one by one.
package struct ConsentsPage: Page {
    private let personName, action, formToken: String
    private let consents: [Consent]

    package struct Consent: Sendable {
        let client, platformName: String
        let scopes: [String]
        let since: Instant

        /// - Parameters:
        ///   - client: its id, which the form sends back.
        ///   - scopes: the names of OAuth's scopes.
        ///   - since: when the person last agreed to something there.
        package init(client: String, platformName: String, scopes: [String], since: Instant) {
            self.client = client
            self.platformName = platformName
            self.scopes = scopes
            self.since = since
        }
    }

    package init(personName: String, consents: [Consent], action: String, formToken: String) {
        self.personName = personName
        self.consents = consents
        self.action = action
        self.formToken = formToken
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.consents
        package let title: String
        let signedInAs: String
        let nothing: String?
        let consents: [Item]
        let hint: String
        let action: Address
        let formToken, withdraw, home: String
    }

    struct Item: ListItem {
        let client, platformName, learns, since: String
    }

    package func content(in language: Language) -> Content {
        let texts = ConsentTexts.self
        return Content(
            title: texts.given(language), signedInAs: SessionTexts.signedInAs(personName)(language),
            nothing: consents.isEmpty ? texts.nothingGiven(language) : nil,
            consents: consents.map { consent in
                Item(
                    client: consent.client, platformName: consent.platformName,
                    learns: consent.scopes.map { texts.scope($0).title(language) }.joined(separator: "; "),
                    since: texts.since(HueTime.text(consent.since))(language))
            },
            hint: texts.withdrawalMeans(language), action: Address(action), formToken: formToken,
            withdraw: texts.withdraw(language), home: SessionTexts.home(language))
    }
}
