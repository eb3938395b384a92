/// Asks somebody who holds several posts in which of them they act.
package struct ChoosePostPage: Page {
    private let platformName, personName, action, formToken: String
    private let posts: [Post]

    /// A post as people read it, and as the form sends it.
    package struct Post: ListItem {
        let value, position, unitName: String

        package init(value: String, position: String, unitName: String) {
            self.value = value
            self.position = position
            self.unitName = unitName
        }
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
        let posts: [Post]
        let action: Address
        let formToken: String
    }

    package func content(in language: Language) -> Content {
        Content(
            title: SessionTexts.choosePost(language), platformName: platformName,
            asks: SessionTexts.choosePostOf(personName)(language), hint: SessionTexts.choosePostHint(language),
            posts: posts, action: Address(action), formToken: formToken)
    }
}
