import Accounts
import Hummingbird
import OpenIDConnect
import Operations
import Pages
import Wire

/// Where somebody who is signed in sees what they have agreed that platforms may learn, and takes it back.
struct ConsentsEndpoint: Sendable {
    private let read: ReadConsents
    private let withdraw: WithdrawConsent
    private let gate: OwnPageGate
    private let pages: PageResponder

    static let path = Issuer.Path.consents

    init(_ provider: Provider, pages: PageResponder) {
        read = ReadConsents(provider.installation)
        withdraw = WithdrawConsent(provider.installation)
        gate = OwnPageGate(.consents, .consentWithdrawal, provider)
        self.pages = pages
    }

    func get(_ visit: Visit) async throws -> Response {
        try await gate.show(try await read.list(visit.sessionCookie, at: visit.now), visit) { own, browser in
            pages.page(page(own, browser), for: visit.request)
        }
    }

    /// Whatever comes of it, the page then shows what is left.
    func post(_ visit: Visit) async throws -> Response {
        let (form, own, _) = try await gate.form(visit, by: \.signedIn) {
            try await read.list(visit.sessionCookie, at: visit.now)
        }
        let named = (try? form.single("client")) ?? nil
        if let consent = own.consents.first(where: { named?.hasSameBytes(as: $0.client.text) == true }) {
            _ = try await withdraw.run(
                consent.client, by: own.signedIn, visit.act(of: .person(own.signedIn.session.person)))
        }
        return .redirect(to: Self.path)
    }

    private func page(_ own: ReadConsents.Own, _ browser: BrowserSecret<BrowserCookie>) -> ConsentsPage {
        ConsentsPage(
            personName: own.signedIn.name,
            consents: own.consents.map { consent in
                ConsentsPage.Consent(
                    client: consent.client.text, platformName: consent.clientName ?? consent.client.text,
                    scopes: Scope.allCases.filter(consent.scopes.contains).map(\.rawValue), since: consent.givenAt)
            }, action: Self.path, formToken: gate.formToken(browser, own.signedIn))
    }
}
