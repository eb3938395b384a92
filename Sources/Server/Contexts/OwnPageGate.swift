import Accounts
import Audit
import Cryptography
import Hummingbird
import OpenIDConnect
import Operations
import Wire

/// What pages have in common that show whoever is signed in what is theirs (`OwnPage`): who isn't signed in does that first, and
/// a form counts in the browser and the session that it was shown in.
struct OwnPageGate: Sendable {
    private let page: OwnPage
    private let action: AuditEvent.Action
    private let begin: BeginInteraction
    private let random: any RandomSource

    /// - Parameter action: what the page's form is for.
    init(_ page: OwnPage, _ action: AuditEvent.Action, _ provider: Provider) {
        self.page = page
        self.action = action
        begin = BeginInteraction(provider.installation)
        random = provider.random
    }

    /// - Parameter own: what is theirs; `nil` where nobody is signed in.
    func show<Own>(
        _ own: Own?, _ visit: Visit, _ page: (Own, BrowserSecret<BrowserCookie>) -> Response
    ) async throws -> Response {
        let browser = visit.browserCookie ?? BrowserSecret(random: random)
        let answer: Response
        if let own {
            answer = page(own, browser)
        } else {
            let interaction = try await begin.begin(
                .ours(self.page), for: .ourselves, at: visit.place(browser), visit.now)
            answer = .redirect(to: InteractionPage.resume.path(of: interaction))
        }
        return answer.setting(browser, maxAge: Interaction.memory)
    }

    /// The session is part of it: a page that was shown to one person isn't answered as another.
    func formToken(_ browser: BrowserSecret<BrowserCookie>, _ signedIn: SignedIn) -> String {
        let purpose =
            switch page {
            case .requests: "waiting requests"
            case .consents: "consents"
            }
        return browser.derive(purpose, for: signedIn.session.id.text)
    }

    /// Reads what the page's form sends.
    /// - Parameter list: what is theirs, and who they are; `nil` where nobody is signed in.
    /// - Throws: `RefusedRequest`, with the way back to the page.
    func form<Own>(
        _ visit: Visit, by signedIn: (Own) -> SignedIn, _ list: () async throws -> Own?
    ) async throws -> (form: FormParameters, own: Own, browser: BrowserSecret<BrowserCookie>) {
        let form = try await visit.form(for: action)
        guard let own = try await list() else { throw RefusedRequest(nil, .redirect(to: page.path)) }
        let person = signedIn(own)
        guard let browser = visit.browserCookie, form.carries(formToken(browser, person)) else {
            let record = RefusedRequest.Record(
                action: action, code: "foreign-form", actor: .person(person.session.person),
                session: person.session.id.text)
            throw RefusedRequest(record, .redirect(to: page.path))
        }
        return (form, own, browser)
    }
}
