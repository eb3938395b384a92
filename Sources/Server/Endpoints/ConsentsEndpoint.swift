import Accounts
import Cryptography
import Hummingbird
import OpenIDConnect
import Operations
import Pages
import Wire

/// Where somebody who is signed in sees what they have agreed that platforms may learn, and takes it back.
struct ConsentsEndpoint: Sendable {
    private let read: ReadConsents
    private let withdraw: WithdrawConsent
    private let begin: BeginInteraction
    private let pages: PageResponder
    private let random: any RandomSource

    static let path = Issuer.Path.consents

    init(_ provider: Provider, pages: PageResponder) {
        read = ReadConsents(provider.installation)
        withdraw = WithdrawConsent(provider.installation)
        begin = BeginInteraction(provider.installation)
        random = provider.random
        self.pages = pages
    }

    func get(_ visit: Visit) async throws -> Response {
        let browser = visit.browserCookie ?? BrowserSecret(random: random)
        let answer: Response
        if let own = try await read.list(visit.sessionCookie, at: visit.now) {
            answer = pages.page(page(own, browser), for: visit.request)
        } else {
            let interaction = try await begin.begin(
                .ours(.consents), for: .ourselves, at: visit.place(browser), visit.now)
            answer = .redirect(to: InteractionPage.resume.path(of: interaction))
        }
        return answer.setting(browser, maxAge: Interaction.memory)
    }

    /// Whatever comes of it, the page then shows what is left.
    func post(_ visit: Visit) async throws -> Response {
        let form = try await visit.form(for: .consentWithdrawal)
        guard let own = try await read.list(visit.sessionCookie, at: visit.now) else {
            throw RefusedRequest(nil, .redirect(to: Self.path))
        }
        let session = own.signedIn.session
        guard let browser = visit.browserCookie, form.carries(Self.formToken(browser, own)) else {
            let record = RefusedRequest.Record(
                action: .consentWithdrawal, code: "foreign-form", actor: .person(session.person),
                session: session.id.text)
            throw RefusedRequest(record, .redirect(to: Self.path))
        }
        let named = (try? form.single("client")) ?? nil
        if let consent = own.consents.first(where: { named?.hasSameBytes(as: $0.client.text) == true }) {
            _ = try await withdraw.run(consent.client, by: own.signedIn, visit.act(of: .person(session.person)))
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
            }, action: Self.path, formToken: Self.formToken(browser, own))
    }

    /// The session is part of it: a page that was shown to one person isn't answered as another.
    private static func formToken(_ browser: BrowserSecret<BrowserCookie>, _ own: ReadConsents.Own) -> String {
        browser.derive("consents", for: own.signedIn.session.id.text)
    }
}
