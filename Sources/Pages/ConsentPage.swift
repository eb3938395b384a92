import Identity

/// Asks whether a platform may learn what it asks for.
package struct ConsentPage: Page {
    private let platformName, personName, action, formToken: String
    private let scopes: [String]
    private let logoPath, policyURL, termsURL: String?
    private let rights: [Right]

    /// Something that the platform wants to be allowed to do (RFC 9396): a function, and the unit at which.
    package struct Right: Sendable {
        let function: Bilingual
        let unit: String

        package init(function: Bilingual, unit: String) {
            self.function = function
            self.unit = unit
        }
    }

    /// - Parameters:
    ///   - scopes: the names of OAuth's scopes; one that has no text here is shown by its name.
    ///   - logoPath: where we show the platform's picture; `nil` for one without.
    ///   - policyURL: where the platform says what it does with the data; `nil` where it doesn't.
    ///   - termsURL: where it says under which terms it works.
    package init(
        platformName: String, personName: String, scopes: [String], action: String, formToken: String,
        logoPath: String? = nil, policyURL: String? = nil, termsURL: String? = nil, rights: [Right] = []
    ) {
        self.rights = rights
        self.logoPath = logoPath
        self.policyURL = policyURL
        self.termsURL = termsURL
        self.platformName = platformName
        self.personName = personName
        self.scopes = scopes
        self.action = action
        self.formToken = formToken
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.consent
        package let title: String
        let platformName, asks: String
        let items: [Item]
        let rightsHeading: String?
        let rights: [Item]
        let hint: String
        let action: Address
        let logo, policyURL, termsURL: Address?
        let policy, terms: String
        let formToken, allow, deny: String
    }

    struct Item: ListItem {
        let title: String
        let explanation: String?

        static func items(_ scopes: [String], in language: Language) -> [Item] {
            scopes.map { name in
                let (title, explanation) = ConsentTexts.scope(name)
                return Item(title: title(language), explanation: explanation?(language))
            }
        }
    }

    package func content(in language: Language) -> Content {
        Content(
            title: ConsentTexts.title(language), platformName: platformName,
            asks: ConsentTexts.asks(personName)(language),
            items: Item.items(scopes, in: language),
            rightsHeading: rights.isEmpty ? nil : ConsentTexts.rights(language),
            rights: rights.map { Item(title: $0.function(language), explanation: $0.unit) },
            hint: ConsentTexts.hint(language), action: Address(action), logo: logoPath.map(Address.init),
            policyURL: policyURL.map(Address.init), termsURL: termsURL.map(Address.init),
            policy: ConsentTexts.policy(language), terms: ConsentTexts.terms(language),
            formToken: formToken,
            allow: ConsentTexts.allow(language), deny: ConsentTexts.deny(language))
    }
}
