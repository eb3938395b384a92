import Audit
import Database
import Hummingbird
import Identity
import OpenIDConnect
import Pages
import Storage
import Wire

/// Asks the person whether a client may learn what it asks for (OpenID Connect Core §3.1.2.4).
struct ConsentEndpoint: Sendable {
    let database: Database
    let issuer: Issuer
    let clock: any WallClock
    let desk: InteractionDesk
    let face: Face

    func get(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        switch try await desk.open(request, context) {
        case .answered(let response): return response
        case .opened(let opened):
            guard let session = opened.session else { return .redirect(to: opened.returnPath) }
            return face.page(
                ConsentPage(
                    platformName: opened.client.name, personName: session.name,
                    scopes: Scope.allCases.filter(opened.request.scopes.contains).map(\.rawValue),
                    action: "/consent/\(opened.id.text)", formToken: opened.formToken),
                for: request, uiLocales: opened.request.uiLocales)
        }
    }

    func post(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        switch try await desk.openForm(request, context) {
        case .answered(let response): return response
        case .opened(let opened, let form):
            guard let session = opened.session?.session else { return .redirect(to: opened.returnPath) }
            let hasAgreed: Bool
            switch (try? form.single("choice")) ?? nil {
            case "allow": hasAgreed = true
            case "deny": hasAgreed = false
            default: return .redirect(to: "/consent/\(opened.id.text)")
            }
            let now = clock.now
            let event = AuditEvent(
                moment: now, action: .consent, outcome: hasAgreed ? .success : .refused("denied"),
                actor: .person(session.person), origin: context.origin, client: opened.client.id.text,
                session: session.id.text, object: Scope.text(opened.request.scopes))
            let isFirst = try await database.write { transaction -> Bool in
                try transaction.audit.append(event)
                guard hasAgreed else { return try transaction.interactions.complete(opened.id, at: now) }
                try transaction.interactions.giveConsent(opened.id)
                try transaction.consents.record(
                    of: session.person, to: opened.client.id, scopes: opened.request.scopes, at: now)
                return true
            }
            guard !hasAgreed, isFirst else {
                return face.goOn(to: opened.returnPath, platformName: opened.client.name, request)
            }
            return denied(opened, request)
        }
    }

    private func denied(_ opened: InteractionDesk.Opened, _ request: Request) -> Response {
        let error = AuthorizationError(.accessDenied, "the person did not agree")
        let response = AuthorizationResponse(error: error, to: opened.request.address, issuer: issuer)
        guard response.address.mode == .query else {
            return face.answer(response, clientName: opened.client.name, request)
        }
        return face.goOn(to: response.location, platformName: opened.client.name, request)
    }
}
