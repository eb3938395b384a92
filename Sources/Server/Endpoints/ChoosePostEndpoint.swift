import Directory
import Hummingbird
import OpenIDConnect
import Operations
import Pages

/// Asks somebody who holds several posts in which of them they act in this session: what one may do, the other
/// doesn't have to (Article 14.2).
struct ChoosePostEndpoint: Sendable {
    let choosePost: ChoosePost
    let gate: InteractionGate
    let pages: PageResponder

    func get(_ visit: Visit) async throws -> Response {
        let shown = try await gate.interacting(visit).withSession()
        let choices = try await choosePost.choices(shown.signedIn, at: visit.now)
        return pages.page(
            ChoosePostPage(
                platformName: shown.page.client.name, personName: shown.signedIn.name,
                posts: choices.map {
                    ChoosePostPage.Post(value: $0.post.description, position: $0.position, unitName: $0.unitName)
                }, action: InteractionPage.choosePost.path(of: shown.page.id), formToken: shown.formToken),
            for: visit.request, uiLocales: shown.page.demand.uiLocales)
    }

    func post(_ visit: Visit) async throws -> Response {
        let form = try await gate.signedInForm(visit, for: .choosePost)
        let (page, signedIn) = (form.page.page, form.page.signedIn)
        guard let post = form.field("post").flatMap({ Post($0) }),
            try await choosePost.choose(
                post, in: page.interaction, signedIn, visit.act(of: .person(signedIn.session.person)))
        else { return .redirect(to: InteractionPage.choosePost.path(of: page.id)) }
        return pages.continue(to: page.returnPath, platformName: page.client.name, visit.request)
    }
}
