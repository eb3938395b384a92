import Identity

/// The person is signed out, and this is what the platforms have heard of it.
package struct SignedOutPage: Page {
    private let returnURL: String?
    private let platformName: String?
    private let platforms: [Platform]
    private let frames: [String]

    /// A platform that the person was signed in at.
    package struct Platform: Sendable {
        let name: String
        let state: State

        package init(name: String, state: State) {
            self.name = name
            self.state = state
        }
    }

    package enum State: CaseIterable, Sendable {
        case signedOut, beingTold, retrying
        /// One of `frames` is its own.
        case inBrowser
        /// It can't be told, or never took it.
        case unreached
    }

    /// - Parameters:
    ///   - returnURL: where the platform begins; `nil` leads to our own page.
    ///   - platforms: those that knew of the session.
    ///   - frames: pages of theirs that the browser loads, so that they forget their cookies.
    package init(returnURL: String?, platformName: String?, platforms: [Platform] = [], frames: [String] = []) {
        self.frames = frames
        self.returnURL = returnURL
        self.platformName = platformName
        self.platforms = platforms
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.signedOut
        package let title: String
        let explanation: String
        let summary: String?
        let platforms: [Item]
        let frames: [FrameItem]
        let returnURL: Address?
        let back, home: String
    }

    struct Item: ListItem {
        let name, state: String
    }

    struct FrameItem: ListItem {
        let address: Address
    }

    package func content(in language: Language) -> Content {
        Content(
            title: SessionTexts.signedOut(language), explanation: SessionTexts.signedOutExplanation(language),
            summary: platforms.isEmpty ? nil : summary(language),
            platforms: platforms.map { Item(name: $0.name, state: LogoutTexts.state($0.state)(language)) },
            frames: frames.map { FrameItem(address: Address($0)) }, returnURL: returnURL.map(Address.init),
            back: SessionTexts.back(to: platformName ?? "")(language), home: SessionTexts.home(language))
    }

    private func summary(_ language: Language) -> String {
        func count(_ state: State) -> Int { platforms.count { $0.state == state } }
        return LogoutSummary(
            of: platforms.count, signedOut: count(.signedOut), retrying: count(.retrying) + count(.beingTold),
            inBrowser: count(.inBrowser), unreached: count(.unreached)
        ).text(language)
    }
}
