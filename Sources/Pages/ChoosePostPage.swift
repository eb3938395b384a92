import Identity

/// Asks a person who holds several posts in which of them they act.
package struct ChoosePostPage: Page {
    private let platformName, personName, action, formToken: String
    private let posts: [Post]

    /// A post as people read it, and as the form sends it.
    package struct Post: Sendable {
        fileprivate let value, unitName: String
        fileprivate let position: Bilingual

        package init(value: String, position: Bilingual, unitName: String) {
            self.value = value
            self.position = position
            self.unitName = unitName
        }
    }

    struct Item: ListItem {
        let value, position, unitName: String
    }

    package init(platformName: String, personName: String, posts: [Post], action: String, formToken: String) {
        self.platformName = platformName
        self.personName = personName
        self.posts = posts
        self.action = action
        self.formToken = formToken
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.choosePost
        package let title: String
        let platformName, asks, hint: String
        let posts: [Item]
        let action: Address
        let formToken: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: SessionTexts.choosePost(language), platformName: platformName,
            asks: SessionTexts.choosePostOf(personName)(language), hint: SessionTexts.choosePostHint(language),
            posts: posts.map { Item(value: $0.value, position: $0.position(language), unitName: $0.unitName) },
            action: Address(action), formToken: formToken)
    }
}
