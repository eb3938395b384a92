import Hummingbird
import OpenIDConnect
import Operations
import Pages
import Wire

/// Asks the person whether a client may learn what it asks for (OpenID Connect Core §3.1.2.4); of a device, whether it is
/// theirs (RFC 8628 §5.4); of a request behind the browser's back, whether it is theirs (CIBA Core §8).
struct ConsentEndpoint: Sendable {
    let consent: GiveConsent
    let rights: ReadRequestedRights
    let issuer: Issuer
    let gate: InteractionGate
    let pages: PageResponder
    /// `nil` where no client registers itself.
    let details: ReadClientDetails?

    func get(_ visit: Visit) async throws -> Response {
        let shown = try await gate.interacting(visit).withSession()
        let page = shown.page
        let scopes = Scope.allCases.filter(page.demand.releasedScopes.contains).map(\.rawValue)
        let action = InteractionPage.consent.path(of: page.id)
        switch page.interaction.source {
        case .request:
            let rights = try await rights.run(page.demand, at: visit.now)
            let details = try await details?.details(of: page.client.id)
            let hasLogo = details?.logo != nil
            return pages.page(
                ConsentPage(
                    platformName: page.client.name, personName: shown.signedIn.name, scopes: scopes, action: action,
                    formToken: shown.formToken, logoPath: hasLogo ? ClientLogo.path(of: page.client.id) : nil,
                    policyURL: details?.policy?.uri.text, termsURL: details?.terms?.uri.text,
                    rights: rights.map { ConsentPage.Right(function: $0.function, unit: $0.unit) }),
                for: visit.request, uiLocales: page.demand.uiLocales,
                policy: hasLogo ? ContentSecurityPolicy.withPicture : ContentSecurityPolicy.page)
        case .device(_, let typed):
            return pages.page(
                DeviceConfirmPage(
                    platformName: page.client.name, personName: shown.signedIn.name, userCode: typed.text,
                    scopes: scopes, action: action, formToken: shown.formToken), for: visit.request)
        case .backchannel(_, let message):
            return pages.page(
                RequestConfirmPage(
                    platformName: page.client.name, personName: shown.signedIn.name, message: message, scopes: scopes,
                    action: action, formToken: shown.formToken), for: visit.request)
        // Nobody learns anything.
        case .ours: return .redirect(to: page.returnPath)
        }
    }

    func post(_ visit: Visit) async throws -> Response {
        let form = try await gate.signedInForm(visit, for: .consent)
        let (page, signedIn) = (form.page.page, form.page.signedIn)
        let act = visit.act(of: .person(signedIn.session.person))
        switch form.field("choice") {
        case "allow": try await consent.allow(page.interaction, signedIn, act)
        case "deny":
            if try await consent.deny(page.interaction, signedIn, act) {
                return try await denied(page, visit.request)
            }
        default: return .redirect(to: InteractionPage.consent.path(of: page.id))
        }
        return pages.continue(to: page.returnPath, platformName: page.client.name, visit.request)
    }

    private func denied(_ page: Interacting, _ request: Request) async throws -> Response {
        let address: ResponseAddress
        switch page.interaction.opened.reply {
        case .redirect(let asked): address = asked
        case .device:
            return pages.page(DeviceDonePage(outcome: .denied, platformName: page.client.name), for: request)
        case .backchannel, .ours:
            return pages.page(
                RequestDonePage(
                    outcome: .denied, platformName: page.client.name, requestsPath: Issuer.Path.requests), for: request)
        }
        let error = AuthorizationError(.accessDenied, "the person did not agree")
        let response = AuthorizationResponse(error: error, to: address, issuer: issuer)
        guard case .redirect(let location) = try await pages.responses.delivery(of: response) else {
            return try await pages.answer(response, clientName: page.client.name, request)
        }
        return pages.continue(to: location, platformName: page.client.name, request)
    }
}
