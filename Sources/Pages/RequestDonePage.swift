/// Says that the platform which has asked goes on by itself, or doesn't; and leads back to what else waits.
package struct RequestDonePage: Page {
    private let outcome: DeviceDonePage.Outcome
    private let platformName, requestsPath: String

    package init(outcome: DeviceDonePage.Outcome, platformName: String, requestsPath: String) {
        self.outcome = outcome
        self.platformName = platformName
        self.requestsPath = requestsPath
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.requestDone
        package let title: String
        let explanation, platformName: String
        let requestsPath: Address
        let requests: String
    }

    package func content(in language: Language) -> Content {
        let texts = BackchannelTexts.self
        return Content(
            title: texts.done(outcome)(language), explanation: texts.after(outcome)(language),
            platformName: platformName, requestsPath: Address(requestsPath), requests: texts.title(language))
    }
}
