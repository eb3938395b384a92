import Audit
import Database
import Directory
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages
import Permissions
import Storage
import Wire

/// Asks somebody who holds several posts in which of them they act in this session: what one may do, the other
/// doesn't have to (Article 14.2).
struct ChoosePostEndpoint: Sendable {
    let database: Database
    let capacities: ActingPost
    let clock: any WallClock
    let desk: InteractionDesk
    let face: Face

    func get(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        switch try await desk.open(request, context) {
        case .answered(let response): return response
        case .opened(let opened):
            guard let session = opened.session else { return .redirect(to: opened.returnPath) }
            let now = clock.now
            let posts = try await database.read { [capacities] transaction in
                try capacities.namedPosts(of: session.session.person, in: transaction, at: now)
            }
            return face.page(
                ChoosePostPage(
                    platformName: opened.client.name, personName: session.name,
                    posts: posts.map { post, position, unitName in
                        ChoosePostPage.Post(
                            value: post.description, position: position, unitName: unitName)
                    }, action: "/posts/\(opened.id.text)", formToken: opened.formToken),
                for: request, uiLocales: opened.request.uiLocales)
        }
    }

    func post(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        switch try await desk.openForm(request, context) {
        case .answered(let response): return response
        case .opened(let opened, let form):
            guard let session = opened.session?.session else { return .redirect(to: opened.returnPath) }
            let choice = (try? form.single("post")) ?? nil
            guard let post = choice.flatMap({ Post($0) }) else { return .redirect(to: "/posts/\(opened.id.text)") }
            let now = clock.now
            let event = AuditEvent(
                moment: now, action: .choosePost, actor: .person(session.person), origin: context.origin,
                client: opened.client.id.text, session: session.id.text, object: post.description)
            let isChosen = try await database.write { [capacities] transaction -> Bool in
                // The choice holds for the session: another tab that comes later finds it made.
                guard try capacities.mustChoose(opened.request, opened.session, in: transaction, at: now) else {
                    return true
                }
                let held = try capacities.posts(of: session.person, in: transaction, at: now)
                guard held.contains(post) else { return false }
                try transaction.sessions.act(as: .post(post), in: session.id)
                try transaction.audit.append(event)
                return true
            }
            guard isChosen else { return .redirect(to: "/posts/\(opened.id.text)") }
            return face.goOn(to: opened.returnPath, platformName: opened.client.name, request)
        }
    }
}
