import Database
import Hummingbird
import OpenIDConnect
import Pages
import Storage

/// "You are already signed in as …": go on, or as somebody else (`prompt=select_account`).
struct ConfirmAccountEndpoint: Sendable {
    let database: Database
    let desk: InteractionDesk
    let face: Face

    func get(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        switch try await desk.open(request, context) {
        case .answered(let response): return response
        case .opened(let opened):
            guard let session = opened.session else { return .redirect(to: opened.returnPath) }
            return face.page(
                AlreadySignedInPage(
                    personName: session.name, platformName: opened.client.name,
                    action: "/confirm/\(opened.id.text)", formToken: opened.formToken),
                for: request, uiLocales: opened.request.uiLocales)
        }
    }

    func post(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        switch try await desk.openForm(request, context) {
        case .answered(let response): return response
        case .opened(let opened, let form):
            switch (try? form.single("choice")) ?? nil {
            case "continue":
                try await database.write { transaction in
                    try transaction.interactions.confirmAccount(opened.id)
                }
                return face.goOn(to: opened.returnPath, platformName: opened.client.name, request)
            case "another": return .redirect(to: "/sign-in/\(opened.id.text)")
            default: return .redirect(to: "/confirm/\(opened.id.text)")
            }
        }
    }
}
