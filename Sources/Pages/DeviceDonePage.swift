/// Sends the person back to the device, which goes on by itself.
package struct DeviceDonePage: Page {
    private let outcome: Outcome
    private let platformName: String

    /// What the person has answered.
    package enum Outcome: Hashable, Sendable, CaseIterable {
        case allowed, denied
    }

    package init(outcome: Outcome, platformName: String) {
        self.outcome = outcome
        self.platformName = platformName
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.deviceDone
        package let title: String
        let explanation, platformName: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: DeviceTexts.done(outcome)(language), explanation: DeviceTexts.goBack(outcome)(language),
            platformName: platformName)
    }
}
