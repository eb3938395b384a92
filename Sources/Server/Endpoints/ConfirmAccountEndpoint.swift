import Hummingbird
import OpenIDConnect
import Operations
import Pages

/// "You are already signed in as …": go on, or as somebody else (`prompt=select_account`).
struct ConfirmAccountEndpoint: Sendable {
    let confirmAccount: ConfirmAccount
    let gate: InteractionGate
    let pages: PageResponder

    func get(_ visit: Visit) async throws -> Response {
        let shown = try await gate.interacting(visit).withSession()
        return pages.page(
            AlreadySignedInPage(
                personName: shown.signedIn.name, platformName: shown.page.client.name,
                action: InteractionPage.confirmAccount.path(of: shown.page.id), formToken: shown.formToken),
            for: visit.request, uiLocales: shown.page.demand.uiLocales)
    }

    func post(_ visit: Visit) async throws -> Response {
        let form = try await gate.signedInForm(visit, for: .confirmAccount)
        let page = form.page.page
        switch form.field("choice") {
        case "continue":
            try await confirmAccount.confirm(page.id, form.page.signedIn)
            return pages.continue(to: page.returnPath, platformName: page.client.name, visit.request)
        case "another": return .redirect(to: InteractionPage.signIn.path(of: page.id))
        default: return .redirect(to: InteractionPage.confirmAccount.path(of: page.id))
        }
    }
}
