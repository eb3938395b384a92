/// What platforms have asked of a person behind the browser's back (CIBA Core §8), to be looked at one by one.
package struct WaitingRequestsPage: Page {
    private let personName, action, formToken: String
    private let requests: [Request]

    package struct Request: Hashable, Sendable {
        let id, platformName: String
        let message: String?
        let minutesLeft: Int

        /// - Parameters:
        ///   - message: what the platform shows or says too; `nil` where it says nothing.
        ///   - minutesLeft: how long it still waits.
        package init(id: String, platformName: String, message: String?, minutesLeft: Int) {
            self.id = id
            self.platformName = platformName
            self.message = message
            self.minutesLeft = minutesLeft
        }
    }

    package init(personName: String, requests: [Request], action: String, formToken: String) {
        self.personName = personName
        self.requests = requests
        self.action = action
        self.formToken = formToken
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.waitingRequests
        package let title: String
        let signedInAs: String
        let nothing: String?
        let requests: [Item]
        let action: Address
        let formToken, look, reload: String
    }

    struct Item: ListItem {
        let id, platformName: String
        let message: String?
        let left: String
    }

    package func content(in language: Language) -> Content {
        let texts = BackchannelTexts.self
        return Content(
            title: texts.title(language), signedInAs: SessionTexts.signedInAs(personName)(language),
            nothing: requests.isEmpty ? texts.nothing(language) : nil,
            requests: requests.map { request in
                Item(
                    id: request.id, platformName: request.platformName, message: request.message,
                    left: texts.left(minutes: request.minutesLeft)(language))
            },
            action: Address(action), formToken: formToken, look: texts.look(language), reload: texts.reload(language))
    }
}
